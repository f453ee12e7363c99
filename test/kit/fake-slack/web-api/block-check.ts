import { isIP } from 'node:net'
import { blockProblems, viewProblems } from '../block-limits.ts'
import { type Block, blockList, picturesOf, viewContent, withIds } from '../blocks.ts'
import type { ViewContent, World } from '../world.ts'
import { invalid, SlackError } from './method.ts'

/** The blocks of a message as Slack keeps them. Throws `invalid_blocks` for what Slack would refuse. */
export function checkedBlocks(world: World, given: unknown): readonly Block[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw new SlackError('invalid_blocks_format')
  // 13,297 characters were the most that passed (slackapi/bolt-js #2509).
  if (JSON.stringify(given).length > 13_297) throw new SlackError('msg_blocks_too_long')
  const problems = blockProblems(given, 'message')
  if (problems.length > 0) throw refusedBlocks(problems)
  const blocks = blockList.parse(given)
  const unseen = pictureProblems(world, blocks)
  if (unseen.length > 0) throw refusedBlocks(unseen)
  return withIds(blocks, () => world.id('b'))
}

/** A view as Slack keeps it. Throws `invalid_arguments`, or `view_too_large` above 250 kB. */
export function checkedView(world: World, given: unknown): ViewContent {
  if (JSON.stringify(given).length > 250_000) throw new SlackError('view_too_large')
  const problems = viewProblems(given)
  if (problems.length > 0) throw invalid(problems)
  const content = viewContent.parse(given)
  const unseen = pictureProblems(world, content.blocks)
  if (unseen.length > 0) throw invalid(unseen)
  return { ...content, blocks: withIds(content.blocks, () => world.id('b')) }
}

function refusedBlocks(problems: readonly string[]): SlackError {
  return invalid(problems, 'invalid_blocks', { errors: problems })
}

/** Slack fetches pictures itself, from outside: addresses of this machine or network give it nothing. */
function pictureProblems(world: World, blocks: readonly Block[]): readonly string[] {
  return picturesOf(blocks).flatMap(({ url, fileId }) => {
    if (url !== undefined && !isPublic(url)) return [`downloading image failed: ${url}`]
    if (fileId === undefined) return []
    const file = world.files.get(fileId)
    return file?.completed && file.type.startsWith('image/')
      ? []
      : [`invalid slack file: ${fileId}`]
  })
}

function isPublic(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, protocol } = new URL(url)
  const named = isIP(hostname.replace(/^\[|\]$/g, '')) === 0 && hostname.includes('.')
  return ['http:', 'https:'].includes(protocol) && named
}

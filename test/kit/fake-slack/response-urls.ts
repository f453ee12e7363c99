import { z } from 'zod'
import type { Block } from './blocks.ts'
import { checkedBlocks } from './web-api/block-check.ts'
import { parsed, SlackError } from './web-api/method.ts'
import type { Message, ResponseUrl, Team, World } from './world.ts'

const answer = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
})

/** Takes what was sent to a response_url: five times within half an hour. */
export function answerResponseUrl(
  world: World,
  id: string,
  text: string,
): { readonly status: number; readonly body: string } {
  const about = world.responses.get(id)
  const team = about && world.teams.get(about.teamId)
  if (!about || !team) return { status: 404, body: 'no_service' }
  if (world.now() - about.at > 1_800_000)
    return { status: 404, body: JSON.stringify({ ok: false, error: 'expired_url' }) }
  if (about.uses >= 5)
    return { status: 404, body: JSON.stringify({ ok: false, error: 'used_url' }) }
  try {
    respond(world, team, about, text)
    about.uses++
    return { status: 200, body: 'ok' }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error
    return { status: error.error === 'invalid_payload' ? 400 : 404, body: error.error }
  }
}

/** An answer to a command or a press, however it was brought. Throws SlackError for what Slack refuses. */
export function respond(world: World, team: Team, about: ResponseUrl, text: string): void {
  const given = parsed(answer, readObject(text))
  const blocks = checkedBlocks(world, given.blocks)
  if (given.delete_original) return remove(team, about)
  if ((given.text ?? '') === '' && blocks.length === 0) throw new SlackError('no_text')
  if (given.replace_original) return replace(team, about, { text: given.text ?? '', blocks })
  const message: Message = {
    ts: world.ts(),
    user: team.bot.userId,
    botId: team.bot.botId,
    threadTs: given.thread_ts,
    text: given.text ?? '',
    blocks,
    metadata: undefined,
    files: [],
    edited: false,
  }
  const { userId, channelId } = about
  if (given.response_type === 'ephemeral') team.ephemerals.push({ ...message, userId, channelId })
  else team.channels.get(channelId)?.messages.push(message)
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new SlackError('invalid_payload')
  }
}

function find(team: Team, { channelId, message }: ResponseUrl): Message | undefined {
  const all = [...team.ephemerals, ...(team.channels.get(channelId)?.messages ?? [])]
  return all.find(({ ts }) => ts === message)
}

function replace(
  team: Team,
  about: ResponseUrl,
  content: { readonly text: string; readonly blocks: readonly Block[] },
): void {
  const message = find(team, about)
  if (message) Object.assign(message, content)
}

function remove(team: Team, about: ResponseUrl): void {
  const ephemeral = team.ephemerals.findIndex(({ ts }) => ts === about.message)
  if (ephemeral >= 0) team.ephemerals.splice(ephemeral, 1)
  const messages = team.channels.get(about.channelId)?.messages ?? []
  const index = messages.findIndex(({ ts }) => ts === about.message)
  if (index >= 0) messages.splice(index, 1)
}

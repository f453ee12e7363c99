import type { KnownBlock } from '@slack/types'
import type { Language, Message } from '#src/chat/contract.ts'
import { messageBlocks, plainText } from '../blocks/message-blocks.ts'
import { cutText } from '../blocks/plain.ts'
import type { Pictures } from './pictures.ts'
import { SlackTrouble } from './slack-trouble.ts'

export interface Body extends Readonly<Record<string, unknown>> {
  readonly text: string
  readonly blocks: readonly KnownBlock[]
}

/** Sends a message as Slack's blocks; what Slack finds too long or cannot show goes once more without. */
export async function sendFitting<Sent>(
  pictures: Pictures,
  { team, message, language, revision }: Fitting,
  send: (body: Body) => Promise<Sent>,
): Promise<Sent> {
  const picture = await pictures.sourceFor(team, message)
  const look = { language, revision, picture }
  const body = { text: plainText(message), blocks: messageBlocks(message, look) }
  try {
    return await send(body)
  } catch (failure) {
    const error = failure instanceof SlackTrouble ? failure.error : ''
    if (error === 'msg_too_long')
      return send({ ...body, text: plainText({ text: cutText(message.text, 900) }) })
    if (!unshown.has(error) || !body.blocks.some(({ type }) => type === 'image')) throw failure
    await pictures.doubt(team, message)
    return send({
      ...body,
      blocks: messageBlocks(message, { ...look, picture: () => undefined }),
    })
  }
}

interface Fitting {
  readonly team: string
  readonly message: Message
  readonly language: Language
  /** Another one at each change. */
  readonly revision: string
}

/** Slack could not fetch the picture, or does not know its file. */
const unshown = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'file_not_found',
  'unable_to_share_files',
  'blocked_file_type',
])

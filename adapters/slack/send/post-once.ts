import { z } from 'zod'
import type { Sending, Sendings } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { messageRef } from '../refs.ts'
import type { Calling } from './call-in-turn.ts'
import { findSent, type Lost } from './find-sent.ts'
import { markOf, metadataOf } from './sending-mark.ts'
import { SlackTrouble } from './slack-trouble.ts'

export interface Once extends Pick<Lost, 'team' | 'channel' | 'thread' | 'private'> {
  /** Where it is kept in the book: the channel, the person, or the message that it stands for. */
  readonly destination: Ref
  readonly key: string
  /** Calls `chat.postMessage`; the turn has come already. */
  readonly send: (args: Readonly<Record<string, unknown>>) => Promise<unknown>
}

export interface OnceParts extends Calling {
  readonly sendings: Sendings
  readonly now: () => number
}

/** Writes a message unless it was written: one key is one message, through lost answers and crashes. */
export async function postOnce(parts: OnceParts, once: Once): Promise<Ref> {
  const { sendings, pace } = parts
  const { team, channel, destination } = once
  const mark = markOf(once.key)
  const before = await sendings.find(destination, mark)
  if (before?.message !== undefined) return before.message
  if (before) {
    const found = await findAgain(parts, once, { mark, ...before })
    if (found !== undefined) return found
  }
  await pace.turn({ team, method: 'chat.postMessage', channel })
  await sendings.begin(destination, mark)
  const sent = await sendOrDrop(parts, once, mark)
  const ref = messageRef(team, sent.channel, sent.ts)
  await sendings.keep(destination, mark, ref)
  return ref
}

/** A request that Slack answered to nobody may still be under way there. */
const settlesMs = 15_000
/** Without the right to look, somebody may meanwhile press a button of it (`Sender.adopt`). */
const waitedOutMs = 60_000

async function findAgain(
  parts: OnceParts,
  once: Once,
  { mark, begunAt }: Sending & { readonly mark: string },
): Promise<Ref | undefined> {
  const found = await findSent(parts, { ...once, mark, begunAt })
  if (typeof found === 'object') {
    const ref = messageRef(once.team, once.channel, found.ts)
    await parts.sendings.keep(once.destination, mark, ref)
    return ref
  }
  const patience = found === 'blind' ? waitedOutMs : settlesMs
  if (parts.now() - begunAt >= patience) return undefined
  throw new SlackTrouble('chat.postMessage', { error: 'unknown_outcome', certain: true })
}

async function sendOrDrop(
  { sendings }: OnceParts,
  { destination, send, thread }: Once,
  mark: string,
): Promise<z.output<typeof sentSchema>> {
  try {
    const answer = await send({
      metadata: metadataOf(mark),
      unfurl_links: false,
      unfurl_media: false,
      ...(thread === undefined ? {} : { thread_ts: thread }),
    })
    return sentSchema.parse(answer)
  } catch (failure) {
    if (failure instanceof SlackTrouble && failure.certain) await sendings.drop(destination, mark)
    throw failure
  }
}

const sentSchema = z.object({ ts: z.string().min(1), channel: z.string().min(1) })

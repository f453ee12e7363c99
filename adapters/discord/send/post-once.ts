import { z } from 'zod'
import type { Sendings } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { idSchema } from '../people/discord-member.ts'
import { messageRef } from '../refs.ts'
import { DiscordTrouble } from './discord-trouble.ts'
import { findSent, type Looking } from './find-sent.ts'
import { nonceOf } from './nonce.ts'

export interface Once {
  readonly guild: string
  /** Where it is kept in the book: the channel, or the person. */
  readonly destination: Ref
  readonly key: string
  /** The channels and threads in which it may be. */
  readonly channels: readonly string[]
  /** Creates the message, of which the nonce is a part. */
  readonly send: (nonce: {
    readonly nonce: string
    readonly enforce_nonce: true
  }) => Promise<unknown>
}

export interface OnceParts extends Looking {
  readonly sendings: Sendings
  readonly now: () => number
}

/** Writes a message unless it was written: one key is one message, through lost answers and crashes. */
export async function postOnce(parts: OnceParts, once: Once): Promise<Ref> {
  const { sendings } = parts
  const { destination } = once
  const nonce = nonceOf(destination, once.key)
  const before = await sendings.find(destination, nonce)
  if (before?.message !== undefined) return before.message
  const found = before && (await findAgain(parts, once, before.begunAt))
  if (found !== undefined) {
    await sendings.keep(destination, nonce, found)
    return found
  }
  await sendings.begin(destination, nonce)
  const sent = await sendOrDrop(parts, once, nonce)
  const ref = messageRef(once.guild, sent.channel_id, sent.id)
  await sendings.keep(destination, nonce, ref)
  return ref
}

/** For "a few minutes" Discord answers the same nonce with the first message; after that it must be looked for. */
const nonceMs = 2 * 60_000

async function findAgain(
  parts: OnceParts,
  { guild, channels, key }: Once,
  begunAt: number,
): Promise<Ref | undefined> {
  if (parts.now() - begunAt < nonceMs) return undefined
  for (const channel of channels) {
    const id = await findSent(parts, { channel, key, begunAt })
    if (id !== undefined) return messageRef(guild, channel, id)
  }
  return undefined
}

async function sendOrDrop(
  { sendings }: OnceParts,
  { destination, send }: Once,
  nonce: string,
): Promise<z.output<typeof sentSchema>> {
  try {
    return sentSchema.parse(await send({ nonce, enforce_nonce: true }))
  } catch (failure) {
    if (failure instanceof DiscordTrouble && failure.certain)
      await sendings.drop(destination, nonce)
    throw failure
  }
}

const sentSchema = z.looseObject({ id: idSchema, channel_id: idSchema })

import { z } from 'zod'
import type { Sendings } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { idSchema } from '../people/discord-member.ts'
import { partsOf, thingRef } from '../refs.ts'
import { codes } from './codes.ts'
import { type DiscordApi, DiscordTrouble } from './discord-api.ts'
import type { Pace } from './pace.ts'

export interface DirectParts {
  readonly api: Pick<DiscordApi, 'call'>
  readonly pace: Pace
  readonly sendings: Sendings
}

/** Private conversations with people. Each is opened once, and one by one: Discord bans bots that open many at a time. */
export class Direct {
  readonly #parts: DirectParts

  constructor(parts: DirectParts) {
    this.#parts = parts
  }

  /**
   * Does it in the conversation with somebody, which is opened when it never was, or is not there any more, as after a change
   * of bots.
   */
  async within<Done>(member: Ref, work: (conversation: string) => Promise<Done>): Promise<Done> {
    const known = (await this.#parts.sendings.find(member, conversationKey))?.message
    if (known === undefined) return work(await this.#open(member))
    try {
      return await work(partsOf(known).id)
    } catch (failure) {
      if (!(failure instanceof DiscordTrouble) || !gone.has(failure.code)) throw failure
      return work(await this.#open(member))
    }
  }

  /** With whom a conversation is that was opened before; undefined: it is a channel. */
  async memberIn(guild: string, conversation: string): Promise<Ref | undefined> {
    return (await this.#parts.sendings.find(thingRef(guild, conversation), memberKey))?.message
  }

  async #open(member: Ref): Promise<string> {
    const { guild, id: recipient_id } = partsOf(member)
    await this.#parts.pace.opening()
    const id = await this.#openWith(recipient_id)
    await this.#keep(member, conversationKey, thingRef(guild, id))
    await this.#keep(thingRef(guild, id), memberKey, member)
    return id
  }

  async #openWith(recipient_id: string): Promise<string> {
    const { api, pace } = this.#parts
    try {
      const body = { recipient_id }
      const answer = await api.call('POST', '/users/@me/channels', { body, patient: true })
      return z.looseObject({ id: idSchema }).parse(answer).id
    } catch (failure) {
      if (failure instanceof DiscordTrouble && failure.code === codes.tooManyOpenings)
        pace.holdOpenings(failure.retryAfterMs ?? tooManyMs)
      throw failure
    }
  }

  async #keep(destination: Ref, key: string, ref: Ref): Promise<void> {
    await this.#parts.sendings.begin(destination, key)
    await this.#parts.sendings.keep(destination, key, ref)
  }
}

const conversationKey = 'dm'
const memberKey = 'member'
const tooManyMs = 2 * 60_000

const gone = new Set<number>([codes.unknownChannel, codes.missingAccess])

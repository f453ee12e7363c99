import type { Language, Later, Message, Posting, Ref, Said } from '#src/chat/contract.ts'
import { guildRef, partsOf, thingRef } from '../refs.ts'
import type { Outgoing } from '../views/outgoing.ts'
import { asFailure } from './chat-failure.ts'
import { Direct } from './direct.ts'
import { nonceOf } from './nonce.ts'
import { type Destination, type Look, lookOf, Writer, type WriterParts } from './writer.ts'

export type SenderParts = WriterParts

/** Everything that the service writes in Discord by itself: each message once, within Discord's limits. Throws `ChatFailure`. */
export class Sender {
  readonly #parts: SenderParts
  readonly #writer: Writer
  readonly #direct: Direct

  constructor(parts: SenderParts) {
    this.#parts = parts
    this.#writer = new Writer(parts)
    this.#direct = new Direct({ ...parts, sendings: parts.book.sendings })
  }

  /** Writes in a channel, in the language of its server. */
  async post(channel: Ref, said: Said, { key, answering, calling = [] }: Posting): Promise<Ref> {
    const { guild, id } = partsOf(channel)
    const language = await this.#parts.book.roster.language(guildRef(guild))
    const message = said[language]
    const called = calling.filter((ref) => ref.startsWith(`${guildRef(guild)}/`))
    const look = lookOf(message, { guild, language, key, calling: called })
    const under = underOf(channel, answering, message)
    return this.#write({ guild, channel: id, ref: channel, key, under }, look)
  }

  /** Replaces a message; one that is gone is left alone. */
  async update(message: Ref, said: Said): Promise<void> {
    const { guild, id } = partsOf(message)
    const member = await this.#direct.memberIn(guild, id)
    const language = await this.#languageOf(guild, member)
    const look = lookOf(said[language], { guild, language })
    if (member) await asFailure('person', () => this.#writer.change(message, look))
    else await this.#change(message, look)
  }

  /** Writes to one person, in their own language. */
  async tell(member: Ref, _channel: Ref, said: Said, { key }: Posting): Promise<Ref> {
    const sent = await this.#parts.book.sendings.find(member, nonceOf(member, key))
    if (sent?.message !== undefined) return sent.message
    const { guild } = partsOf(member)
    const language = await this.#languageOf(guild, member)
    const look = lookOf(said[language], { guild, language, key })
    return asFailure('person', () =>
      this.#direct.within(member, (channel) =>
        this.#writer.write({ guild, channel, ref: member, key }, look),
      ),
    )
  }

  /** Waits until that message may be changed, or answers how long that takes. A channel has limits that each call keeps by itself. */
  async turn(_channel: Ref, message?: Ref): Promise<Later | undefined> {
    if (message === undefined) return undefined
    const laterMs = await asFailure('channel', () =>
      this.#parts.pace.turn(partsOf(message).message),
    )
    return laterMs > 0 ? { laterMs } : undefined
  }

  /** Ends all waiting for limits. */
  hasten(): void {
    this.#parts.pace.stop()
    this.#parts.api.hasten()
  }

  /** Writes in a channel what an adapter says by itself, once under that key. */
  async postBody(channel: Ref, key: string, body: (language: Language) => Outgoing): Promise<Ref> {
    const { guild, id } = partsOf(channel)
    const look = await this.#lookOf(guild, body)
    return this.#write({ guild, channel: id, ref: channel, key }, look)
  }

  /** Replaces such a message; false: it is gone. */
  async updateBody(message: Ref, body: (language: Language) => Outgoing): Promise<boolean> {
    return this.#change(message, await this.#lookOf(partsOf(message).guild, body))
  }

  async #lookOf(guild: string, body: (language: Language) => Outgoing): Promise<Look> {
    const language = await this.#parts.book.roster.language(guildRef(guild))
    return { message: {}, body: () => body(language) }
  }

  async #write(to: Destination, look: Look): Promise<Ref> {
    try {
      return await this.#writer.write(to, look)
    } catch (failure) {
      throw await this.#writer.failureIn(to.ref, failure)
    }
  }

  async #change(message: Ref, look: Look): Promise<boolean> {
    try {
      return await this.#writer.change(message, look)
    } catch (failure) {
      throw await this.#writer.failureIn(message, failure)
    }
  }

  async #languageOf(guild: string, member: Ref | undefined): Promise<Language> {
    const { roster } = this.#parts.book
    const known = member && (await roster.person(guildRef(guild), member))
    return known?.language ?? roster.language(guildRef(guild))
  }
}

/** A message of another channel has no thread here. */
function underOf(channel: Ref, answering: Ref | undefined, said: Message): Destination['under'] {
  if (answering === undefined) return undefined
  const { guild, id, message } = partsOf(answering)
  if (message === '' || thingRef(guild, id) !== channel) return undefined
  const heading = said.parts?.find((part) => part.kind === 'heading')
  return { message, name: heading?.text ?? said.text }
}

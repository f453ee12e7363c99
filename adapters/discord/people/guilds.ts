import { z } from 'zod'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import { guildRef } from '../refs.ts'
import { type DiscordApi, DiscordTrouble } from '../send/discord-api.ts'
import { idSchema } from './discord-member.ts'
import { Facts } from './guild-facts.ts'

export interface GuildsParts {
  readonly api: Pick<DiscordApi, 'call'>
  readonly book: Pick<ChatBook, 'roster' | 'installations'>
  readonly log: Pick<Log, 'warn'>
  readonly now: () => number
}

/** The servers that the bot was let into. */
export class Guilds {
  readonly #parts: GuildsParts
  readonly #facts: Facts
  readonly #known = new Set<string>()
  /** Servers that the bot is not on, and until when that is believed. */
  readonly #strange = new Map<string, number>()
  readonly #admitting = new Map<string, Promise<boolean>>()

  constructor(parts: GuildsParts) {
    this.#parts = parts
    this.#facts = new Facts(parts)
  }

  /** Whether the bot is on that server, which is made known when it is not yet. Throws `DiscordTrouble`. */
  async admit(guild: string): Promise<boolean> {
    const { now, book } = this.#parts
    if (this.#known.has(guild)) return true
    if ((this.#strange.get(guild) ?? 0) > now()) return false
    if (await book.roster.knows(guildRef(guild))) return this.#remember(guild)
    const admitting = this.#admitting.get(guild)
    if (admitting) return admitting
    const answer = this.#connect(guild).finally(() => this.#admitting.delete(guild))
    this.#admitting.set(guild, answer)
    return answer
  }

  /** Makes the servers known that the bot is on: these, or those that Discord lists. Never throws. `signal`: the service stops. */
  async start(ids?: readonly string[], signal?: AbortSignal): Promise<void> {
    try {
      for (const id of ids ?? (await this.#listed())) {
        if (signal?.aborted) return
        await this.admit(id)
      }
    } catch (failure) {
      if (signal?.aborted) return
      const why = failure instanceof DiscordTrouble ? failure.message : 'accident'
      this.#parts.log.warn(
        { why },
        'not all servers were made known: they are when somebody does something there',
      )
    }
  }

  async #connect(guild: string): Promise<boolean> {
    const { book } = this.#parts
    const facts = await this.#factsOf(guild)
    if (!facts) return false
    const { name, language } = facts
    const ref = guildRef(guild)
    // Of two servers that come at once only one may find that it is the only one.
    await book.installations.alone('discord:servers', async () => {
      await book.roster.connect({ ref, name, language, own: await this.#isOwn(guild) })
    })
    return this.#remember(guild)
  }

  async #factsOf(guild: string) {
    try {
      return await this.#facts.guild(guild)
    } catch (failure) {
      const isStrange = failure instanceof DiscordTrouble && [403, 404].includes(failure.status)
      if (!isStrange) throw failure
      if (this.#strange.size >= mostRemembered) this.#strange.clear()
      this.#strange.set(guild, this.#parts.now() + strangeMs)
      return undefined
    }
  }

  /** The only server, of a bot that was on none before, is another place of the service's own organisation. */
  async #isOwn(guild: string): Promise<boolean> {
    if ((await this.#parts.book.roster.own('discord')) !== undefined) return false
    const [first, ...others] = await this.#page('0', 2)
    return first === guild && others.length === 0
  }

  async #listed(): Promise<readonly string[]> {
    const ids: string[] = []
    for (let page = 0; page < mostPages; page++) {
      const more = await this.#page(ids.at(-1) ?? '0', pageSize)
      ids.push(...more)
      if (more.length < pageSize) break
    }
    return ids
  }

  async #page(after: string, limit: number): Promise<readonly string[]> {
    const query = { limit, after }
    const answer = await this.#parts.api.call('GET', '/users/@me/guilds', { query })
    return z
      .array(z.looseObject({ id: idSchema }))
      .parse(answer)
      .map(({ id }) => id)
  }

  #remember(guild: string): true {
    if (this.#known.size >= mostRemembered) this.#known.clear()
    this.#known.add(guild)
    return true
  }
}

const strangeMs = 60_000
const pageSize = 200
/** From 2500 servers on a bot needs several connections, which this one does not open. */
const mostPages = 13
const mostRemembered = 5000

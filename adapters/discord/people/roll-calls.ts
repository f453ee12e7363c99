import { z } from 'zod'
import type { ChatBook } from '#src/chat/chat-book.ts'
import { ChatFailure, type Language } from '#src/chat/contract.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import { guildRef, messageRef, partsOf, thingRef } from '../refs.ts'
import type { Sender } from '../send/sender.ts'
import type { ChannelFacts, Facts } from './guild-facts.ts'
import type { Listings } from './listings.ts'
import { rollCallBody } from './roll-call.ts'

export interface RollCallsParts {
  readonly book: Pick<ChatBook, 'roster' | 'notes'>
  readonly sender: Pick<Sender, 'postBody' | 'updateBody' | 'turn'>
  readonly facts: Facts
  readonly listings: Listings
  readonly log: Pick<Log, 'warn'>
}

/** Whose group it is that people say to be in. */
export interface Called {
  readonly guild: string
  readonly channel: ChannelFacts
  /** Only those who have it are in the group. */
  readonly role: string | undefined
}

/** Groups that people enter by saying so in their channel, where Discord does not show who is in the server. */
export class RollCalls {
  readonly #parts: RollCallsParts
  /** Which are being brought up to date, and whether once more. */
  readonly #again = new Map<string, boolean>()

  constructor(parts: RollCallsParts) {
    this.#parts = parts
  }

  /** Asks in the channel, unless it was asked there already and the question still stands. */
  async ask(called: Called): Promise<void> {
    const { guild, channel, role } = called
    const latest = await this.#latest(called)
    const before = latest?.role === roleKey(role) ? latest : undefined
    if (before?.message !== undefined && (await this.#show(called, before))) return
    if (latest && !before) await this.#partFromOthers(called, latest)
    const key = `roll-call:${roleKey(role)}:${before?.message ?? 'first'}`
    const base = before?.base ?? (await this.#sizeOf(called))
    const noted: Noted = { role: roleKey(role), key, base }
    await this.#note(called, noted)
    const body = await this.#bodyOf(called, noted)
    const ref = await this.#parts.sender.postBody(thingRef(guild, channel.id), key, body)
    await this.#note(called, { ...noted, message: partsOf(ref).message })
  }

  /**
   * Answers how many are in it then, by their own word; `not-in-role`: the group is that of another role meanwhile; `over`:
   * nobody is asked any more.
   */
  async join(called: Called, user: string): Promise<number | 'not-in-role' | 'over'> {
    const { guild, channel, role } = called
    const latest = await this.#latest(called)
    // The question of an old message stands there still.
    if (!latest) return 'over'
    if (latest.role !== roleKey(role)) return 'not-in-role'
    const place = { ref: thingRef(guild, channel.id), name: channel.name }
    const { roster } = this.#parts.book
    const size = await roster.join(guildRef(guild), place, thingRef(guild, user))
    void this.#refresh(called)
    return Math.max(0, size - latest.base)
  }

  /** How many said that they are in it. */
  async joined(called: Called): Promise<number> {
    const latest = await this.#latest(called)
    if (latest?.role !== roleKey(called.role)) return 0
    return Math.max(0, (await this.#sizeOf(called)) - latest.base)
  }

  /** Discord shows who is in the group: what people said counts no more. */
  async isOver(guild: string, channel: string): Promise<void> {
    const name = noteName(guild, channel)
    if (await this.#parts.book.notes.read(name)) await this.#parts.book.notes.write(name, '')
  }

  /** False: it is gone. */
  async #show(called: Called, noted: Noted): Promise<boolean> {
    if (noted.message === undefined) return false
    const ref = messageRef(called.guild, called.channel.id, noted.message)
    return this.#parts.sender.updateBody(ref, await this.#bodyOf(called, noted))
  }

  /** Of many who press at once, the last one is counted. Nobody waits for it. */
  async #refresh(called: Called): Promise<void> {
    const key = `${called.guild}/${called.channel.id}`
    const isUnderWay = this.#again.has(key)
    this.#again.set(key, true)
    if (isUnderWay) return
    try {
      while (this.#again.get(key)) {
        this.#again.set(key, false)
        await this.#showInTurn(called)
      }
    } catch (failure) {
      const why = failure instanceof ChatFailure ? failure.trouble : 'accident'
      this.#parts.log.warn({ why }, 'a roll call was not brought up to date')
    } finally {
      this.#again.delete(key)
    }
  }

  async #showInTurn(called: Called): Promise<void> {
    const before = await this.#latest(called)
    if (before?.message === undefined) return
    const { guild, channel } = called
    const message = messageRef(guild, channel.id, before.message)
    const later = await this.#parts.sender.turn(thingRef(guild, channel.id), message)
    // Of an old one the count is brought up to date when the next person says so.
    if (!later) await this.#show(called, before)
  }

  async #bodyOf(called: Called, { key = 'roll-call', base }: Noted) {
    const { guild, channel, role } = called
    const { facts, listings } = this.#parts
    const name = role === undefined ? undefined : (await facts.guild(guild)).roles.get(role)?.name
    const of = role === undefined ? undefined : await listings.countOf(guild, role)
    const asked = role === undefined || name === undefined ? undefined : { id: role, name }
    const joined = Math.max(0, (await this.#sizeOf(called)) - base)
    const call = { guild, channel: channel.id, role: asked, joined, of, key }
    return (language: Language) => rollCallBody(call, language)
  }

  async #sizeOf({ guild, channel }: Called): Promise<number> {
    const { roster } = this.#parts.book
    return (await roster.group(guildRef(guild), thingRef(guild, channel.id)))?.size ?? 0
  }

  /** Whoever said to be in the group of another role is not in this one. */
  async #partFromOthers({ guild, channel }: Called, others: Noted): Promise<void> {
    if ((await this.#sizeOf({ guild, channel, role: undefined })) <= others.base) return
    const place = { ref: thingRef(guild, channel.id), name: channel.name }
    await this.#parts.book.roster.gather(guildRef(guild), place, [])
  }

  async #latest({ guild, channel }: Called): Promise<Noted | undefined> {
    const text = await this.#parts.book.notes.read(noteName(guild, channel.id))
    return text ? notedSchema.safeParse(JSON.parse(text)).data : undefined
  }

  async #note({ guild, channel }: Called, noted: Noted): Promise<void> {
    await this.#parts.book.notes.write(noteName(guild, channel.id), JSON.stringify(noted))
  }
}

/** Of a roll call: what is asked for, where it stands, and how many were in the group before. Nobody’s name, nor who it was. */
const notedSchema = z.object({
  role: z.string(),
  message: z.string().optional(),
  key: z.string().optional(),
  base: z.number(),
})

type Noted = z.output<typeof notedSchema>

function roleKey(role: string | undefined): string {
  return role ?? '0'
}

function noteName(guild: string, channel: string): string {
  return `${thingRef(guild, channel)} roll call`
}

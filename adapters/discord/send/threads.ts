import { z } from 'zod'
import { idSchema } from '../people/discord-member.ts'
import { cutText } from '../views/literal.ts'
import { codes } from './codes.ts'
import { type DiscordApi, DiscordTrouble } from './discord-api.ts'

/** The threads under messages. */
export class Threads {
  readonly #api: Pick<DiscordApi, 'call'>
  readonly #now: () => number
  /** Messages that have one. */
  readonly #known = new Set<string>()
  /** Channels where none can be made, and until when that is believed. */
  readonly #barred = new Map<string, number>()

  constructor({
    api,
    now,
  }: {
    readonly api: Pick<DiscordApi, 'call'>
    readonly now: () => number
  }) {
    this.#api = api
    this.#now = now
  }

  /** The thread under a message, which is made when there is none; undefined: there can be none. Throws `DiscordTrouble`. */
  async under(channel: string, message: string, name: string): Promise<string | undefined> {
    if (this.#known.has(message)) return message
    if ((this.#barred.get(channel) ?? 0) > this.#now()) return undefined
    try {
      const body = { name: nameFor(name), auto_archive_duration: weekInMinutes }
      const path = `/channels/${channel}/messages/${message}/threads`
      const answer = await this.#api.call('POST', path, { body, patient: true })
      return this.#remember(z.looseObject({ id: idSchema }).parse(answer).id)
    } catch (failure) {
      if (!(failure instanceof DiscordTrouble)) throw failure
      // A thread has the id of the message under which it is.
      if (failure.code === codes.threadExists) return this.#remember(message)
      if (!isBarred(failure)) throw failure
      if (failure.status === 403) this.#bar(channel)
      return undefined
    }
  }

  /** Nothing could be written in it. */
  forget(thread: string): void {
    this.#known.delete(thread)
  }

  #remember(thread: string): string {
    if (this.#known.size >= mostRemembered) this.#known.clear()
    this.#known.add(thread)
    return thread
  }

  #bar(channel: string): void {
    if (this.#barred.size >= mostRemembered) this.#barred.clear()
    this.#barred.set(channel, this.#now() + barredMs)
  }
}

/** Whether a trouble says that no thread can be made, or written in: then it goes into the channel. */
export function isBarred({ status, code }: DiscordTrouble): boolean {
  return status === 403 || status === 404 || unwritable.has(code) || isThreads(code)
}

const unwritable = new Set<number>([codes.notInThisChannel, codes.archived])

/** 160005 locked, 160006 too many, 160007 no room for announcements, and their like. */
function isThreads(code: number): boolean {
  return code >= 160_000 && code < 161_000
}

const weekInMinutes = 10_080
const barredMs = 60 * 60_000
const mostRemembered = 2000

function nameFor(text: string): string {
  return cutText(text.replaceAll(/\s+/g, ' ').trim(), 100) || '…'
}

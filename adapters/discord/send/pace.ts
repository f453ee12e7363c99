import { setTimeout as timer } from 'node:timers/promises'
import { rateLimited } from './discord-trouble.ts'
import { madeAt } from './snowflake.ts'

/** Resolves after that time, and earlier when the signal says so. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>

/** Keeps what the service sends by itself at a pace that Discord takes, and remembers where it asked to wait. */
export class Pace {
  readonly #now: () => number
  readonly #wait: Wait
  readonly #stopping = new AbortController()
  /** When each message may be changed again, and when the next private conversation may be opened. */
  readonly #freeAt = new Map<string, number>()
  /** Messages whose turn was waited for already, and until when that holds. */
  readonly #ahead = new Map<string, number>()

  constructor({ now, wait = timerWait }: { readonly now: () => number; readonly wait?: Wait }) {
    this.#now = now
    this.#wait = wait
  }

  /**
   * Waits until a message may be changed, or answers at once for how many milliseconds it may not, where that is long; 0: its
   * turn has come, and its next change is for that turn.
   */
  async turn(message: string): Promise<number> {
    const laterMs = (this.#freeAt.get(message) ?? 0) - this.#now()
    if (laterMs > turnMs) return laterMs
    await this.#inTurn(message, gapOf(message, this.#now()))
    this.#ahead.set(message, this.#now() + aheadMs)
    return 0
  }

  /** Before a change: it does not wait, unless Discord asked to. The next `turn` comes so much later. */
  change(message: string): void {
    this.#forgetOld()
    const now = this.#now()
    const isAhead = (this.#ahead.get(message) ?? 0) >= now
    this.#ahead.delete(message)
    const heldMs = (this.#freeAt.get(heldKey(message)) ?? 0) - now
    if (heldMs > 0) throw rateLimited('PATCH message', heldMs)
    if (!isAhead) this.#freeAt.set(message, now + gapOf(message, now))
  }

  /** Discord asked to leave that message alone. */
  hold(message: string, ms: number): void {
    const until = this.#now() + ms
    this.#freeAt.set(heldKey(message), until)
    this.#freeAt.set(message, Math.max(until, this.#freeAt.get(message) ?? 0))
  }

  /** Waits until another private conversation may be opened. */
  opening(): Promise<void> {
    return this.#inTurn(openings, openingMs)
  }

  /** Discord found that too many were opened. */
  holdOpenings(ms: number): void {
    this.#freeAt.set(openings, Math.max(this.#now() + ms, this.#freeAt.get(openings) ?? 0))
  }

  /** Ends all waiting. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Books the next place in the row; nothing is booked when that is too late. */
  async #inTurn(key: string, gapMs: number): Promise<void> {
    this.#forgetOld()
    const now = this.#now()
    const due = Math.max(now, this.#freeAt.get(key) ?? 0)
    if (due - now > patienceMs)
      throw rateLimited(key === openings ? 'POST /users/@me/channels' : 'PATCH message', due - now)
    this.#freeAt.set(key, due + gapMs)
    while (this.#now() < due) {
      if (this.#stopping.signal.aborted) throw rateLimited('PATCH message', due - this.#now())
      await this.#wait(due - this.#now(), this.#stopping.signal)
    }
  }

  #forgetOld(): void {
    if (this.#freeAt.size < mostRemembered) return
    for (const map of [this.#freeAt, this.#ahead])
      for (const [key, at] of map) if (at <= this.#now()) map.delete(key)
  }
}

const openings = 'openings'
/** Less than the lease of a job. */
const patienceMs = 20_000
/** Between two changes of a card that is young. */
const turnMs = 5000
const aheadMs = 30_000
const openingMs = 1200
const oldChangeMs = 60_000
const oldAfterMs = 60 * 60_000
const mostRemembered = 2000

function heldKey(message: string): string {
  return `held ${message}`
}

/** Messages that are older than an hour have a limit of their own (30046). The id of a message tells when it was written. */
function gapOf(message: string, now: number): number {
  return now - madeAt(message) > oldAfterMs ? oldChangeMs : turnMs
}

const timerWait: Wait = async (ms, signal) => {
  await timer(ms, undefined, { signal }).catch(() => undefined)
}

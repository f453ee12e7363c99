import { DiscordTrouble, rateLimited } from './discord-trouble.ts'

/** One request on its way: first it waits for its turn, then for the answer, and for neither of them for ever. */
export class Flight {
  readonly what: string
  readonly #answerMs: number
  readonly #turnMs: number
  readonly #startedAt = performance.now()
  readonly #abort = new AbortController()
  readonly #late = Promise.withResolvers<never>()
  #clock: NodeJS.Timeout | undefined
  #isSent = false
  #isHurried = false

  constructor(what: string, limits: { readonly turnMs: number; readonly answerMs: number }) {
    this.what = what
    this.#answerMs = limits.answerMs
    this.#turnMs = limits.turnMs
    this.#late.promise.catch(() => undefined)
    this.#setClock(limits.turnMs)
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Its turn has come. Throws when nobody waits for it any more. */
  send(): void {
    if (this.signal.aborted) throw rateLimited(this.what, comeAgainMs)
    this.#isSent = true
    this.#setClock(this.#answerMs)
  }

  /** Discord answered that it did not do it: it waits for another turn, as long as all its turns may take. */
  turnedAway(): void {
    this.#isSent = false
    if (this.#isHurried) this.giveUp()
    else this.#setClock(this.#turnMs - (performance.now() - this.#startedAt))
  }

  /** Must not wait for a turn. */
  hurry(): void {
    this.#isHurried = true
  }

  /** Leaves off where it only waits; what was sent is waited for. */
  giveUp(): void {
    this.hurry()
    if (!this.#isSent) this.#stop()
  }

  /** The answer, or `troubleOf` it when it takes too long. */
  async within<Answer>(asked: Promise<Answer>): Promise<Answer> {
    asked.catch(() => undefined)
    return Promise.race([asked, this.#late.promise])
  }

  /** What a failure means, knowing how far it got. */
  troubleOf(failure: unknown): unknown {
    if (!this.signal.aborted || failure instanceof DiscordTrouble) return failure
    if (!this.#isSent) return rateLimited(this.what, comeAgainMs)
    return new DiscordTrouble(this.what, { status: 0, certain: false, at: 'timeout' })
  }

  end(): void {
    clearTimeout(this.#clock)
  }

  #setClock(ms: number): void {
    clearTimeout(this.#clock)
    this.#clock = setTimeout(() => this.#stop(), Math.max(0, ms))
  }

  #stop(): void {
    this.#abort.abort()
    this.#late.reject(new Error('The time is up.'))
  }
}

const comeAgainMs = 2000

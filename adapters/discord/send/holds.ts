/** Where Discord asked to wait for long, and until when. */
export class Holds {
  readonly #now: () => number
  readonly #until = new Map<string, number>()
  #allUntil = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** `key` undefined: everything. */
  hold(key: string | undefined, ms: number): void {
    const until = this.#now() + ms
    if (key === undefined) {
      this.#allUntil = Math.max(this.#allUntil, until)
      return
    }
    if (this.#until.size >= mostRemembered) this.#forgetOld()
    this.#until.set(key, Math.max(until, this.#until.get(key) ?? 0))
  }

  /** For how long still. What answers people at once is not under the limit of all. */
  heldMs(key: string): number {
    const all = isAnswer(key) ? 0 : this.#allUntil
    return Math.max(0, all - this.#now(), (this.#until.get(key) ?? 0) - this.#now())
  }

  #forgetOld(): void {
    for (const [key, until] of this.#until) if (until <= this.#now()) this.#until.delete(key)
  }
}

const mostRemembered = 2000

function isAnswer(key: string): boolean {
  return /^[A-Z]+\/(interactions|webhooks)\//.test(key)
}

/** Remembers what came for as long as it could come again, the latest hundred thousand. */
export class Replays {
  // In the order in which they came.
  readonly #seen = new Map<string, number>()
  readonly #forMs: number

  constructor(forMs: number) {
    this.#forMs = forMs
  }

  /** False the first time. */
  isRepeat(name: string, now: number): boolean {
    this.#forget(now)
    if (this.#seen.has(name)) return true
    this.#seen.set(name, now + this.#forMs)
    return false
  }

  #forget(now: number): void {
    for (const [name, until] of this.#seen) {
      if (until >= now && this.#seen.size < most) return
      this.#seen.delete(name)
    }
  }
}

const most = 100_000

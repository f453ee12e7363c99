import { windowMs } from './signature.ts'

/** Remembers signed requests for as long as their signature is good, the latest hundred thousand. */
export class Replays {
  // In the order in which they came.
  readonly #seen = new Map<string, number>()

  /** False the first time. */
  isRepeat(
    name: string,
    { sentAt, now }: { readonly sentAt: number; readonly now: number },
  ): boolean {
    this.#forget(now)
    if (this.#seen.has(name)) return true
    this.#seen.set(name, sentAt + windowMs)
    return false
  }

  #forget(now: number): void {
    for (const [name, goodUntil] of this.#seen) {
      if (goodUntil >= now && this.#seen.size < most) return
      this.#seen.delete(name)
    }
  }
}

const most = 100_000

/** Remembers what came for as long as it could come again, the latest hundred thousand. */
export class Replays {
  // In the order in which they came.
  readonly #seen = new Map<string, number>()

  /** False the first time. `until`: from when on it is refused for its age, or told apart in another way. */
  isRepeat(
    name: string,
    { until, now }: { readonly until: number; readonly now: number },
  ): boolean {
    this.#forget(now)
    if (this.#seen.has(name)) return true
    this.#seen.set(name, until)
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

/** A clock that stands still until somebody waits: then it is at once as late as they wait for. */
export class LeapingTime {
  #at: number

  constructor(startsAt = Date.UTC(2026, 0, 8, 9)) {
    this.#at = startsAt
  }

  readonly now = (): number => this.#at

  readonly wait = async (ms: number): Promise<void> => {
    this.#at = Math.max(this.#at, this.#at + ms)
  }

  advance(ms: number): void {
    this.#at += ms
  }
}

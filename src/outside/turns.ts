/** So many at once; others wait in the order they came. */
export class Turns {
  readonly #atOnce: number
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(atOnce: number) {
    this.#atOnce = atOnce
    this.#free = atOnce
  }

  get isIdle(): boolean {
    return this.#free === this.#atOnce
  }

  /** Does the work when there is room for it. Throws the signal's reason once it ends first. */
  async take<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    await this.#turn(signal)
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve()
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const giveUp = () => {
      this.#waiting.splice(this.#waiting.indexOf(begin), 1)
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever the signal says
      reject(signal.reason)
    }
    const begin = () => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }
    signal.addEventListener('abort', giveUp, { once: true })
    this.#waiting.push(begin)
    return promise
  }

  // Whoever waits takes over the place; it is never free in between.
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free += 1
  }
}

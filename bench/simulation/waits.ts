/** Waits in milliseconds, millions of them, kept as counts in steps of two in a hundred. */
export class Waits {
  readonly #counts = new Float64Array(1200)
  #total = 0
  #longest = 0

  add(ms: number): void {
    const step = ms <= shortest ? 0 : Math.ceil(Math.log(ms / shortest) / growth)
    const kept = Math.min(step, this.#counts.length - 1)
    this.#counts[kept] = (this.#counts[kept] ?? 0) + 1
    this.#total += 1
    this.#longest = Math.max(this.#longest, ms)
  }

  get total(): number {
    return this.#total
  }

  get longest(): number {
    return this.#longest
  }

  /** The wait that this share of all stayed below. */
  quantile(share: number): number {
    let left = this.#total * share
    for (const [step, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0) return Math.min(this.#longest, shortest * Math.exp(step * growth))
    }
    return this.#longest
  }
}

const shortest = 0.01
const growth = Math.log(1.02)

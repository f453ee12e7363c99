/** What goes wrong with a call. */
export interface Fault {
  /** The HTTP status: 403, 429, 500 … */
  readonly status?: number
  /** Discord's own code. */
  readonly code?: number
  /** Of a 429, in seconds. */
  readonly retryAfter?: number
  /** Of a 429: every route waits. */
  readonly global?: boolean
  /** So often; absent: once. `Infinity`: until `heal`. */
  readonly times?: number
  /** The call is carried out, then the connection is cut: the caller cannot know. */
  readonly loseAnswer?: boolean
  /** The call is carried out, and nothing is answered for as long as the caller waits. */
  readonly holdAnswer?: boolean
  /** The call waits that long before it is carried out (or fails). */
  readonly delayMs?: number
}

interface Asked {
  readonly method: string
  readonly path: RegExp
  readonly fault: Fault
  left: number
}

/** The faults that a test has asked for, by method and path. */
export class Faults {
  #faults: Asked[] = []

  add(method: string, path: RegExp, fault: Fault): void {
    this.#faults.push({ method, path, fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#faults = []
  }

  /** The first fault that is meant for this call; it is used up by being taken. */
  take(method: string, path: string): Fault | undefined {
    const found = this.#faults.find(
      (one) => one.left > 0 && one.method === method && one.path.test(path),
    )
    if (!found) return undefined
    found.left--
    return found.fault
  }
}

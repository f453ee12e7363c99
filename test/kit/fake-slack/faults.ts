/** What goes wrong with a call. */
export interface Fault {
  /** The HTTP status: 429, 500 … */
  readonly status?: number
  /** The body says `{ ok: false, error }`; with HTTP 200 unless a status is given. */
  readonly error?: string
  /** More of the body: `needed`, `provided` … */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Seconds, in the Retry-After header. */
  readonly retryAfter?: number
  /** So often; absent: once. `Infinity`: until `heal`. */
  readonly times?: number
  /** The call is carried out, then the connection is cut: the caller cannot know. */
  readonly loseAnswer?: boolean
  /** The connection is cut before anything is carried out. */
  readonly cut?: boolean
  /** The call waits that long before it is carried out (or fails). */
  readonly delayMs?: number
  /** Only calls about that channel. */
  readonly channel?: string
}

/** The faults that a test has asked for, by method (`upload`, `download` and `response_url` too). */
export class Faults {
  readonly #faults = new Map<string, { readonly fault: Fault; left: number }[]>()

  add(method: string, fault: Fault): void {
    const all = this.#faults.get(method) ?? []
    this.#faults.set(method, [...all, { fault, left: fault.times ?? 1 }])
  }

  clear(method?: string): void {
    if (method === undefined) this.#faults.clear()
    else this.#faults.delete(method)
  }

  /** The first fault that is meant for this call; it is used up by being taken. */
  take(method: string, channel: unknown): Fault | undefined {
    const found = this.#faults
      .get(method)
      ?.find(({ fault, left }) => left > 0 && (fault.channel ?? channel) === channel)
    if (!found) return undefined
    found.left--
    return found.fault
  }
}

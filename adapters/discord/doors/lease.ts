import type { Leases } from '#src/chat/chat-book.ts'
import { within } from '#src/chat/adapting/within.ts'
import { pause } from './pause.ts'

/**
 * The right to be the one process that holds the gateway of an application. Two that hold it at once would each be given
 * every click.
 */
export class Lease {
  readonly #options: LeaseOptions
  // Monotonic: a clock that is set while it is held changes nothing.
  #goodUntil = -Infinity

  constructor(options: LeaseOptions) {
    this.#options = options
  }

  /** False: another process has it. */
  async take(): Promise<boolean> {
    const { leases, name, holder, forMs = 15_000 } = this.#options
    const begun = performance.now()
    const isTaken = await leases.take(name, holder, forMs)
    if (isTaken) this.#goodUntil = begun + forMs
    return isTaken
  }

  /** False once it may have run out, as after a pause of the whole process. */
  get isHeld(): boolean {
    return performance.now() < this.#goodUntil
  }

  /** Renews it for as long as it can; comes back when it is lost, well before it runs out, or when it is told to. */
  async keep(signal: AbortSignal): Promise<void> {
    const { everyMs = 5000 } = this.#options
    while (!signal.aborted) {
      await pause(everyMs, signal)
      if (signal.aborted) return
      const leftMs = this.#goodUntil - performance.now() - marginMs
      // A database that does not answer may do so a moment later.
      const isTaken = await within(Math.max(0, leftMs), this.take()).catch(() => undefined)
      if (isTaken === false || this.#goodUntil - performance.now() < marginMs) return
    }
  }

  /** Gives it back, for another process to take at once. */
  async drop(): Promise<void> {
    const { leases, name, holder } = this.#options
    this.#goodUntil = -Infinity
    // It runs out by itself.
    await leases.drop(name, holder).catch(() => undefined)
  }
}

// Long enough to close a connection in.
const marginMs = 2500

interface LeaseOptions {
  readonly leases: Leases
  readonly name: string
  readonly holder: string
  readonly forMs?: number
  readonly everyMs?: number
}

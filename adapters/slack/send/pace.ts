import { setTimeout as timer } from 'node:timers/promises'
import { budgetOf, type Budget } from './budgets.ts'
import { rateLimited, SlackTrouble } from './slack-trouble.ts'

/** A call as far as Slack's limits go: they count by workspace and method, and messages by channel besides. */
export interface PacedCall {
  readonly team: string
  readonly method: string
  readonly channel?: string | undefined
}

/** Keeps calls within Slack's limits, and remembers where it asked to wait. */
export class Pace {
  readonly #now: () => number
  readonly #wait: Wait
  readonly #stopping = new AbortController()
  /** When each budget would be whole again: the "theoretical arrival time" of the generic cell rate algorithm. */
  readonly #wholeAt = new Map<string, number>()
  readonly #heldUntil = new Map<string, number>()
  /** Turns that were waited for already. */
  readonly #ahead = new Map<string, number[]>()

  constructor({ now, wait = timerWait }: { readonly now: () => number; readonly wait?: Wait }) {
    this.#now = now
    this.#wait = wait
  }

  /** Waits until Slack takes the call. Throws `SlackTrouble` at once when that is longer than `patienceMs`, and when stopped. */
  async turn(call: PacedCall, patienceMs = usualPatienceMs): Promise<void> {
    const deadline = this.#now() + patienceMs
    let due = this.#takeAhead(call) ? this.#now() : this.#book(call, deadline)
    for (;;) {
      // Slack may have asked to wait meanwhile.
      due = Math.max(due, this.#held(call))
      const ms = due - this.#now()
      if (ms <= 0) return
      if (due > deadline || this.#stopping.signal.aborted) throw rateLimited(call.method, ms)
      await this.#wait(ms, this.#stopping.signal)
    }
  }

  /** Waits as `turn` does, for a call that follows soon: the next `turn` of its channel then passes at once. */
  async turnAhead(call: PacedCall, patienceMs?: number): Promise<void> {
    await this.turn(call, patienceMs)
    const key = keyOf(call)
    this.#ahead.set(key, [...this.#fresh(key), this.#now()])
  }

  /** Remembers that Slack asked to wait. */
  heed(call: PacedCall, failure: unknown): void {
    if (!(failure instanceof SlackTrouble) || failure.retryAfterMs === undefined) return
    const until = this.#now() + failure.retryAfterMs
    const [narrowest, widest] = [this.#budgets(call)[0], this.#budgets(call).at(-1)]
    if (!narrowest || !widest) return
    // Two channels held at once: it is the workspace's limit that was met.
    const others = [...this.#heldUntil].some(
      ([key, held]) =>
        key !== narrowest.key && key.startsWith(`${widest.key} `) && held > this.#now(),
    )
    this.#hold(narrowest, until)
    if (others) this.#hold(widest, until)
  }

  /** Ends all waiting. */
  stop(): void {
    this.#stopping.abort()
  }

  #hold({ key, gapMs, burst }: KeyedBudget, until: number): void {
    this.#heldUntil.set(key, Math.max(until, this.#heldUntil.get(key) ?? 0))
    // Empty at the end of the pause: who waited goes one by one.
    const spent = until + (burst - 1) * gapMs
    this.#wholeAt.set(key, Math.max(spent, this.#wholeAt.get(key) ?? 0))
  }

  #held(call: PacedCall): number {
    return Math.max(0, ...this.#budgets(call).map(({ key }) => this.#heldUntil.get(key) ?? 0))
  }

  /** When the call may be made. Nothing is booked when that is too late. */
  #book(call: PacedCall, deadline: number): number {
    this.#forgetOld()
    const now = this.#now()
    const budgets = this.#budgets(call)
    const due = Math.max(
      now,
      ...budgets.map(
        ({ key, gapMs, burst }) => (this.#wholeAt.get(key) ?? 0) - (burst - 1) * gapMs,
      ),
    )
    if (due > deadline) throw rateLimited(call.method, due - now)
    for (const { key, gapMs } of budgets)
      this.#wholeAt.set(key, Math.max(now, this.#wholeAt.get(key) ?? 0) + gapMs)
    return due
  }

  /** The narrowest first. */
  #budgets({ team, method, channel }: PacedCall): readonly KeyedBudget[] {
    const { workspace, channel: each } = budgetOf(method)
    const wide = { ...workspace, key: `${team} ${method}` }
    if (!each || channel === undefined) return [wide]
    return [{ ...each, key: `${team} ${method} ${channel}` }, wide]
  }

  #takeAhead(call: PacedCall): boolean {
    const key = keyOf(call)
    const fresh = this.#fresh(key)
    const taken = fresh.shift() !== undefined
    if (fresh.length > 0) this.#ahead.set(key, fresh)
    else this.#ahead.delete(key)
    return taken
  }

  #fresh(key: string): number[] {
    const since = this.#now() - aheadMs
    return (this.#ahead.get(key) ?? []).filter((at) => at >= since)
  }

  #forgetOld(): void {
    if (this.#wholeAt.size < mostRemembered) return
    for (const map of [this.#wholeAt, this.#heldUntil])
      for (const [key, at] of map) if (at <= this.#now()) map.delete(key)
    for (const key of this.#ahead.keys()) if (this.#fresh(key).length === 0) this.#ahead.delete(key)
  }
}

interface KeyedBudget extends Budget {
  readonly key: string
}

/** Resolves after that time, and earlier when the signal says so. */
type Wait = (ms: number, signal: AbortSignal) => Promise<void>

/** Less than the lease of a job, and than a person's patience with a page that waits. */
const usualPatienceMs = 20_000
const aheadMs = 30_000
const mostRemembered = 2000

const timerWait: Wait = async (ms, signal) => {
  await timer(ms, undefined, { signal }).catch(() => undefined)
}

function keyOf({ team, method, channel = '' }: PacedCall): string {
  return `${team} ${method} ${channel}`
}

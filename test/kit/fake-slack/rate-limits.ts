import { methodFacts } from './method-facts.ts'

/** How many calls within how long, and by what they are counted. */
export interface Limit {
  readonly count: number
  readonly withinMs: number
  readonly by: 'team' | 'channel'
}

/** Slack's limits, by method and team; `chat.postMessage` by channel. Off until a test turns them on. */
export class RateLimits {
  readonly #now: () => number
  readonly #calls = new Map<string, number[]>()
  #own: Readonly<Record<string, Limit>> = {}
  #on = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** Turns the limits on; `own` replaces those of some methods. */
  enforce(own: Readonly<Record<string, Limit>> = {}): void {
    this.#on = true
    this.#own = own
  }

  /** Counts a call. Undefined: taken; else the seconds that Slack asks to wait. */
  count(method: string, { team, channel }: { team: string; channel: unknown }): number | undefined {
    const limit = this.#on ? this.#limitOf(method) : undefined
    if (!limit) return undefined
    const key = `${method} ${team} ${limit.by === 'channel' ? String(channel) : ''}`
    const now = this.#now()
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - limit.withinMs)
    this.#calls.set(key, recent)
    const [oldest = now] = recent
    if (recent.length >= limit.count)
      return Math.max(1, Math.ceil((oldest + limit.withinMs - now) / 1000))
    recent.push(now)
    return undefined
  }

  #limitOf(method: string): Limit | undefined {
    const perMinute = methodFacts[method]?.perMinute ?? 0
    const tier: Limit | undefined =
      perMinute > 0 ? { count: perMinute, withinMs: 60_000, by: 'team' } : undefined
    return this.#own[method] ?? special[method] ?? tier
  }
}

// "About one a second and channel, short bursts allowed."
const special: Readonly<Record<string, Limit>> = {
  'chat.postMessage': { count: 3, withinMs: 3000, by: 'channel' },
}

import { tooMany } from './discord-error.ts'

/** So many calls in so many seconds, each bucket by itself. */
export interface Limit {
  readonly calls: number
  readonly seconds: number
}

const usual: Limit = { calls: 5, seconds: 5 }
const everything: Limit = { calls: 50, seconds: 1 }

/** Counts calls as Discord does. Until `enforce` it only says what it would count. */
export class RateLimits {
  readonly #now: () => number
  readonly #calls = new Map<string, number[]>()
  #own: readonly (readonly [method: string, path: RegExp, limit: Limit])[] = []
  isEnforced = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** From here on calls beyond the limits are answered 429; `own` replaces those of some routes. */
  enforce(...own: readonly (readonly [method: string, path: RegExp, limit: Limit])[]): void {
    this.isEnforced = true
    this.#own = own
  }

  /** Counts a call and answers the headers of its bucket. Throws a 429. */
  count(method: string, path: string): Readonly<Record<string, string>> {
    const [, , limit = usual] =
      this.#own.find(([one, route]) => one === method && route.test(path)) ?? []
    const bucket = bucketOf(method, path)
    const headers = (left: number, seconds: number) => ({
      'x-ratelimit-limit': limit.calls.toString(),
      'x-ratelimit-remaining': left.toString(),
      'x-ratelimit-reset': (this.#now() / 1000 + seconds).toFixed(3),
      'x-ratelimit-reset-after': seconds.toFixed(3),
      'x-ratelimit-bucket': Buffer.from(bucket).toString('hex').slice(-32),
    })
    if (!this.isEnforced) return headers(limit.calls - 1, 1)
    const all = this.#take('everything', everything)
    if (all.waits !== undefined) throw tooMany({ retryAfter: all.waits, scope: 'global' })
    const own = this.#take(bucket, limit)
    if (own.waits !== undefined) throw tooMany({ retryAfter: own.waits })
    return headers(own.left, own.resetAfter)
  }

  #take(
    bucket: string,
    { calls, seconds }: Limit,
  ): { readonly left: number; readonly resetAfter: number; readonly waits?: number } {
    const now = this.#now()
    const within = (this.#calls.get(bucket) ?? []).filter((at) => at > now - seconds * 1000)
    const resetAfter = ((within[0] ?? now) + seconds * 1000 - now) / 1000
    if (within.length >= calls) return { left: 0, resetAfter, waits: resetAfter }
    this.#calls.set(bucket, [...within, now])
    return { left: calls - within.length - 1, resetAfter }
  }
}

// Buckets are of a route and its first id: the channel, the server, the webhook.
function bucketOf(method: string, path: string): string {
  const [, kind = '', first = '', ...rest] = path.split('/')
  const others = rest.map((part) => (/^\d{5,}$/.test(part) ? ':id' : part))
  return [method, kind, first, ...others].join('/')
}

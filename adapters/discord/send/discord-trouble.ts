/** A call that Discord did not answer well. Its message names the route and Discord's own code, and nothing of people. */
export class DiscordTrouble extends Error {
  /** Of HTTP; 0: no answer came. */
  readonly status: number
  /** Discord's own (50013); 0: it named none. */
  readonly code: number
  readonly retryAfterMs: number | undefined
  /** Discord surely did not do it. */
  readonly certain: boolean

  constructor(
    what: string,
    trouble: {
      readonly status: number
      readonly code?: number
      readonly retryAfterMs?: number | undefined
      readonly certain: boolean
      /** Where the fault is, or why no answer came. */
      readonly at?: string | undefined
    },
  ) {
    const { status, code = 0, retryAfterMs, certain, at } = trouble
    const said = status === 0 ? 'no answer' : String(status)
    super([`${what}: ${said}${code === 0 ? '' : ` (${code})`}`, at].filter(Boolean).join(', '))
    this.name = 'DiscordTrouble'
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
    this.certain = certain
  }
}

const longestPauseMs = 60 * 60_000

/** Discord asked to wait, or would. Nothing waits longer than an hour, whatever was asked. */
export function rateLimited(what: string, askedMs: number, code = 0): DiscordTrouble {
  const retryAfterMs = Math.ceil(Math.min(Math.max(askedMs, 0), longestPauseMs))
  return new DiscordTrouble(what, { status: 429, code, retryAfterMs, certain: true })
}

/** What it is called in the log: the route without its ids, tokens among them. */
export function routeOf(method: string, path: string): string {
  const plain = path
    .replace(/^\/(webhooks|interactions)\/(\d+)\/[^/?]+/, '/$1/$2/:token')
    .replaceAll(/\d{1,20}(?=\/|$)/g, ':id')
  return `${method} ${plain}`
}

/** What Discord answers instead of doing it. */
export class DiscordError extends Error {
  readonly status: number
  readonly code: number
  readonly more: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: number,
    message: string,
    {
      more = {},
      headers = {},
    }: {
      readonly more?: Readonly<Record<string, unknown>>
      readonly headers?: Readonly<Record<string, string>>
    } = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.more = more
    this.headers = headers
  }
}

/** A body that breaks the rules, with all that is wrong with it. */
export function invalidForm(problems: readonly string[]): DiscordError {
  const errors = { _errors: problems.map((message) => ({ code: 'FAKE', message })) }
  return new DiscordError(400, 50035, 'Invalid Form Body', { more: { errors } })
}

/** Too many calls. `retryAfter` in seconds. */
export function tooMany({
  retryAfter,
  scope = 'user',
  code = 0,
}: {
  readonly retryAfter: number
  readonly scope?: 'user' | 'global' | 'shared'
  readonly code?: number
}): DiscordError {
  const isGlobal = scope === 'global'
  return new DiscordError(429, code, 'You are being rate limited.', {
    more: { retry_after: retryAfter, global: isGlobal },
    headers: {
      'retry-after': Math.ceil(retryAfter).toString(),
      'x-ratelimit-scope': scope,
      ...(isGlobal
        ? { 'x-ratelimit-global': 'true' }
        : { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': retryAfter.toFixed(3) }),
    },
  })
}

/** Why a request had no answer. */
export interface NoAnswer {
  /** It never reached the platform, which so did nothing. */
  readonly certain: boolean
  /** What the system calls it (`ECONNREFUSED`). */
  readonly code: string | undefined
}

/** What the failure of a request says of why it had no answer. */
export function noAnswer(failure: unknown): NoAnswer {
  const codes = codesOf(failure)
  const certain = codes.length > 0 && codes.every((code) => unsent.has(code))
  return { certain, code: codes[0]?.slice(0, 40) }
}

const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

// fetch hides the reason in the cause; where several addresses were tried, each has a reason of its own.
function codesOf(failure: unknown): readonly string[] {
  if (!(failure instanceof Error)) return []
  if (failure instanceof AggregateError) return failure.errors.flatMap(codesOf)
  if ('code' in failure && typeof failure.code === 'string') return [failure.code]
  return codesOf(failure.cause)
}

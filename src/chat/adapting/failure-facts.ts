/**
 * A failure for the log: where it happened and what it was. No message, for one may hold what somebody wrote, or an address with
 * a token.
 */
export function failureFacts(failure: unknown): Readonly<Record<string, unknown>> {
  if (!(failure instanceof Error)) return { type: typeof failure }
  const places = (failure.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: failure.name,
    ...('code' in failure ? { code: failure.code } : {}),
    at: places.slice(0, 8).join('\n'),
  }
}

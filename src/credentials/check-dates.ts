import { answer, type BadgeCheck } from './badge-check.ts'
import { isInstant } from './shape.ts'

const SKEW_MS = 5 * 60 * 1000

/** Looks at when a badge holds: not before `from`, not after any of `until`. Clocks may differ by five minutes. */
export function checkDates(
  now: number,
  from: string | undefined,
  ...until: readonly (string | undefined)[]
): BadgeCheck {
  const ends = until.filter((end) => end !== undefined)
  if (from === undefined || ![from, ...ends].every(isInstant)) {
    return answer('dates', 'not-checked', 'earlier-check-failed')
  }
  const start = Date.parse(from)
  const out = ends.find((end) => Date.parse(end) <= start)
  if (out !== undefined) return answer('dates', 'failed', 'dates-out-of-order', { date: out })
  if (start > now + SKEW_MS) return answer('dates', 'failed', 'not-yet-valid', { date: from })
  const past = ends.find((end) => Date.parse(end) < now - SKEW_MS)
  if (past !== undefined) return answer('dates', 'failed', 'expired', { date: past })
  const [first] = ends.toSorted((a, b) => Date.parse(a) - Date.parse(b))
  return answer('dates', 'passed', 'dates-hold', {
    date: from,
    ...(first === undefined ? {} : { until: first }),
  })
}

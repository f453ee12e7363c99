/**
 * The same day and hour so many calendar months later, in UTC; where that month is too short, its last day: a badge of
 * 31 January that stands a month ends on 28 February. Milliseconds since 1970.
 */
export function addMonths(at: number, months: number): number {
  const day = new Date(at)
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0))
  const date = Math.min(day.getUTCDate(), last.getUTCDate())
  return new Date(at).setUTCFullYear(last.getUTCFullYear(), last.getUTCMonth(), date)
}

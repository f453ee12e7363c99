import type { Test } from 'tap'
import type { Report } from '../kit/report.ts'

/** Shows a trial's figures; a breach fails the test. */
export function passed(t: Test, { figures, breaches }: Report): void {
  for (const [name, figure] of Object.entries(figures)) t.comment(`${name}: ${figure}`)
  t.strictSame(breaches, [])
}

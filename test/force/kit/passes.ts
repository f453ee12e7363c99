import type { Test } from 'tap'
import type { Report } from './report.ts'

/** A trial that was passed; its figures, the seed among them, stand in the test's output. */
export function passes(t: Test, { figures, breaches }: Report): void {
  for (const [name, figure] of Object.entries(figures)) t.comment(`${name}: ${figure}`)
  t.strictSame(breaches.slice(0, 10), [])
}

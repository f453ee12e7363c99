import type { BadgeCheck, CheckName, DocumentReport } from './badge-check.ts'

/** `not-checked`: nothing speaks against the badge, and something that it cannot do without could not be looked at. */
export type Verdict = 'valid' | 'not-valid' | 'not-checked'

/**
 * Without an answer to these, a badge is not called valid: what it means, whether it is as it was made, whose it is, and whether it
 * still stands. The others are worth knowing, and a badge is as genuine without them.
 */
const needed: ReadonlySet<CheckName> = new Set([
  'context',
  'type',
  'shape',
  'subject',
  'issuer-profile',
  'badge-class',
  'unsigned-terms',
  'token',
  'signature',
  'issuer-key',
  'dates',
  'status',
  'hosted',
])

/**
 * Marks the checks that could not be made and that a badge cannot do without. A practice key is none: it is told apart from
 * everything else by `practice`. Of our own awards we know what they stand for, whatever else was handed over.
 */
export function markNeeded({ checks, award }: DocumentReport): readonly BadgeCheck[] {
  const described = award === undefined ? [] : ['badge-class', 'issuer-profile']
  return checks.map((check) => {
    const missing = check.result === 'not-checked' && check.reason !== 'practice-key'
    const without = needed.has(check.check) && !described.includes(check.check)
    return missing && without ? { ...check, needed: true as const } : check
  })
}

/**
 * What all checks come to. One that failed makes a badge not valid, in whichever of its versions. What is missing counts in the
 * version that speaks for the badge: OB 3.0 where there is one.
 */
export function verdictOf(
  checks: readonly BadgeCheck[],
  main: Pick<DocumentReport, 'vouched'> & { readonly checks: readonly BadgeCheck[] },
): Verdict {
  if (checks.some(({ result }) => result === 'failed')) return 'not-valid'
  const missing = main.checks.some(({ needed: one }) => one === true)
  return missing || !main.vouched ? 'not-checked' : 'valid'
}

import { isDeepStrictEqual } from 'node:util'
import {
  answer,
  type BadgeCheck,
  type BadgeFormat,
  type DocumentReport,
  type Found,
  type Known,
} from './badge-check.ts'
import type { JsonObject } from './json.ts'
import { readBadge } from './read-badge.ts'
import { parsed } from './read-json.ts'
import { verifyOb2 } from './verify-ob2.ts'
import { verifyOb3 } from './verify-ob3.ts'

/** What checking came to. */
export interface BadgeReport {
  readonly valid: boolean
  /** Signed with a practice key: whatever the rest says, nobody vouches for who signed. */
  readonly practice: boolean
  /** Missing when nothing could be read; `ob3` when both versions were. */
  readonly format?: BadgeFormat
  readonly found: Found
  readonly checks: readonly BadgeCheck[]
}

/**
 * Checks a badge: a baked PNG, or the JSON of an OB 3.0 credential or an OB 2.0 assertion. `valid` only when no check failed and
 * something vouches for the document; what could not be known is never shown as passed. Hostile input fails the `readable`
 * check; it does not throw.
 */
export async function verifyBadge(input: Uint8Array, known: Known): Promise<BadgeReport> {
  const read = readBadge(input)
  if (!read.ok) return { valid: false, practice: false, found: {}, checks: [read.check] }

  const ob3 = read.ob3 && (await verifyOb3(read.ob3, known))
  const ob2 = read.ob2 && (await verifyOb2(read.ob2, known))
  const checks = [
    answer('readable', 'passed', 'read'),
    ...of('ob3', ob3),
    ...of('ob2', ob2),
    ...(ob3 && ob2 && read.ob2 ? [sameAward(ob3, ob2, read.ob2)] : []),
  ]
  const main = ob3 ?? ob2
  return {
    valid: main?.vouched === true && !checks.some(({ result }) => result === 'failed'),
    practice: main?.practice === true,
    format: ob3 ? 'ob3' : 'ob2',
    found: { ...ob2?.found, ...ob3?.found },
    checks,
  }
}

function of(format: BadgeFormat, report: DocumentReport | undefined): BadgeCheck[] {
  return (report?.checks ?? []).map((check) => withFormat(check, format))
}

function withFormat(check: BadgeCheck, format: BadgeFormat): BadgeCheck {
  return { ...check, format }
}

// Two genuine documents of different awards in one picture would show one person's badge beside another's.
function sameAward(ob3: DocumentReport, ob2: DocumentReport, assertion: JsonObject): BadgeCheck {
  if (ob3.award === undefined && ob2.award === undefined) {
    return answer('same-award', 'not-checked', 'published-elsewhere')
  }
  const wanted = ob3.award === undefined ? undefined : parsed(ob3.award.assertion)
  return isDeepStrictEqual(wanted, assertion)
    ? answer('same-award', 'passed', 'one-award')
    : answer('same-award', 'failed', 'two-awards')
}

import { isDeepStrictEqual } from 'node:util'
import {
  answer,
  type BadgeCheck,
  type BadgeFormat,
  type Checking,
  type DocumentReport,
  type Found,
  type Known,
} from './badge-check.ts'
import { claimsOurs } from './check-published.ts'
import type { SignedForm } from './check-signing.ts'
import { textAt, type JsonObject } from './json.ts'
import { looksOb2 } from './ob2-shape.ts'
import { documentOf, openToken } from './open-token.ts'
import { readBadge, type BadgeForm, type BadgeRead } from './read-badge.ts'
import { parsed } from './read-json.ts'
import { sourcesOf } from './sources.ts'
import { markNeeded, verdictOf, type Verdict } from './verdict.ts'
import { verifyOb2 } from './verify-ob2.ts'
import { verifyOb3 } from './verify-ob3.ts'

/** What checking came to. */
export interface BadgeReport {
  readonly valid: boolean
  /** `valid` in three words: not valid, or not to be said because of the checks that are `needed` and could not be made. */
  readonly verdict: Verdict
  /** Signed with a practice key: whatever the rest says, nobody vouches for who signed. */
  readonly practice: boolean
  /** Missing when nothing could be read; `ob3` when both versions were. */
  readonly format?: BadgeFormat
  readonly found: Found
  readonly checks: readonly BadgeCheck[]
}

/**
 * Checks a badge of any issuer: a baked PNG or SVG, the JSON or the token of an OB 3.0 credential or an OB 2.0 assertion, or the
 * address of one. `valid` only when no check failed, something vouches for the document, and nothing is missing that it cannot do
 * without; what could not be known is never shown as passed. Fetches through `known.outside` alone, twelve documents at most.
 * Hostile input fails the `readable` check; it does not throw.
 */
export async function verifyBadge(input: Uint8Array, known: Known): Promise<BadgeReport> {
  const checking = { known, sources: sourcesOf(known) }
  const read = await formsIn(input, checking)
  if ('check' in read) return unread(read.check)

  const ob3 = read.ob3 && marked(await verifyOb3(read.ob3, checking))
  const ob2 = read.ob2 && marked(await verifyOb2(read.ob2, checking))
  const main = ob3 ?? ob2
  if (main === undefined) return unread(answer('readable', 'failed', 'format-unknown'))
  const checks = [
    answer('readable', 'passed', 'read'),
    ...of('ob3', ob3),
    ...of('ob2', ob2),
    ...(read.missing ? [{ ...read.missing, format: 'ob2' as const }] : []),
    ...(ob3 && ob2 && read.ob2 ? [sameAward(ob3, ob2, read.ob2.document)] : []),
  ]
  const verdict = verdictOf(checks, main)
  return {
    valid: verdict === 'valid',
    verdict,
    practice: main.practice,
    format: ob3 ? 'ob3' : 'ob2',
    found: { ...ob2?.found, ...ob3?.found },
    checks,
  }
}

function unread(check: BadgeCheck): BadgeReport {
  const verdict = check.result === 'failed' ? 'not-valid' : 'not-checked'
  const told = check.result === 'failed' ? check : { ...check, needed: true as const }
  return { valid: false, verdict, practice: false, found: {}, checks: [told] }
}

interface Forms {
  readonly ob3?: SignedForm | undefined
  readonly ob2?: SignedForm | undefined
  /** Why an OB 2.0 assertion that a picture points to, beside its credential, could not be had. */
  readonly missing?: BadgeCheck
}

/** The documents in the input. An address is followed once: what lies there must be a badge itself. */
async function formsIn(
  input: Uint8Array,
  checking: Checking,
): Promise<Forms | { readonly check: BadgeCheck }> {
  const read = readBadge(input)
  const url = linkIn(read, input)
  if (url === undefined) return opened(read)
  const linked = await behind(url, checking)
  if (!read.ok || read.ob3 === undefined) return linked
  const own = opened({ ...read, ob2: undefined })
  if ('check' in own) return own
  return 'check' in linked ? { ...own, missing: linked.check } : { ...own, ob2: linked.ob2 }
}

// Text that is nothing but an address, or a picture of the early kind that holds one.
function linkIn(read: BadgeRead, input: Uint8Array): string | undefined {
  if (read.ok) return read.ob2 && 'url' in read.ob2 ? read.ob2.url : undefined
  const text = Buffer.from(input).toString('utf8').trim()
  return read.check.reason === 'text-only-a-link' && URL.canParse(text) ? text : undefined
}

async function behind(
  url: string,
  { known, sources }: Checking,
): Promise<Forms | { readonly check: BadgeCheck }> {
  const award = claimsOurs(url, known) ? await known.findAward(url) : undefined
  if (award !== undefined) {
    const text = url.endsWith('.ob2.json') ? award.assertion : award.credential
    return opened(readBadge(Buffer.from(text)))
  }
  const had = await sources.bytes(url)
  if (had.ok) return opened(readBadge(had.value))
  if (had.reason === 'no-network') {
    return { check: answer('readable', 'not-checked', 'text-only-a-link', had.facts) }
  }
  if (had.reason !== 'gone') {
    return { check: answer('readable', 'not-checked', had.reason, had.facts) }
  }
  const reason = textAt(had.instead, 'revocationReason')
  const facts = reason === undefined ? undefined : { reason }
  return { check: answer('status', 'failed', 'revoked', facts) }
}

function opened(read: BadgeRead | Opened): Forms | { readonly check: BadgeCheck } {
  if (!read.ok) return { check: read.check }
  const { token } = read
  if (token !== undefined) return openedToken(token)
  const ob3 = formOf(read.ob3)
  const ob2 = read.ob2 && 'url' in read.ob2 ? undefined : formOf(read.ob2)
  if (ob3 === 'damaged' || ob2 === 'damaged') return damaged()
  return ob3 || ob2 ? { ob3, ob2 } : { check: answer('readable', 'failed', 'text-only-a-link') }
}

/** What was read, less what has been looked at. */
type Opened = Omit<Extract<BadgeRead, { readonly ok: true }>, 'ob2'> & { readonly ob2?: undefined }

function formOf(form: BadgeForm | undefined): SignedForm | 'damaged' | undefined {
  if (form === undefined || 'document' in form) return form
  const token = openToken(form.token)
  return token === undefined ? 'damaged' : { document: documentOf(token), token }
}

// A token by itself does not say of which version it is; what it carries does.
function openedToken(compact: string): Forms | { readonly check: BadgeCheck } {
  const token = openToken(compact)
  if (token === undefined) return damaged()
  if (looksOb2(token.payload)) return { ob2: { document: token.payload, token } }
  const document = documentOf(token)
  return Object.hasOwn(document, 'credentialSubject')
    ? { ob3: { document, token } }
    : { check: answer('readable', 'failed', 'text-token') }
}

function damaged() {
  return { check: answer('readable', 'failed', 'token-unreadable') }
}

function marked(report: DocumentReport): DocumentReport {
  return { ...report, checks: markNeeded(report) }
}

function of(format: BadgeFormat, report: DocumentReport | undefined): BadgeCheck[] {
  return (report?.checks ?? []).map((check) => ({ ...check, format }))
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

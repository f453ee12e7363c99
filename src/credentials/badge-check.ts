/** The things that are looked at, in the order a person would ask them. */
export type CheckName =
  | 'readable'
  | 'context'
  | 'shape'
  | 'unsigned-terms'
  | 'signature'
  | 'issuer-key'
  | 'dates'
  | 'status'
  | 'same-as-published'
  | 'hosted'
  | 'same-award'
  | 'recipient'

/** `not-checked` means that we could not know; it never counts as passed. */
export type CheckResult = 'passed' | 'failed' | 'not-applicable' | 'not-checked'

/** Why a check came out as it did. Every code has a text in every language. */
export type ReasonCode =
  | 'earlier-check-failed'
  // readable
  | 'read'
  | 'not-a-badge'
  | 'picture-broken'
  | 'picture-without-badge'
  | 'duplicate-credential'
  | 'text-too-long'
  | 'text-not-utf8'
  | 'text-not-json'
  | 'text-too-deep'
  | 'text-forbidden-key'
  | 'text-only-a-link'
  | 'text-token'
  | 'format-unknown'
  // context
  | 'contexts-known'
  | 'context-order'
  | 'context-unknown'
  | 'context-inside'
  // shape
  | 'shape-holds'
  | 'shape-broken'
  // unsigned-terms, signature
  | 'all-signed'
  | 'unsigned-term'
  | 'signature-holds'
  | 'signature-broken'
  | 'no-proof'
  | 'proof-unknown'
  | 'key-unreadable'
  // issuer-key
  | 'key-listed'
  | 'key-not-listed'
  | 'key-of-another'
  | 'practice-key'
  | 'issuer-elsewhere'
  // dates
  | 'dates-hold'
  | 'not-yet-valid'
  | 'expired'
  | 'dates-out-of-order'
  // status, same-as-published, hosted, same-award
  | 'stands'
  | 'revoked'
  | 'declined'
  | 'published-same'
  | 'published-different'
  | 'never-issued'
  | 'published-elsewhere'
  | 'one-award'
  | 'two-awards'
  // recipient
  | 'recipient-matches'
  | 'recipient-differs'
  | 'recipient-not-asked'
  | 'recipient-group'
  | 'recipient-without-email'

export type BadgeFormat = 'ob3' | 'ob2'

/** One answer: what was looked at, how it came out and why. */
export interface BadgeCheck {
  readonly check: CheckName
  readonly format?: BadgeFormat
  readonly result: CheckResult
  readonly reason: ReasonCode
  readonly facts?: Facts
}

export type Facts = Readonly<Record<string, string>>

/** An award of this very service, with the documents as it published them. */
export interface PublishedAward {
  readonly status: 'valid' | 'revoked' | 'declined'
  readonly reason?: string
  readonly credential: string
  readonly assertion: string
}

/** What the one who checks knows; the checks themselves ask no clock and no network. */
export interface Known {
  readonly now: number
  /** Address of this service: a badge that claims to be published under it, and is not, was never issued. */
  readonly baseUrl?: string
  /** The address a person says the badge was awarded to. */
  readonly email?: string
  findAward(urlOrId: string): Promise<PublishedAward | undefined>
  /** Keys, retired ones included, of an issuer of this service; nothing for any other. */
  findIssuerKeys(did: string): Promise<readonly string[] | undefined>
}

/** What the badge says of itself, for showing. Nothing here is proven by standing here. */
export interface Found {
  readonly name?: string
  readonly description?: string
  readonly issuer?: string
  readonly issuerId?: string
  readonly issuedAt?: string
  readonly expiresAt?: string
  readonly image?: string
  /** The address the document gives itself. */
  readonly id?: string
  readonly group?: string
}

/** What the checks of one document came to. */
export interface DocumentReport {
  readonly checks: readonly BadgeCheck[]
  readonly found: Found
  readonly practice: boolean
  /** Something vouches for the whole document: a signature by a key that we can place, or our own copy. */
  readonly vouched: boolean
  readonly award?: PublishedAward | undefined
}

const LONGEST_FACT = 200

/** Makes an answer; facts are cut short, since they may quote a hostile document. */
export function answer(
  check: CheckName,
  result: CheckResult,
  reason: ReasonCode,
  facts?: Facts,
): BadgeCheck {
  if (facts === undefined) return { check, result, reason }
  const short = Object.entries(facts).map(([name, text]) => [name, text.slice(0, LONGEST_FACT)])
  return { check, result, reason, facts: Object.fromEntries(short) }
}

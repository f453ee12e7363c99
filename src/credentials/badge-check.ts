import type { FetchFailure, Outside } from './outside.ts'
import type { Sources } from './sources.ts'

/** The things that are looked at, in the order a person would ask them. */
export type CheckName =
  | 'readable'
  | 'context'
  | 'type'
  | 'shape'
  | 'inline-schema'
  | 'subject'
  | 'evidence'
  | 'issuer-profile'
  | 'issuer-page'
  | 'badge-class'
  | 'image'
  | 'criteria'
  | 'unsigned-terms'
  | 'token'
  | 'signature'
  | 'issuer-key'
  | 'dates'
  | 'refresh'
  | 'status'
  | 'endorsements'
  | 'same-as-published'
  | 'hosted'
  | 'same-award'
  | 'recipient'

/** `not-checked` means that we could not know; it never counts as passed. */
export type CheckResult = 'passed' | 'failed' | 'not-applicable' | 'not-checked'

/** Why a document of another service could not be had. */
export type SourceReason =
  | FetchFailure
  | 'no-network'
  | 'too-many-fetches'
  | 'document-unreadable'
  | 'not-here'
  | 'gone'

/** Why a check came out as it did. Every code has a text in every language. */
export type ReasonCode =
  | SourceReason
  | 'earlier-check-failed'
  | 'nothing-to-check'
  // readable
  | 'read'
  | 'not-a-badge'
  | 'picture-broken'
  | 'picture-altered'
  | 'picture-cut'
  | 'picture-continued'
  | 'image-too-large'
  | 'picture-without-badge'
  | 'duplicate-credential'
  | 'text-too-long'
  | 'text-not-utf8'
  | 'text-not-json'
  | 'text-too-deep'
  | 'text-forbidden-key'
  | 'text-only-a-link'
  | 'text-token'
  | 'text-token-spaced'
  | 'svg-broken'
  | 'svg-doctype'
  | 'svg-entity'
  | 'svg-instruction'
  | 'svg-script'
  | 'svg-event'
  | 'svg-foreign-object'
  | 'svg-outside-link'
  | 'svg-too-complex'
  | 'svg-bad-credential'
  | 'format-unknown'
  // context, type
  | 'contexts-known'
  | 'context-order'
  | 'context-unknown'
  | 'context-inside'
  | 'context-older'
  | 'context-not-bundled'
  | 'type-holds'
  | 'type-wrong'
  // shape, inline-schema, subject, evidence, issuer-profile, issuer-page, badge-class, image, criteria
  | 'shape-holds'
  | 'shape-broken'
  | 'schema-official'
  | 'schema-foreign'
  | 'subject-holds'
  | 'subject-broken'
  | 'evidence-holds'
  | 'evidence-broken'
  | 'profile-holds'
  | 'profile-broken'
  | 'issuer-unresolvable'
  | 'page-answers'
  | 'page-ours'
  | 'badge-class-holds'
  | 'badge-class-broken'
  | 'badge-class-different'
  | 'image-answers'
  | 'image-ours'
  | 'image-broken'
  | 'criteria-hold'
  | 'criteria-broken'
  // unsigned-terms, token, signature
  | 'all-signed'
  | 'unsigned-term'
  | 'token-covers-all'
  | 'token-holds'
  | 'token-unreadable'
  | 'token-header'
  | 'token-algorithm'
  | 'token-claims'
  | 'signature-holds'
  | 'signature-broken'
  | 'no-proof'
  | 'proof-unknown'
  | 'proof-unsupported'
  | 'key-unreadable'
  | 'key-unreachable'
  // issuer-key
  | 'key-listed'
  | 'key-same-site'
  | 'key-not-listed'
  | 'key-of-another'
  | 'key-unvouched'
  | 'practice-key'
  | 'issuer-elsewhere'
  | 'issuer-without-keys'
  // dates, refresh
  | 'dates-hold'
  | 'not-yet-valid'
  | 'expired'
  | 'dates-out-of-order'
  | 'refresh-same'
  | 'refresh-newer'
  // status
  | 'stands'
  | 'revoked'
  | 'suspended'
  | 'declined'
  | 'status-none'
  | 'status-unsupported'
  | 'status-broken'
  | 'list-broken'
  | 'list-unsigned'
  | 'list-altered'
  | 'list-of-another'
  | 'list-purpose'
  | 'list-too-short'
  | 'list-out-of-date'
  // endorsements
  | 'endorsements-hold'
  | 'endorsements-ours'
  | 'endorsements-unvouched'
  | 'endorsements-too-many'
  | 'endorsement-broken'
  | 'endorsement-altered'
  | 'endorsement-about-another'
  | 'endorsement-out-of-date'
  | 'endorsement-withdrawn'
  // same-as-published, hosted, same-award
  | 'published-same'
  | 'published-different'
  | 'never-issued'
  | 'published-elsewhere'
  | 'signature-suffices'
  | 'hosted-same'
  | 'hosted-different'
  | 'hosted-withdrawn'
  | 'hosted-out-of-scope'
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
  /** Not checked, and without it the badge cannot be called valid. */
  readonly needed?: true
}

export type Facts = Readonly<Record<string, string>>

/** An award of this very service, with the documents as it published them. */
export interface PublishedAward {
  readonly status: 'valid' | 'revoked' | 'declined'
  readonly reason?: string
  readonly credential: string
  readonly assertion: string
}

/** A public RSA key of an issuer of this service, and the two addresses it is published at. */
export interface PublishedTokenKey {
  readonly jwk: string
  readonly ob2: string
  readonly publicPem: string
}

/** What the one who checks knows; the checks themselves ask no clock, and no network but through `outside`. */
export interface Known {
  readonly now: number
  /** Address of this service: a badge that claims to be published under it, and is not, was never issued. */
  readonly baseUrl?: string
  /** The address a person says the badge was awarded to. */
  readonly email?: string
  /** How documents of other services are had. Without it nothing is fetched, and what rests on them is not checked. */
  readonly outside?: Outside
  findAward(urlOrId: string): Promise<PublishedAward | undefined>
  /** Ed25519 keys, retired ones included, of an issuer of this service; nothing for any other. */
  findIssuerKeys(did: string): Promise<readonly string[] | undefined>
  /**
   * RSA keys, retired ones included, of an issuer of this service, named by its DID (a practice one too) or by the id of its
   * OB 2.0 profile; nothing for any other issuer.
   */
  findTokenKeys?(issuer: string): Promise<readonly PublishedTokenKey[] | undefined>
  /** A bit of a status list of this service, by the address of the list; nothing for a list or an index it does not have. */
  findStatus?(list: string, index: number): Promise<'stands' | 'revoked' | undefined>
  /**
   * The text that this service answers under an address of its own: OB 2.0 profile, badge class, key, revocation list and
   * endorsement. Nothing for what it does not publish.
   */
  findDocument?(url: string): Promise<string | undefined>
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

/** One verification under way: what is known, and the one way to what is not. */
export interface Checking {
  readonly known: Known
  readonly sources: Sources
}

const LONGEST_FACT = 200

/** Where a check belongs in a list, least first: what went wrong, what is missing, what is good, what does not matter. */
export function weightOf({ result, needed }: BadgeCheck): number {
  if (result === 'failed') return 0
  if (result === 'passed') return 2
  if (result === 'not-applicable') return 4
  return needed === true ? 1 : 3
}

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

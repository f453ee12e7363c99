import { isIP } from 'node:net'
import type { JsonObject } from './json.ts'

/** Where the documents of a service live, and in whose name it signs. */
export interface Address {
  /** Origin and path of the service, without a trailing slash. */
  readonly baseUrl: string
  readonly issuerDid: string
}

export interface IssuerFacts {
  readonly id: string
  readonly name: string
  readonly url?: string
  readonly email: string
  readonly description?: string
}

export interface AlignmentFacts {
  readonly targetName: string
  readonly targetUrl: string
  readonly targetFramework: string
  readonly targetCode: string
}

export interface AchievementFacts {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly description: string
  readonly criteria: readonly string[]
  readonly tags: readonly string[]
  readonly alignments: readonly AlignmentFacts[]
  readonly imageAlt: string
  readonly language: string
}

/** The group in which a person earned the award; `awardId` is the award of the group itself, when it received one. */
export interface MemberOf {
  readonly id: string
  readonly name: string
  readonly role?: string
  readonly awardId?: string
}

export interface PersonFacts {
  readonly kind: 'person'
  /** `urn:uuid:…`, new for each award, so that two badges of one person cannot be tied together. */
  readonly subjectId: string
  readonly email?: string
  readonly memberId: string
  readonly salt: string
  readonly group?: MemberOf
}

export interface GroupFacts {
  readonly kind: 'group'
  readonly id: string
  readonly name: string
}

export type RecipientFacts = PersonFacts | GroupFacts

/** Everything that both versions of a badge are written from. Holds public evidence only. */
export interface AwardFacts {
  readonly id: string
  readonly issuedAt: number
  /** The end of its validity, for an achievement that expires. */
  readonly validUntil?: number
  /** Its bit in a status list of this service. */
  readonly status?: { readonly list: string; readonly index: number }
  /** Signed supports of peers: what the credential embeds, and the ids of all, which the assertion links to. */
  readonly endorsements?: {
    readonly embedded: readonly JsonObject[]
    readonly ids: readonly string[]
  }
  readonly issuer: IssuerFacts
  readonly achievement: AchievementFacts
  readonly recipient: RecipientFacts
  readonly record: { readonly id: string; readonly name?: string; readonly narrative: string }
  readonly evidence: readonly { readonly url?: string; readonly narrative?: string }[]
  readonly peers: { readonly cast: number; readonly roll: number }
}

/**
 * The identifier an issuer signs with: did:web under a public https address, did:key (practice) elsewhere.
 * @see https://w3c-ccg.github.io/did-method-web/
 */
export function issuerDid(issuer: {
  readonly publicUrl?: string | undefined
  readonly issuerId: string
  readonly publicKeyMultibase: string
}): string {
  const url = issuer.publicUrl === undefined ? null : URL.parse(issuer.publicUrl)
  if (url?.protocol !== 'https:' || !isPublicHost(url.hostname)) {
    return `did:key:${issuer.publicKeyMultibase}`
  }
  // did:web §3.1: a port is written %3A, a path becomes further segments.
  const host = url.host.replace(':', '%3A')
  const path = url.pathname.split('/').filter((segment) => segment !== '')
  return ['did:web', host, ...path, 'issuers', issuer.issuerId].join(':')
}

/** Practice badges are signed with a did:key: the signature holds, but nobody vouches for who signed. */
export function isPractice(did: string): boolean {
  return did.startsWith('did:key:')
}

// did:web §3.1 allows no IP address; a name without a dot, or under one of these, means something else on each network.
const localNames = /^[^.]*$|\.(localhost|local|lan|internal|home\.arpa|test|invalid)$/

function isPublicHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  return isIP(bare) === 0 && !localNames.test(bare)
}

import {
  isPractice,
  type AchievementFacts,
  type Address,
  type AwardFacts,
  type GroupFacts,
  type IssuerFacts,
  type MemberOf,
  type PersonFacts,
} from './award-facts.ts'
import { CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT } from './contexts.ts'
import { didDocument, type DidDocument } from './did-document.ts'
import { hashIdentity, normaliseEmail } from './hash-identity.ts'
import { present, type Json, type JsonObject } from './json.ts'
import { normaliseTags, normaliseTexts } from './normalise-text.ts'
import { publicEvidence } from './public-evidence.ts'
import { toIri } from './to-iri.ts'
import type { TokenKey } from './token-key.ts'
import { urls } from './urls.ts'
import { wholeSeconds } from './whole-seconds.ts'

/** An OB 3.0 credential before it is signed. */
export interface UnsignedCredential extends JsonObject {
  readonly '@context': readonly string[]
  readonly id: string
  readonly issuer: JsonObject & { readonly id: string }
  readonly validFrom: string
}

/** What every OB 3.0 document names. OB 3.0 §context: the order of the two is checked. */
export const badgeContexts = [CREDENTIALS_CONTEXT, OPEN_BADGES_CONTEXT] as const

/** Writes the OpenBadgeCredential of an award. @see https://www.imsglobal.org/spec/ob/v3p0/#openbadgecredential */
export function writeCredential(facts: AwardFacts, address: Address): UnsignedCredential {
  const at = urls(address.baseUrl)
  const { achievement } = facts
  const issuedAt = wholeSeconds(facts.issuedAt)
  return normaliseTexts({
    '@context': badgeContexts,
    id: at.award(facts.id).credential,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: achievement.name,
    issuer: issuerProfile(facts.issuer, address),
    validFrom: issuedAt,
    ...validity(facts),
    awardedDate: issuedAt,
    image: picture(at.award(facts.id).picture, achievement.imageAlt),
    credentialSubject: subject(facts, address),
    evidence: evidence(facts, address),
    ...status(facts, address),
    ...endorsements(facts),
  })
}

/** Writes an issuer's Profile, as served beside the page of the issuer. */
export function writeProfile(issuer: IssuerFacts, address: Address): JsonObject {
  return normaliseTexts({ '@context': badgeContexts, ...issuerProfile(issuer, address) })
}

/** Writes an Achievement, as served beside its page. */
export function writeAchievement(facts: AchievementFacts, address: Address): JsonObject {
  return normaliseTexts({ '@context': badgeContexts, ...achievement(facts, address) })
}

/** Writes the Profile of a group. It names no member. */
export function writeGroupProfile(group: Omit<GroupFacts, 'kind'>, address: Address): JsonObject {
  return normaliseTexts({ '@context': badgeContexts, ...groupProfile(group, address) })
}

/**
 * Writes the did.json of an issuer: all keys whose badges must go on verifying, retired ones included. A practice issuer's
 * holds no token keys: a did:key is one key and nothing else.
 */
export function writeDidDocument(
  { baseUrl, issuerDid }: Address,
  issuerId: string,
  keys: {
    readonly publicKeysMultibase: readonly string[]
    readonly tokenKeys: readonly Pick<TokenKey, 'kid' | 'publicPem'>[]
  },
): DidDocument {
  if (isPractice(issuerDid)) return didDocument(issuerDid, keys.publicKeysMultibase)
  const document = didDocument(issuerDid, keys.publicKeysMultibase, keys.tokenKeys)
  return { ...document, alsoKnownAs: [urls(baseUrl).issuer(issuerId).page] }
}

/** Who signs, as credentials hold it. */
export function issuerProfile(
  issuer: IssuerFacts,
  { baseUrl, issuerDid }: Address,
): UnsignedCredential['issuer'] {
  const profile = present({
    type: ['Profile'],
    name: issuer.name,
    url: toIri(issuer.url) ?? urls(baseUrl).issuer(issuer.id).page,
    email: normaliseEmail(issuer.email),
    description: issuer.description,
  })
  return { id: issuerDid, ...profile }
}

function validity({ validUntil }: AwardFacts): JsonObject {
  return validUntil === undefined ? {} : { validUntil: wholeSeconds(validUntil) }
}

// Bitstring Status List §2.1: the index is a text. Our lists are of revocation alone.
function status({ status: place }: AwardFacts, { baseUrl }: Address): JsonObject {
  if (place === undefined) return {}
  const list = urls(baseUrl).statusList(place.list)
  const entry = {
    id: `${list}#${place.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(place.index),
    statusListCredential: list,
  }
  return { credentialStatus: entry }
}

function endorsements({ endorsements: signed }: AwardFacts): JsonObject {
  return present({ endorsement: signed?.embedded })
}

function groupProfile(group: { readonly id: string; readonly name: string }, address: Address) {
  const { page } = urls(address.baseUrl).group(group.id)
  return present({ id: page, type: ['Profile'], name: group.name, url: page })
}

function picture(id: string, caption: string): JsonObject {
  return present({ id, type: 'Image', caption })
}

function achievement(facts: AchievementFacts, { baseUrl }: Address): JsonObject {
  const at = urls(baseUrl).achievement(facts.id)
  return present({
    id: at.credential,
    type: ['Achievement'],
    achievementType: 'Badge',
    name: facts.name,
    description: facts.description,
    criteria: { id: at.page, narrative: criteriaNarrative(facts.criteria) },
    image: picture(at.picture, facts.imageAlt),
    inLanguage: facts.language,
    version: String(facts.version),
    tag: normaliseTags(facts.tags),
    alignment: alignments(facts),
  })
}

/** Criteria as a Markdown list, one a line. */
export function criteriaNarrative(criteria: readonly string[]): string {
  return criteria.map((criterion) => `- ${criterion}`).join('\n')
}

function alignments({ alignments: all }: AchievementFacts): JsonObject[] {
  return all.flatMap(({ targetUrl, ...names }) => {
    const url = toIri(targetUrl)
    return url === undefined ? [] : [present({ type: ['Alignment'], targetUrl: url, ...names })]
  })
}

function subject(facts: AwardFacts, address: Address): JsonObject {
  const { recipient } = facts
  const about = recipient.kind === 'group' ? group(recipient, address) : person(recipient, address)
  return {
    ...about,
    type: ['AchievementSubject'],
    achievement: achievement(facts.achievement, address),
  }
}

// OB 3.0 has no rule for groups: the group is the subject itself, under a name that is not hashed, and no member appears.
function group({ id, name }: GroupFacts, { baseUrl }: Address): JsonObject {
  const identifier = {
    type: 'IdentityObject',
    hashed: false,
    identityHash: name,
    identityType: 'ext:groupName',
  }
  return { id: urls(baseUrl).group(id).page, identifier: [identifier] }
}

function person(recipient: PersonFacts, address: Address): JsonObject {
  return {
    id: recipient.subjectId,
    identifier: [identity(recipient)],
    ...(recipient.group === undefined ? {} : membership(recipient.group, address)),
  }
}

// OB 3.0 §AchievementSubject: `source` is who assessed on the issuer's behalf, which is what peers do.
function membership(memberOf: MemberOf, address: Address): JsonObject {
  return { role: memberOf.role ?? memberOf.name, source: groupProfile(memberOf, address) }
}

function identity({ email, memberId, salt }: PersonFacts): JsonObject {
  const known = email === undefined ? memberId : normaliseEmail(email)
  return {
    type: 'IdentityObject',
    hashed: true,
    identityHash: hashIdentity(known, salt),
    identityType: email === undefined ? 'identifier' : 'emailAddress',
    salt,
  }
}

function evidence(facts: AwardFacts, { baseUrl }: Address): Json[] {
  const at = urls(baseUrl)
  const { record, recipient, peers } = facts
  const groupAward = recipient.kind === 'person' ? recipient.group?.awardId : undefined
  return [
    {
      id: at.record(record.id),
      name: record.name,
      narrative: record.narrative,
      description: `${peers.cast}/${peers.roll}`,
      genre: 'PeerVote',
    },
    ...(groupAward === undefined
      ? []
      : [
          {
            id: at.award(groupAward).credential,
            name: facts.achievement.name,
            genre: 'GroupCredential',
          },
        ]),
    ...publicEvidence(facts),
  ].map((entry) => present({ type: ['Evidence'], ...entry }))
}

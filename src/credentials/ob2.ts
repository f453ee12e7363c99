import type {
  AchievementFacts,
  Address,
  AwardFacts,
  GroupFacts,
  IssuerFacts,
  RecipientFacts,
} from './award-facts.ts'
import { hashIdentity, normaliseEmail } from './hash-identity.ts'
import { present, type JsonObject } from './json.ts'
import { normaliseTags, normaliseTexts } from './normalise-text.ts'
import { criteriaNarrative } from './ob3.ts'
import { publicEvidence } from './public-evidence.ts'
import { toIri } from './to-iri.ts'
import type { TokenKey } from './token-key.ts'
import { urls } from './urls.ts'
import { wholeSeconds } from './whole-seconds.ts'

export const OB2_CONTEXT = 'https://w3id.org/openbadges/v2'

/** Writes the hosted OB 2.0 Assertion of an award. @see https://www.imsglobal.org/spec/ob/v2p0/#Assertion */
export function writeAssertion(facts: AwardFacts, { baseUrl }: Address): JsonObject {
  const at = urls(baseUrl)
  return normaliseTexts(
    present({
      '@context': OB2_CONTEXT,
      id: at.award(facts.id).ob2,
      type: 'Assertion',
      recipient: recipient(facts.recipient, baseUrl),
      badge: at.achievement(facts.achievement.id).ob2,
      issuedOn: wholeSeconds(facts.issuedAt),
      expires: facts.validUntil === undefined ? undefined : wholeSeconds(facts.validUntil),
      image: at.award(facts.id).picture,
      narrative: facts.record.narrative,
      evidence: evidence(facts, baseUrl),
      endorsement: facts.endorsements?.ids.map((id) => at.endorsement(id).ob2),
      // OB 2.0 §HostedBadge: without allowedOrigins the issuer's own authority is meant; validators refuse ports in it.
      verification: { type: 'hosted' },
    }),
  )
}

/** Writes the OB 2.0 BadgeClass of an achievement. */
export function writeBadgeClass(
  facts: AchievementFacts,
  issuerId: string,
  { baseUrl }: Address,
): JsonObject {
  const at = urls(baseUrl).achievement(facts.id)
  return normaliseTexts(
    present({
      '@context': OB2_CONTEXT,
      id: at.ob2,
      type: 'BadgeClass',
      name: facts.name,
      description: facts.description,
      image: at.picture,
      criteria: present({ id: at.page, narrative: criteriaNarrative(facts.criteria) }),
      issuer: urls(baseUrl).issuer(issuerId).ob2,
      version: String(facts.version),
      tags: normaliseTags(facts.tags),
      alignment: facts.alignments.flatMap(({ targetUrl, ...names }) => {
        const url = toIri(targetUrl)
        return url === undefined ? [] : [present({ targetUrl: url, ...names })]
      }),
    }),
  )
}

/**
 * Writes the OB 2.0 Profile of an issuer. `kids` are the token keys whose signed assertions are to verify, retired ones
 * included; with one comes the RevocationList of what they signed.
 */
export function writeIssuer(
  issuer: IssuerFacts,
  { baseUrl }: Address,
  kids: readonly string[] = [],
): JsonObject {
  const at = urls(baseUrl).issuer(issuer.id)
  return normaliseTexts(
    present({
      '@context': OB2_CONTEXT,
      // A did: is not an address to OB 2.0 validators: the id is where this document is served.
      id: at.ob2,
      type: 'Issuer',
      name: issuer.name,
      url: toIri(issuer.url) ?? at.page,
      email: normaliseEmail(issuer.email),
      description: issuer.description,
      publicKey: kids.map((kid) => urls(baseUrl).key(issuer.id, kid).ob2),
      revocationList: kids.length === 0 ? undefined : urls(baseUrl).revocations(issuer.id),
    }),
  )
}

/**
 * Writes the CryptographicKey that a signed assertion names as its creator.
 * @see https://www.imsglobal.org/spec/ob/v2p0/#CryptographicKey
 */
export function writeCryptographicKey(
  { kid, publicPem }: Pick<TokenKey, 'kid' | 'publicPem'>,
  issuerId: string,
  { baseUrl }: Pick<Address, 'baseUrl'>,
): JsonObject {
  return {
    '@context': OB2_CONTEXT,
    id: urls(baseUrl).key(issuerId, kid).ob2,
    type: 'CryptographicKey',
    owner: urls(baseUrl).issuer(issuerId).ob2,
    publicKeyPem: publicPem,
  }
}

/** Writes the OB 2.0 Profile of a group that received a badge; its url is the identity that the badge names. */
export function writeGroup(
  { id, name }: Omit<GroupFacts, 'kind'>,
  { baseUrl }: Address,
): JsonObject {
  const at = urls(baseUrl).group(id)
  return normaliseTexts({
    '@context': OB2_CONTEXT,
    id: at.ob2,
    type: 'Profile',
    name,
    url: at.page,
  })
}

// OB 2.0 §IdentityObject; validators insist on `hashed` although the standard's first example lacks it.
function recipient(facts: RecipientFacts, baseUrl: string): JsonObject {
  if (facts.kind === 'group') {
    return { type: 'url', hashed: false, identity: urls(baseUrl).group(facts.id).page }
  }
  const { email, memberId, salt } = facts
  return email === undefined
    ? { type: 'id', hashed: true, identity: hashIdentity(memberId, salt), salt }
    : { type: 'email', hashed: true, identity: hashIdentity(normaliseEmail(email), salt), salt }
}

function evidence(facts: AwardFacts, baseUrl: string): JsonObject[] {
  const at = urls(baseUrl)
  const { recipient: to, record } = facts
  const groupAward = to.kind === 'person' ? to.group?.awardId : undefined
  const linked = groupAward === undefined ? [] : [{ id: at.award(groupAward).ob2 }]
  return [
    { id: at.record(record.id), name: record.name, narrative: record.narrative, genre: 'PeerVote' },
    ...linked.map(({ id }) => ({ id, name: facts.achievement.name, genre: 'GroupCredential' })),
    ...publicEvidence(facts),
  ].map((entry) => present({ type: 'Evidence', ...entry }))
}

import { z } from 'zod'
import { answer, type BadgeCheck, type Checking } from './badge-check.ts'
import { checkAssertionToken } from './check-token.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from './json.ts'
import { follow, type Linked } from './ob2-graph.ts'
import { isSignedBy, type Token } from './open-token.ts'
import { pemJwk } from './public-jwk.ts'
import { problemPath } from './shape.ts'

/** What came out about a signed assertion. */
export interface SignedAssertion {
  readonly token: BadgeCheck
  readonly signature: BadgeCheck
  readonly key: BadgeCheck
}

/**
 * Looks at the JWS of a signed OB 2.0 assertion: RS256, with the key that `creator` names (or the issuer's only one), which names
 * the issuer as its owner and which the issuer names as its own.
 * @see https://www.imsglobal.org/spec/ob/v2p0/#SignedBadge
 */
export async function checkSignedAssertion(
  token: Token,
  { document: issuer }: Linked,
  checking: Checking,
): Promise<SignedAssertion> {
  const { verification } = token.payload
  const envelope = checkAssertionToken(token)
  if (envelope.result === 'failed') return unread(envelope)
  if (token.header['alg'] !== 'RS256') return unread(answer('token', 'failed', 'token-algorithm'))
  if (!/^(signed|SignedBadge)$/.test(textAt(verification, 'type') ?? '')) {
    return unread(answer('token', 'failed', 'token-claims', { where: 'verification.type' }))
  }

  const published = keysOf(issuer)
  const creator = textAt(verification, 'creator') ?? published[0]?.id
  if (creator === undefined) {
    const missing = answer('issuer-key', 'not-checked', 'earlier-check-failed')
    return {
      ...unread(envelope),
      key: issuer ? answer('issuer-key', 'failed', 'key-not-listed') : missing,
    }
  }
  const listed = published.find(({ id }) => id === creator)
  const { document, trouble } = await follow('issuer-key', listed?.embedded ?? creator, checking)
  if (document === undefined) {
    const key = trouble ?? answer('issuer-key', 'not-checked', 'earlier-check-failed')
    const facts = key.facts
    const signature = answer('signature', 'not-checked', 'key-unreachable', facts)
    return { token: envelope, signature, key }
  }
  const signature = await signatureOf(token, document)
  return {
    token: envelope,
    signature,
    key: whoseKey(document, creator, { issuer, listed: !!listed }),
  }
}

function unread(token: BadgeCheck): SignedAssertion {
  return {
    token,
    signature: answer('signature', 'not-checked', 'earlier-check-failed'),
    key: answer('issuer-key', 'not-checked', 'earlier-check-failed'),
  }
}

interface PublishedKey {
  readonly id: string
  readonly embedded?: JsonObject
}

function keysOf(issuer: JsonObject | undefined): readonly PublishedKey[] {
  const value: Json | undefined = issuer?.['publicKey']
  const items = isArray(value) ? value : [value]
  return items.flatMap((item) => {
    if (typeof item === 'string') return [{ id: item }]
    const id = textAt(item, 'id')
    if (!isObject(item) || id === undefined) return []
    return [textAt(item, 'publicKeyPem') === undefined ? { id } : { id, embedded: item }]
  })
}

async function signatureOf(token: Token, document: JsonObject): Promise<BadgeCheck> {
  const key = pemJwk(textAt(document, 'publicKeyPem') ?? '')
  if (key?.alg !== 'RS256') return answer('signature', 'failed', 'key-unreadable')
  return (await isSignedBy(token, key))
    ? answer('signature', 'passed', 'signature-holds')
    : answer('signature', 'failed', 'signature-broken')
}

const cryptographicKey = z.looseObject({
  id: z.string(),
  owner: z.string(),
  publicKeyPem: z.string(),
})

function whoseKey(
  document: JsonObject,
  creator: string,
  { issuer, listed }: { readonly issuer: JsonObject | undefined; readonly listed: boolean },
): BadgeCheck {
  if (problemPath(cryptographicKey, document) !== undefined || document['id'] !== creator) {
    return answer('issuer-key', 'failed', 'key-unreadable')
  }
  if (issuer === undefined) return answer('issuer-key', 'not-checked', 'earlier-check-failed')
  const facts = { issuer: textAt(issuer, 'id') ?? '?' }
  if (document['owner'] !== issuer['id']) {
    return answer('issuer-key', 'failed', 'key-of-another', facts)
  }
  return listed
    ? answer('issuer-key', 'passed', 'key-listed')
    : answer('issuer-key', 'failed', 'key-not-listed', facts)
}

/** Looks at whether a signed assertion is in its issuer's list of revoked ones. */
export async function checkRevoked(
  assertion: JsonObject,
  { document: issuer }: Linked,
  { sources }: Checking,
): Promise<BadgeCheck> {
  if (issuer === undefined) return answer('status', 'not-checked', 'earlier-check-failed')
  const url = textAt(issuer, 'revocationList')
  if (url === undefined) return answer('status', 'not-applicable', 'status-none')
  const had = await sources.document(url)
  if (!had.ok) return answer('status', 'not-checked', had.reason, had.facts)
  const { revokedAssertions: revoked, issuer: of } = had.value
  if (!isArray(revoked)) {
    return answer('status', 'failed', 'list-broken', { where: 'revokedAssertions' })
  }
  const listIssuer = typeof of === 'string' ? of : textAt(of, 'id')
  if (listIssuer !== undefined && listIssuer !== issuer['id']) {
    return answer('status', 'failed', 'list-of-another')
  }
  const id = textAt(assertion, 'id')
  const entry = revoked.find((one) => (typeof one === 'string' ? one : textAt(one, 'id')) === id)
  if (entry === undefined) return answer('status', 'passed', 'stands')
  const reason = textAt(entry, 'revocationReason')
  return answer('status', 'failed', 'revoked', reason === undefined ? undefined : { reason })
}

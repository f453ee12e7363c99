import { isPractice } from './award-facts.ts'
import { answer, type BadgeCheck, type Checking, type PublishedTokenKey } from './badge-check.ts'
import { isSameSite, isTenant, unlisted } from './check-issuer-key.ts'
import type { Trouble } from './check-proof.ts'
import { documentUrl, keysOf } from './find-keys.ts'
import { isArray, textAt, type JsonObject } from './json.ts'
import type { Token } from './open-token.ts'
import { isSameKey, pemJwk, publicJwk, type PublicJwk } from './public-jwk.ts'

/** The key to check a token with, or why there is none; and whether it is the issuer's. */
export interface TokenKeyFound {
  readonly key: PublicJwk | Trouble
  readonly whose: BadgeCheck
}

/**
 * Finds the key of a VC-JWT: `kid` is an address that answers with it, `jwk` brings it along. It counts as the issuer's when
 * it lies on the issuer's own site, or among the keys that the issuer publishes.
 */
export async function findTokenKey(
  { header }: Token,
  issuerId: string,
  checking: Checking,
): Promise<TokenKeyFound> {
  const ours = await checking.known.findTokenKeys?.(issuerId)
  if (ours !== undefined) return ownKey(header, issuerId, ours)
  const kid = textAt(header, 'kid')
  const found = kid === undefined ? publicJwk(header['jwk']) : await keyAt(kid, checking)
  if (found === undefined) {
    const nothing = answer('issuer-key', 'not-checked', 'earlier-check-failed')
    return { key: { result: 'failed', reason: 'key-unreadable' }, whose: nothing }
  }
  if ('reason' in found) {
    const { reason, facts } = found
    return { key: found, whose: answer('issuer-key', 'not-checked', reason, facts) }
  }
  const own = kid !== undefined && isSameSite(kid, issuerId)
  const whose = own
    ? answer('issuer-key', 'passed', 'key-same-site')
    : await listedByIssuer(found, issuerId, checking)
  return { key: found, whose }
}

function ownKey(
  header: JsonObject,
  issuerId: string,
  published: readonly PublishedTokenKey[],
): TokenKeyFound {
  const kid = textAt(header, 'kid')
  const brought = publicJwk(header['jwk'])
  const keys = published.map(({ jwk, publicPem }) => ({ url: jwk, key: pemJwk(publicPem) }))
  const match = keys.find(({ url, key }) => {
    return kid === undefined ? brought !== undefined && isSameKey(brought, key) : url === kid
  })
  if (match?.key === undefined) {
    const key = brought ?? ({ result: 'not-checked', reason: 'earlier-check-failed' } as const)
    return { key, whose: answer('issuer-key', 'failed', 'key-not-listed', { issuer: issuerId }) }
  }
  const whose = isPractice(issuerId)
    ? answer('issuer-key', 'not-checked', 'practice-key')
    : answer('issuer-key', 'passed', 'key-listed')
  return { key: match.key, whose }
}

async function keyAt(kid: string, checking: Checking): Promise<PublicJwk | Trouble | undefined> {
  if (kid.startsWith('did:')) {
    const [controller = ''] = kid.split('#')
    const keys = await keysOf(controller, checking)
    return keys.ok
      ? publicJwk(keys.keys.find(({ id }) => id === kid)?.jwk)
      : { result: 'not-checked', reason: 'key-unreachable', facts: keys.facts }
  }
  if (documentUrl(kid) === undefined) return undefined
  const had = await checking.sources.ownWord(kid)
  if (!had.ok) return { result: 'not-checked', reason: 'key-unreachable', facts: had.facts }
  return publicJwk(had.value)
}

/** Looks for a key among those that an issuer publishes: in its own document, or in the key set of a site that is its alone. */
async function listedByIssuer(
  key: PublicJwk,
  issuerId: string,
  checking: Checking,
): Promise<BadgeCheck> {
  // A did:key is its own key, and an Ed25519 one.
  if (isPractice(issuerId)) {
    return answer('issuer-key', 'failed', 'key-of-another', { issuer: issuerId })
  }
  const site = documentUrl(issuerId)
  if (site === undefined) {
    return answer('issuer-key', 'not-checked', 'issuer-unresolvable', { issuer: issuerId })
  }
  const keys = await keysOf(issuerId, checking)
  // The key set of a host does not say which of its tenants a key belongs to.
  const set = isTenant(issuerId)
    ? undefined
    : await keySet(new URL('/.well-known/jwks.json', site).href, checking)
  const published = [...(keys.ok ? keys.keys.map(({ jwk }) => jwk) : []), ...(set ?? [])]
  if (published.some((jwk) => isSameKey(key, publicJwk(jwk)))) {
    return answer('issuer-key', 'passed', 'key-listed')
  }
  if (keys.ok || set !== undefined) {
    return answer('issuer-key', 'failed', 'key-not-listed', { issuer: issuerId })
  }
  return keys.reason === 'no-network'
    ? answer('issuer-key', 'not-checked', 'key-unvouched', { issuer: issuerId })
    : unlisted(keys)
}

async function keySet(url: string, { sources }: Checking) {
  const had = await sources.document(url)
  const keys = had.ok ? had.value['keys'] : undefined
  return isArray(keys) ? keys : undefined
}

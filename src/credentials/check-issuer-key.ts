import { isPractice } from './award-facts.ts'
import { answer, type BadgeCheck, type Checking } from './badge-check.ts'
import type { ProofKey } from './check-proof.ts'
import { documentUrl, keysOf } from './find-keys.ts'

/**
 * Looks at whose key signed. Passed only when the key is in the list that the issuer publishes: a badge brings its own key along
 * and can write any name before it.
 */
export async function checkIssuerKey(
  issuerId: string,
  { controller, method, multibase }: ProofKey,
  checking: Checking,
): Promise<BadgeCheck> {
  // VC Data Integrity §4.2: the controller of the key must be the issuer.
  if (controller !== issuerId) return ofAnother(issuerId)
  if (isPractice(issuerId)) {
    return issuerId === `did:key:${multibase}`
      ? answer('issuer-key', 'not-checked', 'practice-key')
      : answer('issuer-key', 'failed', 'key-of-another', { issuer: issuerId })
  }
  const keys = await keysOf(issuerId, checking)
  if (keys.ok && keys.keys.some((key) => key.multibase === multibase)) {
    return answer('issuer-key', 'passed', 'key-listed')
  }
  // A key with a document of its own, on the issuer's site, is published by the issuer.
  const own = !method.includes('#') && isSameSite(method, issuerId)
  if (own) return answer('issuer-key', 'passed', 'key-same-site')
  if (keys.ok) return answer('issuer-key', 'failed', 'key-not-listed', { issuer: issuerId })
  return unlisted(keys)
}

// An issuer that is named by no address has no list of keys: nobody can say that the key is another's.
function ofAnother(issuerId: string): BadgeCheck {
  const known = issuerId.startsWith('did:') || documentUrl(issuerId) !== undefined
  return known
    ? answer('issuer-key', 'failed', 'key-of-another', { issuer: issuerId })
    : answer('issuer-key', 'not-checked', 'issuer-unresolvable', { issuer: issuerId })
}

/** The answer where the keys of an issuer could not be had. */
export function unlisted({
  reason,
  facts,
}: Exclude<Awaited<ReturnType<typeof keysOf>>, { readonly ok: true }>): BadgeCheck {
  return answer(
    'issuer-key',
    'not-checked',
    reason === 'no-network' ? 'issuer-elsewhere' : reason,
    facts,
  )
}

/**
 * True for an address on the site that an issuer is named by: same host and port. A did:web with a path is one tenant of a host
 * among others: only what lies in its own folder is its own.
 */
export function isSameSite(url: string, issuerId: string): boolean {
  const site = documentUrl(issuerId)
  const [one, other] = [URL.parse(url), site === undefined ? null : URL.parse(site)]
  if (one === null || other === null || one.protocol !== 'https:') return false
  const inside = !isTenant(issuerId) || one.href.startsWith(new URL('.', other).href)
  return one.host === other.host && inside
}

/** True for a did:web with a path: what the host says as a whole, it says of all its tenants. */
export function isTenant(issuerId: string): boolean {
  return /^did:web:[^:]+:/.test(issuerId)
}

import { isPractice } from './award-facts.ts'
import { answer, type BadgeCheck, type Known } from './badge-check.ts'
import type { Proof } from './check-proof.ts'

/**
 * Looks at whose key signed. Passed only when the key is in the list that the issuer publishes: a badge brings its own key along
 * and can write any name before it.
 */
export async function checkIssuerKey(
  issuerId: string,
  proof: Proof,
  known: Known,
): Promise<BadgeCheck> {
  // VC Data Integrity §4.2: the controller of the key must be the issuer.
  if (proof.controller !== issuerId) {
    return answer('issuer-key', 'failed', 'key-of-another', { issuer: issuerId })
  }
  if (isPractice(issuerId)) {
    return issuerId === `did:key:${proof.key}`
      ? answer('issuer-key', 'not-checked', 'practice-key')
      : answer('issuer-key', 'failed', 'key-of-another', { issuer: issuerId })
  }
  const keys = await known.findIssuerKeys(issuerId)
  if (keys === undefined) {
    return answer('issuer-key', 'not-checked', 'issuer-elsewhere', { issuer: issuerId })
  }
  return keys.includes(proof.key)
    ? answer('issuer-key', 'passed', 'key-listed')
    : answer('issuer-key', 'failed', 'key-not-listed', { issuer: issuerId })
}

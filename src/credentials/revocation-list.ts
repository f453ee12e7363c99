import type { Address } from './award-facts.ts'
import { present, type JsonObject } from './json.ts'
import { normaliseTexts } from './normalise-text.ts'
import { OB2_CONTEXT } from './ob2.ts'
import { signedAssertionId } from './signed-assertion.ts'
import { urls } from './urls.ts'

/** An award that was taken back or turned down. */
export interface Revoked {
  readonly awardId: string
  readonly reason?: string
}

/**
 * Writes the OB 2.0 RevocationList of an issuer: its signed assertions that are no longer good. Hosted ones say so themselves.
 * @see https://www.imsglobal.org/spec/ob/v2p0/#RevocationList
 */
export function writeRevocationList(
  issuerId: string,
  revoked: readonly Revoked[],
  { baseUrl }: Pick<Address, 'baseUrl'>,
): JsonObject {
  const at = urls(baseUrl)
  return normaliseTexts({
    '@context': OB2_CONTEXT,
    id: at.revocations(issuerId),
    type: 'RevocationList',
    issuer: at.issuer(issuerId).ob2,
    // Here though it may be empty: the standard requires it.
    revokedAssertions: revoked.map(({ awardId, reason }) =>
      present({ id: signedAssertionId(awardId), revocationReason: reason }),
    ),
  })
}

import { createHash } from 'node:crypto'
import type { JsonObject } from './json.ts'
import { signJws } from './sign-jws.ts'
import type { TokenKey } from './token-key.ts'

/**
 * Signs the hosted assertion of an award as a signed one, under an id of its own. `keyUrl` answers with the public key as
 * CryptographicKey. The same assertion and key give the same text.
 * @see https://www.imsglobal.org/spec/ob/v2p0/#SignedBadge
 */
export function signAssertion(
  assertion: JsonObject,
  key: TokenKey,
  { awardId, keyUrl }: { readonly awardId: string; readonly keyUrl: string },
): Promise<string> {
  const verification = { type: 'signed', creator: keyUrl }
  return signJws({ ...assertion, id: signedAssertionId(awardId), verification }, key)
}

/** The id of an award's signed assertion, which its issuer's RevocationList names it by. Always the same. */
export function signedAssertionId(awardId: string): string {
  const bytes = createHash('sha256').update(`cordee/signed-assertion/${awardId}`).digest()
  // RFC 9562 §5.8: version 8 leaves how the bits are made to us.
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x80
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  const parts = [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ] as const
  return `urn:uuid:${parts.map(([from, to]) => hex.slice(from, to)).join('-')}`
}

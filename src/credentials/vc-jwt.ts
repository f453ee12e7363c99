import { CredentialError } from './credential-error.ts'
import { textAt, type JsonObject } from './json.ts'
import { signJws } from './sign-jws.ts'
import type { TokenKey } from './token-key.ts'

/**
 * Signs a credential as VC-JWT in its issuer's name: the credential without its proof, and registered claims equal to its
 * values. `keyUrl` answers with the public key as one JWK. The same credential and key give the same token. Throws
 * `not-signable` when a value that a claim must equal is missing.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof
 */
export async function signToken(
  credential: JsonObject,
  key: TokenKey,
  keyUrl: string,
): Promise<string> {
  return signJws(tokenPayload(credential), key, { typ: 'JWT', kid: keyUrl })
}

function tokenPayload({ proof: _proof, ...credential }: JsonObject): JsonObject {
  const { issuer, credentialSubject, validUntil } = credential
  const needed = {
    iss: typeof issuer === 'string' ? issuer : textAt(issuer, 'id'),
    jti: textAt(credential, 'id'),
    sub: textAt(credentialSubject, 'id'),
    nbf: numericDate(credential['validFrom']),
  }
  const { iss, jti, sub, nbf } = needed
  const exp = numericDate(validUntil)
  const lacks = iss === undefined || jti === undefined || sub === undefined || nbf === undefined
  if (lacks || (exp === undefined && validUntil !== undefined)) throw notSignable(jti)
  return { ...credential, iss, jti, sub, nbf, ...(exp === undefined ? {} : { exp }) }
}

// RFC 7519 §2: seconds since 1970. Ours are whole in the credential already.
function numericDate(value: unknown): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}

function notSignable(id: string | undefined): CredentialError {
  const message = `${id ?? 'A credential'} lacks a value that its token must repeat.`
  return new CredentialError('not-signable', message)
}

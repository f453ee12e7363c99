import { CompactSign, importPKCS8 } from 'jose'
import { CredentialError } from './credential-error.ts'
import type { JsonObject } from './json.ts'
import type { TokenKey } from './token-key.ts'

/** What a compact JWS says of itself, besides its algorithm. */
export interface JwsHeader {
  readonly typ?: 'JWT'
  readonly kid?: string
}

/**
 * Signs a document as compact JWS, RS256: the same document and key give the same text. Throws `not-signable` for a key that
 * is not RSA in PKCS #8.
 * @see RFC 7515 §7.1, RFC 7518 §3.3
 */
export async function signJws(
  document: JsonObject,
  key: TokenKey,
  header: JwsHeader = {},
): Promise<string> {
  const bytes = Buffer.from(JSON.stringify(document), 'utf8')
  try {
    return await new CompactSign(bytes)
      .setProtectedHeader({ alg: 'RS256', ...header })
      .sign(await secretOf(key))
  } catch (cause) {
    throw new CredentialError('not-signable', `Key ${key.kid} signs no token.`, { cause })
  }
}

type Secret = Awaited<ReturnType<typeof importPKCS8>>

// Held by the key they were made of: a secret stays in memory no longer than whoever opened it keeps it.
const opened = new WeakMap<TokenKey, Promise<Secret>>()

function secretOf(key: TokenKey): Promise<Secret> {
  const known = opened.get(key)
  if (known !== undefined) return known
  const fresh = importPKCS8(key.privatePem, 'RS256')
  opened.set(key, fresh)
  return fresh
}

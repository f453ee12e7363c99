import { createHash, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

/** The RSA pair that an issuer signs tokens with: VC-JWT and OB 2.0 assertions. */
export interface TokenKey {
  /** Thumbprint of the public half. @see RFC 7638 */
  readonly kid: string
  /** SPKI, PEM with line feeds only. */
  readonly publicPem: string
  /** PKCS #8, PEM. Sealed wherever it rests. */
  readonly privatePem: string
}

const generate = promisify(generateKeyPair)

/** A new random key, RSA 2048. Takes a fraction of a second, of a thread that is not the service's own. */
export async function generateTokenKey(): Promise<TokenKey> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 })
  return {
    kid: thumbprint(publicKey),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function thumbprint(key: KeyObject): string {
  const { e, kty, n } = key.export({ format: 'jwk' })
  // RFC 7638 §3.2, §3.3: these members alone, in the order of their names, without spaces.
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
}

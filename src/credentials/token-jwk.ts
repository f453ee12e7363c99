import { createPublicKey } from 'node:crypto'
import { CredentialError } from './credential-error.ts'
import type { TokenKey } from './token-key.ts'

/** The public half of a token key, as a verifier of tokens fetches it. @see RFC 7517, RFC 7518 §6.3.1 */
export interface TokenJwk {
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
  readonly kid: string
  readonly alg: 'RS256'
  readonly use: 'sig'
}

/** Writes one public key. Throws `bad-token-key` for a PEM that is no RSA key. */
export function tokenJwk({ kid, publicPem }: Pick<TokenKey, 'kid' | 'publicPem'>): TokenJwk {
  const { kty, n, e } = createPublicKey(publicPem).export({ format: 'jwk' })
  if (kty !== 'RSA' || n === undefined || e === undefined) {
    throw new CredentialError('bad-token-key', `The token key ${kid} is no RSA key.`)
  }
  return { kty, n, e, kid, alg: 'RS256', use: 'sig' }
}

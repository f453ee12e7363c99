import { createPublicKey } from 'node:crypto'
import { isObject, textAt, type Json } from './json.ts'

/** A public key that tokens may be signed with, and the one algorithm that goes with it. */
export type PublicJwk =
  | {
      readonly alg: 'RS256'
      readonly jwk: { readonly kty: 'RSA'; readonly n: string; readonly e: string }
    }
  | {
      readonly alg: 'ES256'
      readonly jwk: {
        readonly kty: 'EC'
        readonly crv: 'P-256'
        readonly x: string
        readonly y: string
      }
    }

/**
 * The public key in a JWK, and nothing else of it: the algorithm follows from the key, never from what a token says. Nothing for a
 * kind that Open Badges do not use.
 * @see RFC 7518 §6
 */
export function publicJwk(value: Json | undefined): PublicJwk | undefined {
  if (!isObject(value)) return undefined
  const [n, e] = [textAt(value, 'n'), textAt(value, 'e')]
  if (value['kty'] === 'RSA' && n !== undefined && e !== undefined) {
    return { alg: 'RS256', jwk: { kty: 'RSA', n, e } }
  }
  const [x, y] = [textAt(value, 'x'), textAt(value, 'y')]
  const curve = value['kty'] === 'EC' && value['crv'] === 'P-256'
  return curve && x !== undefined && y !== undefined
    ? { alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x, y } }
    : undefined
}

/** The same from an SPKI in PEM, as OB 2.0 publishes keys; nothing for any other text. */
export function pemJwk(pem: string): PublicJwk | undefined {
  // A private key would be taken as well, and its public half used.
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) return undefined
  try {
    const { kty, n, e, crv, x, y } = createPublicKey(pem).export({ format: 'jwk' })
    return publicJwk(JSON.parse(JSON.stringify({ kty, n, e, crv, x, y })))
  } catch {
    return undefined
  }
}

/** True for one and the same key. */
export function isSameKey(one: PublicJwk, other: PublicJwk | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

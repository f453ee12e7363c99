import { compactVerify, importJWK } from 'jose'
import { isObject, type JsonObject } from './json.ts'
import type { PublicJwk } from './public-jwk.ts'
import { readJson } from './read-json.ts'

/** A compact JWT or JWS, taken apart and not yet believed. */
export interface Token {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly compact: string
}

/** Takes a compact token apart; nothing where it is not written exactly as the standard says. @see RFC 7515 §7.1 */
export function openToken(compact: string): Token | undefined {
  const parts = compact.split('.')
  if (parts.length !== 3 || !parts.every(isBase64Url)) return undefined
  const [header, payload] = parts.map((part) => readJson(Buffer.from(part, 'base64url')))
  if (!header?.ok || !payload?.ok) return undefined
  return { header: header.value, payload: payload.value, compact }
}

// Decoders skip what they do not know, and bits that stand for nothing: two texts would be one token.
function isBase64Url(part: string): boolean {
  return /^[\w-]+$/.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part
}

const claims = new Set(['iss', 'jti', 'sub', 'nbf', 'exp', 'iat', 'aud'])

/** The document that a token carries: VC-JWT of version 1 puts it under `vc`, later ones beside the registered claims. */
export function documentOf({ payload }: Token): JsonObject {
  const { vc } = payload
  if (isObject(vc)) return vc
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !claims.has(name)))
}

/**
 * True when this key signed the token, by the algorithm of the key. Never throws.
 */
export async function isSignedBy({ compact }: Token, { jwk, alg }: PublicJwk): Promise<boolean> {
  try {
    await compactVerify(compact, await importJWK(jwk, alg), { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

import { toBase58 } from './base58.ts'
import type { Checking, Facts, ReasonCode } from './badge-check.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from './json.ts'
import { isIssuerKey } from './keys.ts'

/** A key that an issuer lists for signing badges. */
export interface ListedKey {
  /** Absolute. */
  readonly id: string
  /** An Ed25519 key. */
  readonly multibase?: string
  readonly jwk?: JsonObject
}

export type Keys =
  | { readonly ok: true; readonly keys: readonly ListedKey[] }
  | { readonly ok: false; readonly reason: ReasonCode; readonly facts: Facts }

/**
 * The keys that whoever has this identifier publishes: our own issuers without network, a did:key from itself, did:web and
 * https from the document at their address. Only what the document lists under `assertionMethod` counts.
 * @see https://www.w3.org/TR/cid-1.0/
 */
export async function keysOf(id: string, { known, sources }: Checking): Promise<Keys> {
  const ours = await known.findIssuerKeys(id)
  if (ours !== undefined) return listed(ours.map((key) => multikey(id, key)))
  if (id.startsWith('did:key:')) return listed([multikey(id, id.slice('did:key:'.length))])
  const url = documentUrl(id)
  if (url === undefined) return { ok: false, reason: 'issuer-unresolvable', facts: { issuer: id } }
  // The place of a did:web is fixed: whoever sends on from there is the host itself.
  const had = await (id.startsWith('did:web:') ? sources.document(url) : sources.ownWord(url))
  if (!had.ok) return { ok: false, reason: had.reason, facts: { ...had.facts, issuer: id } }
  const keys = listedIn(had.value, id)
  return keys.length === 0
    ? { ok: false, reason: 'issuer-without-keys', facts: { issuer: id } }
    : listed(keys)
}

/** Where the document of an identifier lies; nothing for one that leads nowhere. @see https://w3c-ccg.github.io/did-method-web/#read-resolve */
export function documentUrl(id: string): string | undefined {
  if (/^https?:\/\//.test(id)) return URL.canParse(id) ? id : undefined
  const [host, ...path] = /^did:web:([^#?/\s]+)$/.exec(id)?.[1]?.split(':') ?? []
  if (host === undefined) return undefined
  const segments = path.length === 0 ? ['.well-known'] : path
  const url = `https://${host.replace(/%3A/i, ':')}/${segments.join('/')}/did.json`
  // A host that brings a path, a user or a query along is another host.
  return URL.parse(url)?.href === url ? url : undefined
}

function listed(keys: readonly ListedKey[]): Keys {
  return { ok: true, keys }
}

function multikey(controller: string, multibase: string): ListedKey {
  return { id: `${controller}#${multibase}`, multibase }
}

function listedIn(document: JsonObject, id: string): ListedKey[] {
  // A document that is about somebody else says nothing of these keys.
  if (document['id'] !== id) return []
  const absolute = (text: string | undefined) => (text?.startsWith('#') ? `${id}${text}` : text)
  const allowed = itemsOf(document['assertionMethod'])
  const names = new Set(
    allowed.map((item) => absolute(typeof item === 'string' ? item : undefined)),
  )
  const methods = itemsOf(document['verificationMethod']).filter((method) => {
    return names.has(absolute(textAt(method, 'id')))
  })
  return [...methods, ...allowed].flatMap((method) => {
    const key = absolute(textAt(method, 'id'))
    const controlled = textAt(method, 'controller') === id
    return isObject(method) && key !== undefined && controlled
      ? [{ id: key, ...keyIn(method) }]
      : []
  })
}

/** The key that a verification method holds. */
export function keyIn(method: JsonObject): Omit<ListedKey, 'id'> {
  const multibase = textAt(method, 'publicKeyMultibase')
  if (multibase !== undefined) return isIssuerKey(multibase) ? { multibase } : {}
  const { publicKeyJwk: jwk } = method
  return isObject(jwk) ? { jwk, ...ed25519Of(jwk) } : {}
}

// RFC 8037 §2. Multikey §2.1.1: the header 0xed01, then the 32 bytes.
function ed25519Of(jwk: JsonObject): { readonly multibase?: string } {
  const x = Buffer.from(textAt(jwk, 'x') ?? '', 'base64url')
  if (jwk['kty'] !== 'OKP' || jwk['crv'] !== 'Ed25519' || x.length !== 32) return {}
  return { multibase: `z${toBase58(Buffer.concat([Buffer.from([0xed, 0x01]), x]))}` }
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : value === undefined ? [] : [value]
}

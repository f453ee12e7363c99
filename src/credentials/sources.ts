import type { Facts, Known, SourceReason } from './badge-check.ts'
import type { JsonObject } from './json.ts'
import { readJson } from './read-json.ts'

/** What lies at an address, or why it could not be had. */
export type Had<Value> =
  | { readonly ok: true; readonly value: Value; readonly from?: string | undefined }
  | {
      readonly ok: false
      readonly reason: SourceReason
      readonly facts: Facts
      /** What the address answers in place of what was taken back. */
      readonly instead?: JsonObject
    }

/** The documents that one verification looks up. */
export interface Sources {
  bytes(url: string): Promise<Had<Uint8Array>>
  /** A JSON object, read as carefully as the badge itself. */
  document(url: string): Promise<Had<JsonObject>>
  /**
   * The same where the site of the address is what vouches for it: a site that sends everybody on wherever an address asks
   * (`?to=https://…`) has not said what is written there. From another host, `other-answer`.
   */
  ownWord(url: string): Promise<Had<JsonObject>>
}

/** A badge points to its class, issuer, key, list and picture; whoever points to far more wants us to work for him. */
const MOST_FETCHES = 12
const LONGEST_URL = 2048

/**
 * The documents that a badge points to: our own without network, others through `known.outside`, each once and twelve at
 * most. Never throws.
 */
export function sourcesOf(known: Known): Sources {
  const had = new Map<string, Promise<Had<Uint8Array>>>()
  let left = MOST_FETCHES

  const lookUp = async (url: string): Promise<Had<Uint8Array>> => {
    if (url.length > LONGEST_URL) return failure('address-refused', url)
    if (known.baseUrl !== undefined && url.startsWith(`${known.baseUrl}/`)) return own(url, known)
    if (known.outside === undefined) return failure('no-network', url)
    if (left === 0) return failure('too-many-fetches', url)
    left -= 1
    const fetched = await known.outside.get(url)
    if (!fetched.ok) return failure(fetched.why, url)
    const { status, bytes: value, from } = fetched
    return status === 410 ? gone(url, value) : { ok: true, value, from }
  }

  const bytes = (url: string) => {
    const [address = url] = url.split('#', 1)
    const known = had.get(address)
    if (known !== undefined) return known
    const fresh = lookUp(address)
    had.set(address, fresh)
    return fresh
  }

  const document = async (url: string): Promise<Had<JsonObject>> => {
    const found = await bytes(url)
    if (!found.ok) return found
    const read = readJson(found.value)
    return read.ok
      ? { ok: true, value: read.value, from: found.from }
      : failure('document-unreadable', url)
  }

  return {
    bytes,
    document,
    ownWord: async (url) => {
      const found = await document(url)
      return found.ok && hostOf(found.from ?? url) !== hostOf(url)
        ? failure('other-answer', url)
        : found
    },
  }
}

function hostOf(url: string): string | undefined {
  return URL.parse(url)?.host
}

// Asking ourselves over the network would only wait for ourselves.
async function own(url: string, known: Known): Promise<Had<Uint8Array>> {
  if (known.findDocument === undefined) return failure('no-network', url)
  const text = await known.findDocument(url)
  return text === undefined ? failure('not-here', url) : { ok: true, value: Buffer.from(text) }
}

function gone(url: string, bytes: Uint8Array): Had<never> {
  const read = readJson(bytes)
  const missing = { ...failure('gone', url) }
  return read.ok ? { ...missing, instead: read.value } : missing
}

function failure(reason: SourceReason, url: string) {
  return { ok: false as const, reason, facts: { url } }
}

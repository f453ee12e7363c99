import { answer, type BadgeCheck, type Facts, type ReasonCode } from './badge-check.ts'
import { readBaked } from './bake-png.ts'
import { isArray, textAt, type JsonObject } from './json.ts'
import { isPng, PngError } from './png.ts'
import { readJson } from './read-json.ts'
import { looksOb2 } from './ob2-shape.ts'

/** The documents that were found, or the check that says why there are none. */
export type BadgeRead =
  | { readonly ok: true; readonly ob3?: JsonObject; readonly ob2?: JsonObject }
  | { readonly ok: false; readonly check: BadgeCheck }

/** Finds the documents in a baked PNG or in JSON text. Never throws. */
export function readBadge(input: Uint8Array): BadgeRead {
  if (isPng(input)) return readPicture(input)
  const read = readJson(input)
  if (!read.ok) {
    const { code } = read.refusal
    const nothing = code === 'text-not-json' || code === 'text-not-utf8'
    return nothing ? unreadable(looksText(input) ? code : 'not-a-badge') : unreadable(code)
  }
  const { value } = read
  if (looksOb3(value)) return { ok: true, ob3: value }
  return looksOb2(value) ? { ok: true, ob2: value } : unreadable('format-unknown')
}

function readPicture(png: Uint8Array): BadgeRead {
  const found: { ob3?: JsonObject; ob2?: JsonObject } = {}
  try {
    const baked = readBaked(png)
    const texts = [
      ['ob3', baked.openbadgecredential],
      ['ob2', baked.openbadges],
    ] as const
    for (const [format, text] of texts) {
      if (text === undefined) continue
      const read = readJson(Buffer.from(text, 'utf8'))
      if (!read.ok) return unreadable(read.refusal.code)
      found[format] = read.value
    }
  } catch (error) {
    if (!(error instanceof PngError)) throw error
    if (error.code === 'duplicate-credential' || error.code === 'text-too-long') {
      return unreadable(error.code)
    }
    return unreadable('picture-broken', { problem: error.code })
  }
  if (found.ob3 === undefined && found.ob2 === undefined) return unreadable('picture-without-badge')
  return { ok: true, ...found }
}

function unreadable(reason: ReasonCode, facts?: Facts): BadgeRead {
  return { ok: false, check: answer('readable', 'failed', reason, facts) }
}

function looksText(input: Uint8Array): boolean {
  const first = Buffer.from(input.subarray(0, 64)).toString('latin1').trimStart()[0]
  return first === '{' || first === '['
}

function looksOb3(document: JsonObject): boolean {
  const type = document['type']
  const types = isArray(type) ? type : [textAt(document, 'type')]
  return types.includes('VerifiableCredential') || Object.hasOwn(document, 'credentialSubject')
}

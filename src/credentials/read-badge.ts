import { answer, type BadgeCheck, type Facts, type ReasonCode } from './badge-check.ts'
import { readBaked, type Baked } from './bake-png.ts'
import { readBakedSvg } from './bake-svg.ts'
import { isCompact } from './compact.ts'
import { isArray, textAt, type JsonObject } from './json.ts'
import { looksOb2 } from './ob2-shape.ts'
import { isPng, PngError, type PngCode } from './png.ts'
import { readJson } from './read-json.ts'
import { looksXml, SvgError, type SvgCode } from './svg.ts'

/** A document as it was found: the JSON itself, or the compact JWT or JWS that holds it, not yet decoded. */
export type BadgeForm = { readonly document: JsonObject } | { readonly token: string }

/** The documents that were found, or the check that says why there are none. */
export type BadgeRead =
  | {
      readonly ok: true
      readonly ob3?: BadgeForm
      /** Early badges hold only the address of their assertion. */
      readonly ob2?: BadgeForm | { readonly url: string }
      /** A token that came without a picture: what it holds will say which version it is. */
      readonly token?: string
    }
  | { readonly ok: false; readonly check: BadgeCheck }

type Form = BadgeForm | { readonly url: string }
type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly check: BadgeCheck }

/**
 * Finds the documents in a baked PNG or SVG, in JSON text, or in a compact token. Takes what was written loosely where no two
 * readers could understand it differently, and refuses the rest with a reason of its own. Decodes no token. Never throws.
 */
export function readBadge(input: Uint8Array): BadgeRead {
  if (isPng(input)) return readPicture(() => readBaked(input))
  if (looksXml(input)) return readPicture(() => readBakedSvg(input))
  const read = readForm(input)
  if (!read.ok) {
    const { reason } = read.check
    const nothing = reason === 'text-not-json' || reason === 'text-not-utf8'
    return nothing && !looksText(input) ? unreadable('not-a-badge') : read
  }
  if ('token' in read.value) return { ok: true, token: read.value.token }
  if ('url' in read.value) return unreadable('text-only-a-link')
  const { document } = read.value
  if (looksOb3(document)) return { ok: true, ob3: { document } }
  return looksOb2(document) ? { ok: true, ob2: { document } } : unreadable('format-unknown')
}

function readPicture(bakedOf: () => Baked): BadgeRead {
  const baked = opened(bakedOf)
  if (!baked.ok) return baked
  const { openbadgecredential, openbadges } = baked.value
  const ob3 = openbadgecredential === undefined ? undefined : readText(openbadgecredential)
  if (ob3?.ok === false) return ob3
  const ob2 = openbadges === undefined ? undefined : readText(openbadges)
  if (ob2?.ok === false) return ob2
  if (!ob3 && !ob2) return unreadable('picture-without-badge')

  const form = ob3?.value
  // Only early OB 2.0 badges were baked as an address.
  if (form && 'url' in form) return unreadable('text-only-a-link')
  return { ok: true, ...(form ? { ob3: form } : {}), ...(ob2 ? { ob2: ob2.value } : {}) }
}

function opened(bakedOf: () => Baked): Read<Baked> {
  try {
    return { ok: true, value: bakedOf() }
  } catch (error) {
    if (error instanceof PngError) return pictureProblem(error.code)
    if (error instanceof SvgError) return unreadable(svgReasons[error.code])
    throw error
  }
}

function pictureProblem(code: PngCode) {
  const reason = pngReasons.get(code)
  return reason === undefined
    ? unreadable('picture-broken', { problem: code })
    : unreadable(reason, { problem: code })
}

const pngReasons = new Map<PngCode, ReasonCode>([
  ['bad-crc', 'picture-altered'],
  ['truncated', 'picture-cut'],
  ['no-iend', 'picture-cut'],
  ['no-idat', 'picture-cut'],
  ['trailing-bytes', 'picture-continued'],
  ['image-too-large', 'image-too-large'],
  ['duplicate-credential', 'duplicate-credential'],
  ['text-too-long', 'text-too-long'],
  ['text-not-utf8', 'text-not-utf8'],
])

const svgReasons: Readonly<Record<SvgCode, ReasonCode>> = {
  'not-svg': 'not-a-badge',
  'svg-broken': 'svg-broken',
  'svg-doctype': 'svg-doctype',
  'svg-entity': 'svg-entity',
  'svg-instruction': 'svg-instruction',
  'svg-script': 'svg-script',
  'svg-event': 'svg-event',
  'svg-foreign-object': 'svg-foreign-object',
  'svg-outside-link': 'svg-outside-link',
  'svg-too-large': 'text-too-long',
  'svg-too-complex': 'svg-too-complex',
  'svg-not-utf8': 'text-not-utf8',
  'duplicate-credential': 'duplicate-credential',
  'bad-credential': 'svg-bad-credential',
}

function readText(text: string): Read<Form> {
  return readForm(Buffer.from(text, 'utf8'))
}

function readForm(bytes: Uint8Array): Read<Form> {
  const read = readJson(bytes)
  if (read.ok) return { ok: true, value: { document: read.value } }
  const { code } = read.refusal
  const text = Buffer.from(bytes).toString('utf8')
  if (code === 'text-only-a-link') return readLink(text.trim())
  if (code !== 'text-token') return unreadable(code)
  return isCompact(text) ? { ok: true, value: { token: text } } : unreadable('text-token-spaced')
}

const LONGEST_LINK = 2048

function readLink(url: string): Read<Form> {
  if (url.length > LONGEST_LINK) return unreadable('text-too-long')
  return URL.canParse(url) ? { ok: true, value: { url } } : unreadable('text-not-json')
}

function unreadable(reason: ReasonCode, facts?: Facts) {
  return { ok: false as const, check: answer('readable', 'failed', reason, facts) }
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

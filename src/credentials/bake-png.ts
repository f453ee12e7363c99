import { inflateSync } from 'node:zlib'
import { PNG_SIGNATURE, pngChunk, pngChunks, PngError, type PngChunk } from './png.ts'

/** The documents that a picture carries, as text. */
export interface Baked {
  /** OB 2.0, keyword `openbadges`: the assertion, or (old badges) its address. */
  readonly openbadges?: string
  /** OB 3.0, keyword `openbadgecredential`: the credential. */
  readonly openbadgecredential?: string
}

const keywords = ['openbadges', 'openbadgecredential'] as const
const MOST_INFLATED = 256 * 1024

/**
 * Embeds documents in a PNG, in place of any that it holds already. Every other chunk stays as it is, byte for byte.
 * Throws PngError for a broken picture.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#baked-badge
 */
export function bakePng(png: Uint8Array, texts: Baked): Uint8Array {
  const [header, ...rest] = pngChunks(png)
  const baked = keywords.flatMap((keyword) => {
    const text = texts[keyword]
    return text === undefined ? [] : [internationalText(keyword, text)]
  })
  const kept = rest.filter((chunk) => bakedKeyword(chunk) === undefined)
  return Buffer.concat([PNG_SIGNATURE, header.bytes, ...baked, ...kept.map(({ bytes }) => bytes)])
}

/** The documents in a PNG. Throws PngError: for a broken picture, and for one that holds a document twice. */
export function readBaked(png: Uint8Array): Baked {
  const found: { -readonly [Keyword in keyof Baked]: Baked[Keyword] } = {}
  for (const chunk of pngChunks(png)) {
    const keyword = bakedKeyword(chunk)
    if (keyword === undefined) continue
    // OB 3.0 §baking: the keyword MUST NOT appear twice. Readers that differ in which they take could be played against each other.
    if (found[keyword] !== undefined) throw new PngError('duplicate-credential')
    found[keyword] = textOf(chunk, keyword.length)
  }
  return found
}

function bakedKeyword({ type, data }: PngChunk): (typeof keywords)[number] | undefined {
  // iTXt is what the standard asks for; the other two are what early badges used.
  if (type !== 'iTXt' && type !== 'tEXt' && type !== 'zTXt') return undefined
  const name = Buffer.from(data.subarray(0, Math.max(0, data.indexOf(0)))).toString('latin1')
  return keywords.find((keyword) => keyword === name)
}

// PNG §11.3.3.4: keyword, 0, compression flag, compression method, language, 0, translated keyword, 0, UTF-8 text.
function internationalText(keyword: string, text: string): Uint8Array {
  const head = Buffer.from(`${keyword}\0\0\0\0\0`, 'latin1')
  return pngChunk('iTXt', Buffer.concat([head, Buffer.from(text, 'utf8')]))
}

function textOf({ type, data }: PngChunk, keywordLength: number): string {
  const body = data.subarray(keywordLength + 1)
  if (type === 'tEXt') return Buffer.from(body).toString('latin1')
  if (type === 'zTXt') {
    // PNG §11.3.3.3: compression method, then the compressed text.
    if (body[0] !== 0) throw new PngError('bad-text')
    return Buffer.from(inflated(body.subarray(1))).toString('latin1')
  }

  const languageEnd = body.indexOf(0, 2)
  const translatedEnd = languageEnd < 0 ? -1 : body.indexOf(0, languageEnd + 1)
  const [flag, method] = body
  if (translatedEnd < 0 || method !== 0 || (flag !== 0 && flag !== 1))
    throw new PngError('bad-text')
  const text = body.subarray(translatedEnd + 1)
  return utf8(flag === 1 ? inflated(text) : text)
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_INFLATED })
  } catch (cause) {
    const bomb = cause instanceof RangeError
    throw new PngError(bomb ? 'text-too-long' : 'bad-text', { cause })
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new PngError('text-not-utf8', { cause })
  }
}

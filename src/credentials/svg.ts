import { SaxesParser, type SaxesTagNS, type XMLDecl } from 'saxes'
import type { Baked } from './bake-png.ts'
import { elementHazard, stylesOutside, type SvgHazard } from './svg-hazards.ts'

export type SvgCode =
  | SvgHazard
  | 'not-svg'
  | 'svg-broken'
  | 'svg-not-utf8'
  | 'svg-doctype'
  | 'svg-entity'
  | 'svg-instruction'
  | 'svg-too-large'
  | 'svg-too-complex'
  | 'duplicate-credential'
  | 'bad-credential'

/** An SVG that is refused, and why. */
export class SvgError extends Error {
  readonly code: SvgCode

  constructor(code: SvgCode, options?: ErrorOptions) {
    super(`The SVG is refused: ${code}.`, options)
    this.name = 'SvgError'
    this.code = code
  }
}

/** A drawing whose every element was looked at. Places are in UTF-16 units of its text. */
export interface Svg {
  readonly text: string
  readonly root: {
    readonly name: string
    /** Behind the `>` of its start tag. */
    readonly start: number
    /** Written as `<svg/>`. */
    readonly empty: boolean
  }
  readonly elements: readonly BakedElement[]
}

/** An element of a drawing that holds a document. */
export interface BakedElement {
  readonly keyword: keyof Baked
  readonly start: number
  readonly end: number
  readonly verify: string | undefined
  readonly body: string
}

/** The name of the element that holds a document; which namespace it is in says what it holds, its prefix says nothing. */
export const bakedNames = {
  openbadges: { uri: 'http://openbadges.org', local: 'assertion' },
  openbadgecredential: { uri: 'https://purl.imsglobal.org/ob/v3p0', local: 'credential' },
} as const satisfies Record<keyof Baked, { readonly uri: string; readonly local: string }>

/** A picture of 2 MiB inside a drawing takes 2.7 of them. */
const MOST_BYTES = 4 * 1024 * 1024
/** Of all that is not such a picture: reading it takes a second where it is made to. */
const MOST_MARKUP = 2 * 1024 * 1024
const MOST_ELEMENTS = 20_000
const MOST_LEVELS = 64
const MOST_ATTRIBUTES = 256

/**
 * Walks an SVG drawing of at most 4 MiB, 2 MiB without its bitmaps, 20,000 elements, 64 levels, 256 attributes an element. Refuses what
 * is not well-formed UTF-8 XML, what acts (script, `on…`), hides (any DOCTYPE but that of W3C, ENTITY, foreignObject, processing
 * instructions) or reaches out (any address but `#…` and bitmaps as data), and a document that is there twice. Fetches nothing.
 * Throws SvgError only.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#baked-badge
 */
export function svgOf(bytes: Uint8Array): Svg {
  if (bytes.length > MOST_BYTES) throw new SvgError('svg-too-large')
  const text = decoded(bytes)
  const markup = text.replaceAll(/;base64,[\w+/=]+/g, '')
  if (markup.length > MOST_MARKUP) throw new SvgError('svg-too-large')
  try {
    return new Walk(text).walked()
  } catch (error) {
    if (error instanceof SvgError) throw error
    throw new SvgError('svg-broken', { cause: error })
  }
}

/** True when the bytes begin as XML does, and not as a page for browsers. */
export function looksXml(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 256)).toString('utf8')
  return /^\uFEFF?\s*<(?!!doctype\s+html|html)/i.test(head)
}

function decoded(bytes: Uint8Array): string {
  try {
    // The mark at the beginning is a character of the text, or places would be off by one.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new SvgError('svg-not-utf8', { cause })
  }
}

interface Open {
  readonly start: number
  readonly style: boolean
  readonly keyword: keyof Baked | undefined
  readonly verify: string | undefined
  text: string
}

const SVG = 'http://www.w3.org/2000/svg'

class Walk {
  readonly #text: string
  readonly #parser = new SaxesParser({
    xmlns: true,
    position: true,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
  })
  readonly #open: Open[] = []
  readonly #elements: BakedElement[] = []
  #root: Svg['root'] | undefined
  #start = 0
  #attributes = 0
  #seen = 0

  constructor(text: string) {
    this.#text = text
    const parser = this.#parser
    // Without a handler for errors the parser throws the first one.
    parser.on('xmldecl', checkDeclaration)
    parser.on('doctype', checkDoctype)
    parser.on('processinginstruction', () => {
      throw new SvgError('svg-instruction')
    })
    parser.on('opentagstart', () => this.#begin())
    parser.on('attribute', () => {
      this.#attributes += 1
      if (this.#attributes > MOST_ATTRIBUTES) throw new SvgError('svg-too-complex')
    })
    parser.on('opentag', (tag) => this.#enter(tag))
    parser.on('text', (text) => this.#hold(text))
    parser.on('cdata', (text) => this.#hold(text))
    parser.on('closetag', () => this.#leave())
  }

  walked(): Svg {
    this.#parser.write(this.#text).close()
    if (!this.#root) throw new SvgError('svg-broken')
    return { text: this.#text, root: this.#root, elements: this.#elements }
  }

  #begin(): void {
    this.#seen += 1
    if (this.#seen > MOST_ELEMENTS || this.#open.length >= MOST_LEVELS) {
      throw new SvgError('svg-too-complex')
    }
    this.#start = this.#text.lastIndexOf('<', this.#parser.position - 1)
    this.#attributes = 0
  }

  #enter(tag: SaxesTagNS): void {
    const { name, local, uri, isSelfClosing } = tag
    if (!this.#root && (local !== 'svg' || uri !== SVG)) throw new SvgError('not-svg')
    const hazard = elementHazard(tag)
    if (hazard) throw new SvgError(hazard)
    this.#root ??= { name, start: this.#parser.position, empty: isSelfClosing }
    // Others would take a part of it for the whole.
    if (this.#open.at(-1)?.keyword) throw new SvgError('bad-credential')
    this.#open.push({
      start: this.#start,
      style: local.toLowerCase() === 'style',
      keyword: keywordOf(tag),
      verify: tag.attributes['verify']?.value,
      text: '',
    })
  }

  #hold(text: string): void {
    const holder = this.#open.at(-1)
    if (holder?.keyword || holder?.style) holder.text += text
  }

  #leave(): void {
    const left = this.#open.pop()
    if (!left) return
    const { start, style, keyword, verify, text } = left
    // In one piece only now: a comment may stand in the middle of a word.
    if (style && stylesOutside(text)) throw new SvgError('svg-outside-link')
    if (!keyword) return
    if (this.#elements.some((other) => other.keyword === keyword)) {
      throw new SvgError('duplicate-credential')
    }
    this.#elements.push({ keyword, start, end: this.#parser.position, verify, body: text })
  }
}

function keywordOf({ local, uri }: SaxesTagNS): keyof Baked | undefined {
  if (uri === bakedNames.openbadges.uri && local === bakedNames.openbadges.local)
    return 'openbadges'
  const { openbadgecredential } = bakedNames
  return uri === openbadgecredential.uri && local === openbadgecredential.local
    ? 'openbadgecredential'
    : undefined
}

function checkDeclaration({ encoding = 'utf-8' }: XMLDecl): void {
  if (!/^(utf-8|us-ascii)$/i.test(encoding)) throw new SvgError('svg-not-utf8')
}

// What drawing programs wrote at the head of every file for years; it declares nothing and nobody fetches it.
const usualDoctype =
  /^\s*svg\s+PUBLIC\s+"-\/\/W3C\/\/DTD SVG 1\.[01]\/\/EN"\s+"https?:\/\/www\.w3\.org\/[\w/.-]+"\s*$/

function checkDoctype(doctype: string): void {
  if (!/^\s*svg\b/i.test(doctype)) throw new SvgError('not-svg')
  if (usualDoctype.test(doctype)) return
  throw new SvgError(/<!ENTITY/i.test(doctype) ? 'svg-entity' : 'svg-doctype')
}

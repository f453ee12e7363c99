import type { Baked } from './bake-png.ts'
import { isCompact } from './compact.ts'
import { isObject, textAt } from './json.ts'
import { parsed } from './read-json.ts'
import { bakedNames, SvgError, svgOf, type BakedElement } from './svg.ts'

/**
 * Embeds documents in an SVG drawing as its first elements, in place of any that it holds already. Every other byte stays as it is.
 * A document is JSON text or a compact token. Throws SvgError for a drawing that is broken or that may not be shown.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#baked-badge
 */
export function bakeSvg(svg: Uint8Array, texts: Baked): Uint8Array {
  const { text, root, elements } = svgOf(svg)
  const kept: string[] = []
  let from = root.start
  for (const { start, end } of elements) {
    kept.push(text.slice(from, start))
    from = end
  }
  kept.push(text.slice(from))
  const baked = [assertionElement(texts.openbadges), credentialElement(texts.openbadgecredential)]
  const inside = baked.join('')
  const head = text.slice(0, root.start)
  const opened =
    root.empty && inside !== '' ? `${head.slice(0, -2)}>${inside}</${root.name}>` : head + inside
  return Buffer.from(opened + kept.join(''), 'utf8')
}

/** The documents in an SVG drawing, of either version. Throws SvgError: for a broken drawing, and for one that holds a document twice. */
export function readBakedSvg(svg: Uint8Array): Baked {
  const found: { -readonly [Keyword in keyof Baked]: Baked[Keyword] } = {}
  for (const element of svgOf(svg).elements) found[element.keyword] = textOf(element)
  return found
}

// The signed form stands in the attribute; an address beside a document only says where that is published.
function textOf({ verify, body }: BakedElement): string {
  if (verify !== undefined && isCompact(verify)) return verify
  const text = body.replaceAll(/^[\t\n\r ]+|[\t\n\r ]+$/g, '') || verify
  if (text === undefined || text === '') throw new SvgError('bad-credential')
  return text
}

// OB 2.0 baking §SVG. The body is written beside a token and an address too: validators in use read nothing else.
function assertionElement(text: string | undefined): string {
  if (text === undefined) return ''
  return element('openbadges', { verify: verifyOf(text), body: isLink(text) ? '' : text })
}

// OB 3.0 §baking: `verify` with the token, or else the credential as CDATA.
function credentialElement(text: string | undefined): string {
  if (text === undefined) return ''
  const token = isCompact(text)
  return element('openbadgecredential', token ? { verify: text, body: '' } : { body: text })
}

function verifyOf(text: string): string | undefined {
  if (isCompact(text) || isLink(text)) return text
  const document = parsed(text)
  const id = isObject(document) ? textAt(document, 'id') : undefined
  return id !== undefined && isLink(id) ? id : undefined
}

function isLink(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text)
}

function element(
  keyword: keyof Baked,
  { verify, body }: { readonly verify?: string | undefined; readonly body: string },
): string {
  const { uri, local } = bakedNames[keyword]
  // Readers in use look for this prefix. Said on the element itself, it changes nothing for the rest of the drawing.
  const name = `openbadges:${local}`
  const attribute = verify === undefined ? '' : ` verify="${attributeText(verify)}"`
  const inside = body === '' ? '' : `<![CDATA[${characterData(body)}]]>`
  return `<${name} xmlns:openbadges="${uri}"${attribute}>${inside}</${name}>`
}

function attributeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

// XML 1.0 §2.7: `]]>` ends a section, so one ends within it and another begins. In JSON, a character that XML cannot hold only occurs in a
// text, where an escape says the same.
function characterData(text: string): string {
  return text.replaceAll(unwritable, escaped).replaceAll(']]>', ']]]]><![CDATA[>')
}

// XML 1.0 §2.2.
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

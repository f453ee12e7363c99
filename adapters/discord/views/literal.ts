/**
 * Text of people in Discord's markdown, shown as it was written: no mention, no heading, no emoji, no hidden link comes of it.
 * Web addresses that stand in `links` can be opened, and are written out, in the letters of the network, so that no
 * look-alike deceives.
 */
export function literal(text: string, links: readonly string[] = []): string {
  const meant = new Set(links.flatMap(addressesIn))
  const plain = literalText(text)
  if (meant.size === 0) return escaped(plain)
  let said = ''
  let end = 0
  for (const { index, 0: found } of plain.matchAll(address)) {
    const url = withoutItsEnd(found)
    const shown = meant.has(url) ? openable(url) : undefined
    if (shown === undefined) continue
    said += `${escaped(plain.slice(end, index))}<${shown}>`
    end = index + url.length
  }
  return said + escaped(plain.slice(end))
}

/** The web address as Discord opens it from a text or a button; undefined: none, or one that hides where it leads. */
export function openable(url: string): string | undefined {
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return undefined
  if (parsed.username !== '' || parsed.password !== '') return undefined
  return /^[!-~]+$/.test(parsed.href) ? parsed.href : undefined
}

/** At most that many characters, cut at a word where one is near; "" when there is nothing to see in it. */
export function cutText(text: string, most: number): string {
  const plain = literalText(text).trim()
  if (isBlank(plain)) return ''
  if (plain.length <= most) return plain
  const kept = beginning(plain, most - 1)
  const isWord = /^\s/.test(plain.slice(kept.length))
  const word = isWord ? -1 : kept.search(/\s\S*$/)
  return `${(word > kept.length * 0.6 ? kept.slice(0, word) : kept).trimEnd()}…`
}

/** The same on one line. */
export function cutLine(text: string, most: number): string {
  return cutText(text.replaceAll(/\s*\n\s*/g, ' '), most)
}

/** Without what nobody sees or types: controls, lone surrogates, and marks that turn the direction of the text around them. */
export function literalText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '')
}

/** Nothing in it can be seen. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}\p{Cs}\u115F\u1160\u2800\u3164\uFFA0]/u.test(text)
}

const address = /https?:\/\/[^\s<>"«»“”]+/gi

function addressesIn(text: string): readonly string[] {
  return (literalText(text).match(address) ?? []).map(withoutItsEnd)
}

const ends = new Set(".,;:!?)]}'’…")

// What ends a sentence is no part of an address. Looked at from the end: a pattern would begin anew at each of many dots.
function withoutItsEnd(url: string): string {
  let end = url.length
  while (ends.has(url.charAt(end - 1))) end--
  return url.slice(0, end)
}

// A backslash before a sign takes its meaning away and is not shown. Lists, headings and small print begin a line; a colon
// makes an address or, with another one, an emoji.
function escaped(text: string): string {
  return text
    .replaceAll(/[\\*_~`|<>[\]@#]|:(?=\/\/|[\w+-]+:)/g, '\\$&')
    .replaceAll(/^([^\S\n]*)([-+])/gm, '$1\\$2')
    .replaceAll(/^([^\S\n]*\d+)([.)])/gm, '$1\\$2')
}

// A family of four with skin tones is 35 units long; what is longer is no character, and may be cut.
const longestGrapheme = 64
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

// Whole characters as people see them, so that no emoji is cut in two; one that is longer than all that is cut all the same.
function beginning(text: string, end: number): string {
  const whole = graphemes.segment(text.slice(0, end + longestGrapheme)).containing(end)
  if (whole && whole.index > 0) return text.slice(0, whole.index)
  return text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '')
}

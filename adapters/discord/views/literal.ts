import { brokenOff, isBlank, literalText } from '#src/chat/adapting/plain-text.ts'

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
  return brokenOff(plain, most - 1)
}

/** The same on one line. */
export function cutLine(text: string, most: number): string {
  return cutText(text.replaceAll(/\s*\n\s*/g, ' '), most)
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

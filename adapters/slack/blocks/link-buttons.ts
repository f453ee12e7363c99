import type { Button, Language } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { isWebAddress } from './button-blocks.ts'

const most = 8

/**
 * A button for each web address in what people wrote, where Slack shows that as plain text: nobody has to copy it out. The
 * label says whose address it is, in the letters of the network, so that no look-alike deceives; several of one host are numbered
 * as they come.
 */
export function linkButtons(written: readonly string[], language: Language): readonly Button[] {
  const found = written.flatMap((text) => text.match(/https?:\/\/[^\s<>"«»“”]+/gi) ?? [])
  const urls = new Set(found.map(withoutItsEnd))
  const shown = [...urls].filter(isWebAddress).slice(0, most)
  const hosts = shown.map((url) => new URL(url).host)
  return shown.map((url, index) => {
    const host = hosts[index] ?? ''
    const alike = hosts.filter((other) => other === host).length > 1
    const number = hosts.slice(0, index + 1).filter((other) => other === host).length
    return { label: words(language).open(alike ? `${host} (${number})` : host), url }
  })
}

const ends = new Set(".,;:!?)]}'’…")

// What ends a sentence is no part of an address. Looked at from the end: a pattern would begin anew at each of many dots.
function withoutItsEnd(url: string): string {
  let end = url.length
  while (ends.has(url.charAt(end - 1))) end--
  return url.slice(0, end)
}

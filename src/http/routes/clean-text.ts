/** Text as we take it: no controls but line feeds, nothing that turns the direction of the text around it. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(unseen, '')
}

/** One line of it, without space at its ends. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ').normalize('NFC').trim()
}

// Controls but the line feed and the tab; bidirectional overrides and isolates; the mark left by lone surrogates.
const unseen =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]/g

/**
 * Text as it is kept: controls, bidirectional overrides and lone surrogates are dropped, ends are trimmed. Where nothing in it
 * can be seen, it is empty.
 */
export function clean(text: string | undefined): string {
  const kept = (text ?? '')
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(unseen, '')
    .normalize('NFC')
    .trim()
  return isBlank(kept) ? '' : kept
}

/** Nothing in it can be seen: spaces, joiners, fillers and marks that only change what stands beside them. */
export function isBlank(text: string): boolean {
  // The empty pattern of Braille is a symbol, and looks like a space.
  return !/[^\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text)
}

// Controls but the line feed; what turns the direction of the text around it; the mark left by lone surrogates.
const unseen = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFD]/g

const longestName = 120

/** The name of somebody or something on a platform: one line of it. Where nothing can be read, the last part of its reference. */
export function cleanName(text: string, ref: string): string {
  const line = clean(text.replaceAll(/\s+/g, ' '))
  const name = Array.from(line).slice(0, longestName).join('').trim()
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : ref.slice(ref.search(/[^/:]*$/))
}

/** An address that a letter can be sent to; undefined where it holds what no address does. */
export function cleanEmail(email: string | undefined): string | undefined {
  const address = email?.trim()
  return address && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(address) ? address : undefined
}

/**
 * Text as every engine takes it: PostgreSQL keeps no NUL, and no half of a character in JSON. Replaced rather than dropped, so
 * that no reference comes to mean another one.
 */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

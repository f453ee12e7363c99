import { isArray, isObject, type Json } from './json.ts'

// Older canonicalisers write these raw and newer ones escape them, so that signatures over them disagree.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0009\u000B-\u001F\u007F]/g
const loneSurrogates = /\p{Surrogate}/gu

/** The form in which a text may be signed: NFC, line ends as LF, no control characters, no lone surrogates. */
export function normaliseText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n')
  // NFC comes last: taking a character away may bring two together that compose.
  return lines.replace(controls, '').replace(loneSurrogates, '').normalize('NFC')
}

/** Tags in NFKC, without repeats and empties: canonicalisers sort a few compatibility characters differently. */
export function normaliseTags(tags: readonly string[]): string[] {
  const plain = tags.map((tag) => normaliseText(tag).normalize('NFKC').trim())
  return [...new Set(plain)].filter((tag) => tag !== '')
}

/** Every text of a document in the form that may be signed; keys are ours and stay as they are. */
export function normaliseTexts<Value extends Json>(value: Value): Value
export function normaliseTexts(value: Json): Json {
  if (typeof value === 'string') return normaliseText(value)
  if (isArray(value)) return value.map((item) => normaliseTexts(item))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normaliseTexts(item)]))
}

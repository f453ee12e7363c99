import { isArray, isObject, type Json } from './json.ts'

// Older canonicalisers write these raw and newer ones escape them, so that signatures over them disagree.
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0009\u000B-\u001F\u007F]/g
const loneSurrogates = /\p{Surrogate}/gu

// Nearly all texts are as they should be: a look at them costs less than the changes that change nothing.
const plainAscii = /^[\n -~]*$/
// oxlint-disable-next-line no-control-regex
const untidy = /[\u0000-\u0009\u000B-\u001F\u007F]|\p{Surrogate}/u

/** The form in which a text may be signed: NFC, line ends as LF, no control characters, no lone surrogates. */
export function normaliseText(text: string): string {
  if (plainAscii.test(text)) return text
  // NFC comes last: taking a character away may bring two together that compose.
  return (untidy.test(text) ? tidied(text) : text).normalize('NFC')
}

function tidied(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(controls, '').replace(loneSurrogates, '')
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
  if (isArray(value)) {
    const plain = value.map((item) => normaliseTexts(item))
    return plain.every((item, at) => item === value[at]) ? value : plain
  }
  if (!isObject(value)) return value
  // Copied only where a text changes, which is seldom.
  let copy: Record<string, Json> | undefined
  for (const [key, item] of Object.entries(value)) {
    const plain = normaliseTexts(item)
    if (plain === item) continue
    copy ??= { ...value }
    copy[key] = plain
  }
  return copy ?? value
}

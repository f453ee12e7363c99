export { isBlank } from '#src/app/clean-text.ts'

/** Without what nobody sees or types: controls, lone surrogates, and marks that turn the direction of the text around them. */
export function literalText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '')
}

/** The text up to there at most, with "…" after its last word, where one ends near. */
export function brokenOff(text: string, end: number): string {
  const kept = beginning(text, end)
  const isWord = /^\s/.test(text.slice(kept.length))
  const word = isWord ? -1 : kept.search(/\s\S*$/)
  return `${(word > kept.length * 0.6 ? kept.slice(0, word) : kept).trimEnd()}…`
}

/**
 * The text up to there at most, in whole characters as people see them, so that no emoji is cut in two; one that is longer than
 * all that is cut all the same.
 */
export function beginning(text: string, end: number): string {
  const whole = graphemes.segment(text.slice(0, end + longestGrapheme)).containing(end)
  if (whole && whole.index > 0) return text.slice(0, whole.index)
  return text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '')
}

// A family of four with skin tones is 35 units long; what is longer is no character, and may be cut.
const longestGrapheme = 64
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

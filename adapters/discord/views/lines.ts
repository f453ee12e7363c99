import { progressBar } from '#src/chat/adapting/progress-bar.ts'
import { discordWords } from '#src/chat/words.ts'
import type { Fact, Language, Part } from '#src/chat/contract.ts'
import { isBlank, literalText } from '#src/chat/adapting/plain-text.ts'
import { cutLine, cutText, literal } from './literal.ts'

/** A line of a message: what people wrote, between markdown of our own that is never cut. */
export interface Line {
  readonly before?: string
  readonly text: string
  readonly after?: string
  /** Of the text, what may be opened. */
  readonly links?: readonly string[]
}

/** The line in markdown. */
export function rendered({ before = '', text, after = '', links = [] }: Line): string {
  return `${before}${literal(text, links)}${after}`
}

/** What a part says, by the line; a picture says nothing. */
export function linesOf(part: Part, language: Language): readonly Line[] {
  switch (part.kind) {
    case 'heading':
      return [{ before: '### ', text: cutLine(part.text, longestHeading) || '…' }]
    case 'text':
      return textLines(part.text, part.links)
    case 'list':
      return part.items.map(listLine)
    case 'facts':
      return part.facts.map((fact) => factLine(fact, language))
    case 'progress':
      return [...textLines(part.label), { before: `\`${progressBar(part, barSteps)}\``, text: '' }]
    case 'image':
      return []
  }
}

/** Text by the line, without empty ones at its ends. */
export function textLines(text: string, links: readonly string[] = []): readonly Line[] {
  const plain = literalText(text).trim()
  if (isBlank(plain)) return []
  return plain.split('\n').map((line) => ({ text: line.trimEnd(), links }))
}

/** The lines within so many characters: the longest ones are cut, and what stays too long loses lines at its end. */
export function fitted(lines: readonly Line[], most: number): readonly Line[] {
  let kept = lines
  while (kept.map(rendered).join('\n').length > most) {
    const longest = kept.reduce((best, one) => (one.text.length > best.text.length ? one : best))
    const text = cutText(longest.text, Math.floor(longest.text.length * 0.8))
    kept =
      longest.text.length > 40 && text !== ''
        ? kept.map((one) => (one === longest ? { ...one, text } : one))
        : kept.slice(0, -1)
  }
  return kept
}

const longestHeading = 500
const barSteps = 10

// The lines of criteria bring their own mark: a number, or what became of them.
function listLine(item: string): Line {
  const text = cutLine(item, 4000) || '…'
  return /^(?:\d+[.)]|[•✓✗…–-])\s/.test(text) ? { text } : { before: '• ', text }
}

function factLine([label, value]: Fact, language: Language): Line {
  const t = discordWords(language)
  const name = cutLine(label, 200) || '…'
  const before = t.fact(`**${literal(name)}**`)
  if (typeof value !== 'string') return { before: `${before}${momentOf(value.at)}`, text: '' }
  return { before, text: cutText(value, 4000) || '…' }
}

/** An instant, which Discord writes in the language and the time zone of each reader: the day, and how far off it is. */
function momentOf(at: number): string {
  const seconds = Math.floor(at / 1000)
  return `<t:${seconds}:f> (<t:${seconds}:R>)`
}

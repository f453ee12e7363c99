import type {
  ContextBlock,
  ImageBlock,
  KnownBlock,
  MrkdwnElement,
  SectionBlock,
} from '@slack/types'
import type { Fact, Instant, Language, Part } from '#src/chat/contract.ts'
import { isBlank, literalText } from '#src/chat/adapting/plain-text.ts'
import { progressBar } from '#src/chat/adapting/progress-bar.ts'
import { words } from '#src/chat/words.ts'
import { limits } from './limits.ts'
import { cutText, escapedLength, escapeText, plain, splitText } from './plain.ts'

/** Where Slack gets a picture from; undefined: it cannot have it, and the picture is left out. */
export type PictureSource = (
  url: string,
) => { readonly image_url: string } | { readonly slack_file: { readonly id: string } } | undefined

/** A block of a message. */
export interface Piece {
  readonly block: KnownBlock
  /** What the block says, where that may be cut. */
  readonly text?: string
  /** How many lines of the message stand in it. */
  readonly lines: number
  /** It goes on from an earlier block: a message that is too long can do without it. */
  readonly spare: boolean
}

/** The blocks of one part. All that people wrote stands in `plain_text`. */
export function partPieces(
  part: Part,
  { language, picture }: { readonly language: Language; readonly picture: PictureSource },
): readonly Piece[] {
  switch (part.kind) {
    case 'heading':
      return heading(part.text)
    case 'text':
      return textPieces(part.text)
    case 'list':
      return textPieces(part.items.map(listLine).join('\n'))
    case 'facts':
      return factPieces(language, part.facts)
    case 'image':
      return image(part, picture)
    case 'progress':
      return textPieces(`${part.label}\n${progressBar(part, barSteps)}`)
  }
}

const barSteps = 8

/** Text in as many sections as it takes; those after the first are spare. */
export function textPieces(text: string): readonly Piece[] {
  return splitText(text, limits.section.text).map((piece, index) => ({
    ...textPiece(piece),
    spare: index > 0,
  }))
}

/** Text that fits one section. */
export function textPiece(text: string): Piece {
  return { block: section(text), text, lines: text.split('\n').length, spare: false }
}

export function section(text: string): SectionBlock {
  return { type: 'section', text: plain(text, limits.section.text) }
}

/** A small line of our own words. */
export function smallPrint(text: string): ContextBlock {
  return { type: 'context', elements: [plain(text)] }
}

function heading(text: string): readonly Piece[] {
  const literal = literalText(text)
  if (isBlank(literal) || escapedLength(literal) > limits.header) return textPieces(text)
  const block = { type: 'header', text: plain(literal, limits.header) } as const
  return [{ block, lines: 1, spare: false }]
}

// The lines of criteria bring their own mark: a number, or what became of them.
function listLine(item: string): string {
  return /^(?:\d+[.)]|[•✓✗…–-])\s/.test(item) ? item : `• ${item}`
}

function factPieces(language: Language, facts: readonly Fact[]): readonly Piece[] {
  const short = facts.filter(isShort)
  const perSection = limits.section.fields / 2
  const sections = Array.from({ length: Math.ceil(short.length / perSection) }, (_, row) => {
    const rows = short.slice(row * perSection, (row + 1) * perSection)
    const fields = rows.flatMap(([label, value]) => [
      plain(label, limits.section.field),
      typeof value === 'string' ? plain(value, limits.section.field) : instant(language, value),
    ])
    return { block: { type: 'section', fields }, lines: rows.length, spare: false } as const
  })
  const long = facts.filter((fact) => !isShort(fact))
  return [
    ...sections,
    ...long.flatMap(([label, value]) =>
      typeof value === 'string' ? textPieces(words(language).about(label, value)) : [],
    ),
  ]
}

function isShort([label, value]: Fact): boolean {
  const most = limits.section.field
  if (escapedLength(label) > most) return typeof value !== 'string'
  return typeof value !== 'string' || escapedLength(value) <= most
}

// The one place with markup: Slack writes the instant in its reader's own time zone.
function instant(language: Language, { at }: Instant): MrkdwnElement {
  const fallback = escapeText(words(language).when(at))
  const seconds = Math.floor(at / 1000)
  return { type: 'mrkdwn', text: `<!date^${seconds}^{date_long_pretty} {time}|${fallback}>` }
}

function image(
  { url, alternative }: Extract<Part, { kind: 'image' }>,
  picture: PictureSource,
): readonly Piece[] {
  const source = picture(url)
  if (!source) return []
  const alt_text = cutText(alternative, limits.image.alternative) || '…'
  const block: ImageBlock = { type: 'image', alt_text, ...source }
  return [{ block, lines: 0, spare: false }]
}

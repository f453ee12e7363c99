import type { Language, Message, Part } from '#src/chat/contract.ts'
import { limits } from './limits.ts'
import { type Line, linesOf, rendered, textLines } from './lines.ts'
import { cutText } from './literal.ts'

export interface Picture {
  readonly url: string
  readonly description: string
}

/** Where Discord gets a picture from; undefined: it cannot have it, and the picture is left out. */
export type PictureSource = (url: string) => string | undefined

/** What becomes a component: texts, perhaps beside a picture, or a picture by itself. */
export interface Piece {
  /** Each becomes a text of its own. */
  readonly texts: readonly (readonly Line[])[]
  readonly picture?: Picture
}

/** A message in pieces. A picture stands beside the heading before it, together with the short text that follows. */
export function piecesOf(
  { text, parts = [] }: Pick<Message, 'text' | 'parts'>,
  { language, picture }: { readonly language: Language; readonly picture: PictureSource },
): readonly Piece[] {
  const pieces: Piece[] = []
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'image') addPicture(pieces, pictureOf(part, picture))
    else addText(pieces, linesOf(part, language), isBeside(parts, index))
  }
  if (pieces.some(({ texts }) => texts.length > 0)) return pieces
  const lines = textLines(text)
  return [{ texts: [lines.length > 0 ? lines : [{ text: '…' }]] }, ...pieces]
}

// What stands beside a picture is as high as the picture: longer text goes below it.
const shortText = 600

function pictureOf(
  { url, alternative }: Extract<Part, { kind: 'image' }>,
  source: PictureSource,
): Picture | undefined {
  const shown = source(url)
  if (shown === undefined) return undefined
  return { url: shown, description: cutText(alternative, limits.alternative) || '…' }
}

function addPicture(pieces: Piece[], picture: Picture | undefined): void {
  if (!picture) return
  const last = pieces.at(-1)
  if (last && !last.picture && last.texts.length <= limits.section)
    pieces[pieces.length - 1] = { ...last, picture }
  else pieces.push({ texts: [], picture })
}

// The text after "heading, picture".
function isBeside(parts: readonly Part[], index: number): boolean {
  return (
    parts[index]?.kind === 'text' &&
    parts[index - 1]?.kind === 'image' &&
    parts[index - 2]?.kind === 'heading'
  )
}

function addText(pieces: Piece[], lines: readonly Line[], isBesideHere: boolean): void {
  if (lines.length === 0) return
  const last = pieces.at(-1)
  const isShort = lines.map(rendered).join('\n').length <= shortText
  if (isBesideHere && isShort && last?.picture && last.texts.length === 1)
    pieces[pieces.length - 1] = { ...last, texts: [...last.texts, lines] }
  else pieces.push({ texts: [lines] })
}

import { cutText } from './literal.ts'
import { type Line, rendered } from './lines.ts'
import type { Piece } from './pieces.ts'

export interface Room {
  readonly components: number
  readonly text: number
}

/**
 * The pieces within that room; where text had to be cut, with a note of how many lines were left out. Lines of the longest
 * text go first: the verdict of a card outlives its 99th criterion.
 */
export function shorten(
  pieces: readonly Piece[],
  room: Room,
  note: (lines: number) => string,
): readonly Piece[] {
  const fewer = withinComponents(pieces, room.components)
  if (lengthOf(fewer) <= room.text) return fewer
  // The note is a piece more.
  const few = withinComponents(pieces, room.components - 1)
  const kept = withinText(few, room.text - note(99_999).length)
  const left = linesIn(few) - linesIn(kept)
  return [...kept, { texts: [[{ before: note(Math.max(1, left)), text: '' }]] }]
}

/** How many components a piece takes. */
export function componentsOf({ texts, picture }: Piece): number {
  if (texts.length === 0) return 1
  return picture ? texts.length + 2 : texts.length
}

function withinComponents(pieces: readonly Piece[], most: number): readonly Piece[] {
  let kept = pieces
  while (sum(kept.map(componentsOf)) > most) kept = joined(kept) ?? kept.slice(0, -1)
  return kept
}

// Two neighbours that are text alone become one, the last ones first; undefined: there are none.
function joined(pieces: readonly Piece[]): readonly Piece[] | undefined {
  const at = pieces.findLastIndex(
    (piece, index) => isText(piece) && index > 0 && isText(pieces[index - 1]),
  )
  if (at === -1) return undefined
  const [before, after] = [pieces[at - 1], pieces[at]]
  const lines = [...(before?.texts ?? []), ...(after?.texts ?? [])].flatMap((one, index) =>
    index === 0 ? one : [{ text: '' }, ...one],
  )
  return [...pieces.slice(0, at - 1), { texts: [lines] }, ...pieces.slice(at + 1)]
}

function isText(piece: Piece | undefined): boolean {
  return piece !== undefined && !piece.picture && piece.texts.length > 0
}

function lengthOf(pieces: readonly Piece[]): number {
  return sum(pieces.flatMap(({ texts }) => texts.map(textLength)))
}

function textLength(lines: readonly Line[]): number {
  return sum(lines.map(lineLength)) + Math.max(0, lines.length - 1)
}

const lengths = new WeakMap<Line, number>()

function lineLength(line: Line): number {
  const known = lengths.get(line)
  if (known !== undefined) return known
  const length = rendered(line).length
  lengths.set(line, length)
  return length
}

function linesIn(pieces: readonly Piece[]): number {
  return sum(pieces.flatMap(({ texts }) => texts.map((lines) => lines.length)))
}

function withinText(pieces: readonly Piece[], most: number): readonly Piece[] {
  let kept = pieces
  for (let length = lengthOf(kept); length > most; length = lengthOf(kept)) {
    const [at, text] = longestText(kept)
    kept = kept
      .map((piece, index) =>
        index === at ? { ...piece, texts: shorterTexts(piece.texts, text) } : piece,
      )
      .filter(({ texts, picture }) => texts.length > 0 || picture)
  }
  return kept
}

function longestText(pieces: readonly Piece[]): readonly [piece: number, text: number] {
  let longest = [0, 0] as readonly [number, number]
  let most = -1
  for (const [at, { texts }] of pieces.entries())
    for (const [text, lines] of texts.entries())
      if (textLength(lines) > most) {
        most = textLength(lines)
        longest = [at, text]
      }
  return longest
}

function shorterTexts(
  texts: readonly (readonly Line[])[],
  at: number,
): readonly (readonly Line[])[] {
  const lines = shorter(texts[at] ?? [])
  return lines.length === 0 ? texts.toSpliced(at, 1) : texts.with(at, lines)
}

// A fifth of the lines, from the end; of few lines, a fifth of the longest.
function shorter(lines: readonly Line[]): readonly Line[] {
  if (lines.length > 5) return lines.slice(0, Math.floor(lines.length * 0.8))
  const at = lines.reduce(
    (best, line, index) => (line.text.length > (lines[best]?.text.length ?? 0) ? index : best),
    0,
  )
  const line = lines[at]
  const text = line ? cutText(line.text, Math.floor(line.text.length * 0.8)) : ''
  if (!line || text === '') return lines.toSpliced(at, 1)
  return lines.with(at, { ...line, text })
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}

import type { KnownBlock } from '@slack/types'
import { jsonLength } from './json-length.ts'
import { type Piece, textPiece } from './part-blocks.ts'
import { cutText } from './plain.ts'

export interface Room {
  readonly blocks: number
  /** Of the blocks as JSON, as `jsonLength` measures it. */
  readonly json: number
}

/**
 * The pieces as blocks; where they have no room, with a note of how many lines were left out. What goes on from an earlier
 * block is left out first, then lines of the longest text: the verdict of a card outlives its 99th criterion.
 */
export function shorten(
  pieces: readonly Piece[],
  room: Room,
  note: (lines: number) => KnownBlock,
): readonly KnownBlock[] {
  const all = pieces.map(measured)
  if (fits(all, room)) return blocksOf(all)
  const kept = withinRoom(all, {
    blocks: room.blocks - 1,
    json: room.json - jsonLength(note(99_999)) - 1,
  })
  return [...blocksOf(kept), note(Math.max(1, lines(all) - lines(kept)))]
}

function withinRoom(all: readonly Measured[], room: Room): readonly Measured[] {
  let kept = all
  while (kept.length > 0 && !fits(kept, room)) {
    const at = whereToCut(kept)
    const piece = kept[at]
    const cut =
      piece && kept.length <= room.blocks ? shorter(piece, total(kept) - room.json) : undefined
    kept = cut ? kept.with(at, cut) : kept.toSpliced(at, 1)
  }
  return kept
}

function fits(kept: readonly Measured[], room: Room): boolean {
  return kept.length <= room.blocks && total(kept) <= room.json
}

function blocksOf(kept: readonly Measured[]): readonly KnownBlock[] {
  return kept.map(({ block }) => block)
}

interface Measured extends Piece {
  readonly json: number
}

function measured(piece: Piece): Measured {
  return { ...piece, json: jsonLength(piece.block) + 1 }
}

function total(kept: readonly Measured[]): number {
  return kept.reduce((sum, { json }) => sum + json, 2)
}

function lines(kept: readonly Piece[]): number {
  return kept.reduce((sum, piece) => sum + piece.lines, 0)
}

// Below that a text is left whole as long as others are longer.
const shortText = 600

function whereToCut(kept: readonly Measured[]): number {
  const spare = kept.findLastIndex((piece) => piece.spare)
  if (spare !== -1) return spare
  const longest = kept.reduce(
    (best, { text, json }, index) =>
      text !== undefined && json > Math.max(kept[best]?.json ?? 0, shortText) ? index : best,
    -1,
  )
  return longest === -1 ? kept.length - 1 : longest
}

// Undefined: nothing of it would be left.
function shorter(piece: Measured, excess: number): Measured | undefined {
  const { text, json, spare } = piece
  if (text === undefined || json <= (spare ? excess : shortText)) return undefined
  const all = text.split('\n')
  const left = all.slice(0, Math.floor(all.length * 0.8))
  if (left.length > 0) return measured({ ...piece, ...textPiece(left.join('\n')), spare })
  const cut = cutText(text, Math.floor(text.length * 0.8))
  return cut === '' ? undefined : measured({ ...piece, ...textPiece(cut), spare })
}

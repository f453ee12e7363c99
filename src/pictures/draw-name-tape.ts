import type { Paint } from './palette.ts'
import { setText } from './set-text.ts'

/** Where the tape is sewn on the badge, and the part of it that a title may fill. */
export const tape = { x: 10, y: 348, width: 492, height: 96, margin: 24 } as const

/** The strip of cloth sewn across a badge, with its title. No title that can be set, no tape. */
export function drawNameTape(title: string, paint: Paint): string {
  const lettering = setText(title, {
    x: tape.x + tape.margin,
    y: tape.y + 12,
    width: tape.width - 2 * tape.margin,
    height: tape.height - 24,
    largest: 46,
    lines: 2,
    align: 'centre',
    weight: 700,
    colour: paint.deep,
  })
  if (lettering === '') return ''
  return [
    strip(-4, 15, `fill="${paint.deep}"`),
    strip(0, 11, `fill="${paint.paper}"`),
    strip(7, 6, `fill="none" stroke="${paint.field}" stroke-width="2" stroke-dasharray="9 5"`),
    lettering,
  ].join('')
}

function strip(inside: number, radius: number, look: string): string {
  const x = tape.x + inside
  const y = tape.y + inside
  const width = tape.width - 2 * inside
  const height = tape.height - 2 * inside
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" ${look}/>`
}

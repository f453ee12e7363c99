import { mix } from './colour.ts'
import { short, smooth, written, type Point } from './outline.ts'
import type { Paint } from './palette.ts'

/** What the landscape of a badge is drawn from: the seed gives each badge a skyline of its own, always the same. */
export type MotifOptions = {
  readonly seed: string
  readonly x: number
  readonly y: number
  readonly paint: Paint
}

/** The quiet ground of a badge: contour lines of a map around its icon, and two ridges along the horizon. */
export function drawMotif({ seed, x, y, paint }: MotifOptions): string {
  const random = randomFrom(seed)
  const { ridge, valley } = paint
  return [
    contours([x, y], random, paint.glow),
    peaks(random, { count: 4, top: 205, low: 285, lit: ridge, shaded: mix(ridge, valley, 0.45) }),
    peaks(random, { count: 6, top: 298, low: 345, lit: valley, shaded: valley }),
  ].join('')
}

function contours(centre: Point, random: () => number, colour: string): string {
  const waves = [2, 3, 5].map((count) => ({ count, phase: random() * 2 * Math.PI }))
  const swell = (angle: number) =>
    waves.reduce(
      (sum, { count, phase }) => sum + (0.2 / count) * Math.sin(count * angle + phase),
      1,
    )
  const lines = [78, 114, 154, 198, 246].map((radius) =>
    Array.from({ length: 24 }, (_, i): Point => {
      const angle = (i * Math.PI) / 12
      const reach = radius * swell(angle)
      return [centre[0] + reach * Math.cos(angle), centre[1] + reach * Math.sin(angle)]
    }),
  )
  return `<path fill="none" stroke="${colour}" stroke-width="5" d="${lines.map(smooth).join('')}"/>`
}

type Peaks = { count: number; top: number; low: number; lit: string; shaded: string }

/** A chain of peaks across the badge, each in front of the one to its left, with its right side in the shade. */
function peaks(random: () => number, { count, top, low, lit, shaded }: Peaks): string {
  const step = 640 / count
  return Array.from({ length: count }, (_, i) => {
    const x = (i + 0.25 + 0.5 * random()) * step - 64
    const y = top + (low - top) * random()
    const height = 512 - y
    const left = x - height * (0.95 + 0.35 * random())
    const right = x + height * (0.95 + 0.35 * random())
    const slope = `M${written([x, y])}L${written([left, 512])}H${short(right)}Z`
    const crest = crestOf.map(([dx, share]) => `L${written([x + dx, y + height * share])}`)
    const shade = `M${written([x, y])}${crest.join('')}H${short(right)}Z`
    return `<path fill="${lit}" d="${slope}"/><path fill="${shaded}" d="${shade}"/>`
  }).join('')
}

// Where the light side meets the dark one: to the right of the summit, and how far down the slope.
const crestOf = [
  [-9, 0.14],
  [8, 0.24],
  [-14, 0.42],
  [3, 0.56],
  [-18, 1],
] as const

/** Numbers from 0 to 1 that depend on the seed alone (FNV-1a, then mulberry32). */
function randomFrom(seed: string): () => number {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(seed)) state = Math.imul(state ^ byte, 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

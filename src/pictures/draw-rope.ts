import { at, direction, evenly, short, written } from './outline.ts'
import type { Outline, Point } from './outline.ts'

/** How a rope looks: its thickness, the colour of its strands and of the coloured ones among them, and its edge. */
export type RopeStyle = {
  readonly width: number
  readonly strand: string
  readonly tracer: string
  readonly edge: string
}

/** A twisted rope laid along a closed line. Where the line crosses itself, the rope passes over itself as the line says. */
export function drawRope(line: Outline, style: RopeStyle): string {
  const spacing = style.width * 0.52
  const places = evenly(line.points, spacing, tracerEvery)
  const every = places.map((_, i) => i)
  return [
    core(`<path d="${line.path}"`, style),
    strands(places, every, style),
    ...line.over.map((share) => {
      const middle = Math.round(share * places.length)
      const near = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => middle + step)
      const points = near
        .slice(1, -1)
        .map((i) => written(at(places, i)))
        .join('L')
      return core(`<path d="M${points}"`, style) + strands(places, near, style)
    }),
  ].join('')
}

// A climbing rope has a few coloured strands among the plain ones.
const tracerEvery = 4

function isTracer(i: number, count: number): boolean {
  return (i + count) % tracerEvery === 0
}

function core(path: string, { width, edge }: RopeStyle): string {
  return `${path} fill="none" stroke="${edge}" stroke-width="${short(width * 1.3)}" stroke-linejoin="round"/>`
}

function strands(places: readonly Point[], which: readonly number[], style: RopeStyle): string {
  const traced = which.filter((i) => isTracer(i, places.length))
  const plain = which.filter((i) => !isTracer(i, places.length))
  const path = (some: readonly number[]) => some.map((i) => strand(places, i, style)).join('')
  return [
    `<g fill="none" stroke-linecap="round" stroke-width="${short(style.width * 0.37)}">`,
    `<path stroke="${style.strand}" d="${path(plain)}"/>`,
    `<path stroke="${style.tracer}" d="${path(traced)}"/>`,
    '</g>',
  ].join('')
}

/** One strand: an S that climbs from the rope's outer edge to its inner one. */
function strand(places: readonly Point[], i: number, { width }: RopeStyle): string {
  const [x, y] = at(places, i)
  const along = direction(at(places, i - 1), at(places, i + 1))
  const from = (u: number, v: number): Point => [
    (along[0] * u - along[1] * v) * width,
    (along[1] * u + along[0] * v) * width,
  ]
  const start = from(-0.33, -0.32)
  const curve = [from(0.27, 0.03), from(0.39, 0.61), from(0.66, 0.64)].map(written).join(' ')
  return `M${written([x + start[0], y + start[1]])}c${curve}`
}

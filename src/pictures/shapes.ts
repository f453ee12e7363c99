import { at, inset, outlineOf, type Corner, type Outline } from './outline.ts'
import { knotRope } from './knot-rope.ts'

/** The names of the six shapes a badge may have, in the order in which a designer offers them. */
export const shapeNames = ['hexagon', 'shield', 'circle', 'star', 'mountain', 'knot'] as const

/** The name of a badge's shape. */
export type ShapeName = (typeof shapeNames)[number]

/** A shape drawn on a square of 512 units: the line its rope follows and how thick it is, the stitches inside it, and where the icon stands. */
export type Shape = {
  readonly rope: Outline
  readonly thickness: number
  readonly stitches: Outline
  readonly icon: { readonly x: number; readonly y: number; readonly size: number }
}

/** The six shapes. Each leaves room for the name tape across its lower part. */
export const shapes: Readonly<Record<ShapeName, Shape>> = {
  hexagon: patch(regular({ count: 6, reach: 243, radius: 58 }), { x: 256, y: 203, size: 190 }),
  shield: patch(
    [
      [44, 52, 46],
      [256, 18, 420],
      [468, 52, 46],
      [468, 306, 150],
      [256, 504, 64],
      [44, 306, 150],
    ],
    { x: 256, y: 196, size: 190 },
  ),
  circle: patch(circle(236), { x: 256, y: 200, size: 190 }),
  star: patch(star(), { x: 256, y: 203, size: 184 }),
  mountain: patch(
    [
      [26, 492, 76],
      [26, 250, 84],
      [228, -2, 52],
      [326, 118, 30],
      [384, 66, 40],
      [486, 226, 80],
      [486, 492, 76],
    ],
    { x: 252, y: 228, size: 176 },
  ),
  knot: {
    rope: knotRope(),
    thickness: 20,
    stitches: outlineOf(circle(176)),
    icon: { x: 256, y: 206, size: 172 },
  },
}

function patch(corners: readonly Corner[], icon: Shape['icon']): Shape {
  const thickness = 26
  const stitches = outlineOf(inset(corners, thickness * 1.2))
  return { rope: outlineOf(corners), thickness, stitches, icon }
}

/** A square whose corners are so round that nothing else is left of it. */
function circle(radius: number): Corner[] {
  return regular({ count: 4, reach: radius * Math.SQRT2, radius, start: Math.PI / 4 })
}

/** Eight points, and between each two a corner that lies nearer the centre. */
function star(): Corner[] {
  const points = regular({ count: 8, reach: 246, radius: 42 })
  const hollows = regular({ count: 8, reach: 203, radius: 52, start: (-3 * Math.PI) / 8 })
  return points.flatMap((point, i) => [point, at(hollows, i)])
}

function regular(polygon: { count: number; reach: number; radius: number; start?: number }) {
  const { count, reach, radius, start = -Math.PI / 2 } = polygon
  return Array.from({ length: count }, (_, i): Corner => {
    const angle = start + (i * 2 * Math.PI) / count
    return [256 + reach * Math.cos(angle), 256 + reach * Math.sin(angle), radius]
  })
}

/** A place on the drawing, in its own units, y downward. */
export type Point = readonly [x: number, y: number]

/** A corner of a shape, and the radius to which it is rounded. */
export type Corner = readonly [x: number, y: number, radius: number]

/** A closed line: as SVG path data, as evenly spaced points, and where it passes over itself, as shares of its length. */
export type Outline = {
  readonly path: string
  readonly points: readonly Point[]
  readonly over: readonly number[]
}

/** The line around a shape, corners rounded. Corners come in clockwise order. */
export function outlineOf(corners: readonly Corner[]): Outline {
  const arcs = corners.map((corner, i) =>
    roundedCorner(at(corners, i - 1), corner, at(corners, i + 1)),
  )
  const path = arcs.map(
    ({ from, to, radius, turn }, i) =>
      `${i === 0 ? 'M' : 'L'}${written(from)}A${short(radius)} ${short(radius)} 0 0 ${turn > 0 ? 1 : 0} ${written(to)}`,
  )
  return { path: `${path.join('')}Z`, points: evenly(arcs.flatMap(pointsOfArc)), over: [] }
}

/** The same shape made smaller by `distance` all around: sides move inward, roundings stay concentric. */
export function inset(corners: readonly Corner[], distance: number): Corner[] {
  return corners.map((corner, i) => {
    const before = direction(at(corners, i - 1), corner)
    const after = direction(corner, at(corners, i + 1))
    const turn = before[0] * after[1] - before[1] * after[0]
    // Along the corner's bisector, the inward normals of both sides weigh the same.
    const scale = distance / (1 + before[0] * after[0] + before[1] * after[1])
    const x = corner[0] - (before[1] + after[1]) * scale
    const y = corner[1] + (before[0] + after[0]) * scale
    return [x, y, Math.max(corner[2] - Math.sign(turn) * distance, 3)]
  })
}

/** A closed curve through the middles of the sides of a polygon, as SVG path data. */
export function smooth(points: readonly Point[]): string {
  const middle = (i: number) => between(at(points, i), at(points, i + 1), 0.5)
  const curves = points.map((_, i) => `Q${written(at(points, i + 1))} ${written(middle(i + 1))}`)
  return `M${written(middle(0))}${curves.join('')}Z`
}

/** Points about `spacing` apart along a closed line, as many as a multiple of `multiple`. */
export function evenly(line: readonly Point[], spacing = 4, multiple = 1): Point[] {
  const steps = stepsOf(line)
  const length = lengthOf(line)
  const count = Math.max(1, Math.round(length / spacing / multiple)) * multiple
  const points: Point[] = []
  let walked = 0
  for (const [i, step] of steps.entries()) {
    while (points.length < count && (points.length * length) / count < walked + step) {
      const share = ((points.length * length) / count - walked) / (step || 1)
      points.push(between(at(line, i), at(line, i + 1), share))
    }
    walked += step
  }
  return points
}

/** The length of a closed line. */
export function lengthOf(line: readonly Point[]): number {
  return stepsOf(line).reduce((sum, step) => sum + step, 0)
}

/** Element `i` of a list that closes on itself. */
export function at<Item>(list: readonly Item[], i: number): Item {
  const item = list.at(i % list.length)
  if (item === undefined) throw new RangeError('An outline needs at least one point.')
  return item
}

/** The unit vector from one point to another. */
export function direction(from: Point | Corner, to: Point | Corner): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]) || 1
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
}

/** A number as it is written in path data: one decimal is a fifth of a thousandth of a badge. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A point as it is written in path data. */
export function written([x, y]: Point): string {
  return `${short(x)} ${short(y)}`
}

type Arc = { from: Point; to: Point; radius: number; turn: number }

function roundedCorner(previous: Corner, corner: Corner, next: Corner): Arc {
  const before = direction(corner, previous)
  const after = direction(corner, next)
  const angle = Math.acos(Math.max(-1, Math.min(1, before[0] * after[0] + before[1] * after[1])))
  const tangent = corner[2] / Math.tan(angle / 2)
  return {
    from: [corner[0] + before[0] * tangent, corner[1] + before[1] * tangent],
    to: [corner[0] + after[0] * tangent, corner[1] + after[1] * tangent],
    radius: corner[2],
    turn: after[0] * before[1] - after[1] * before[0] > 0 ? Math.PI - angle : angle - Math.PI,
  }
}

function pointsOfArc({ from, to, radius, turn }: Arc): Point[] {
  const chord = direction(from, to)
  const half = distanceOf(from, to) / 2
  const depth = Math.sqrt(Math.max(radius * radius - half * half, 0)) * Math.sign(turn)
  const centre: Point = [
    (from[0] + to[0]) / 2 - chord[1] * depth,
    (from[1] + to[1]) / 2 + chord[0] * depth,
  ]
  const start = Math.atan2(from[1] - centre[1], from[0] - centre[0])
  const count = Math.max(2, Math.ceil((Math.abs(turn) * radius) / 3))
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = start + (turn * i) / count
    return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)]
  })
}

function stepsOf(line: readonly Point[]): number[] {
  return line.map((point, i) => distanceOf(point, at(line, i + 1)))
}

function between(from: Point, to: Point, share: number): Point {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
}

function distanceOf(from: Point, to: Point): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1])
}

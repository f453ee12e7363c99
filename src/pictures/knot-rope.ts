import { evenly, smooth, type Outline, type Point } from './outline.ts'

/**
 * The rope of the knot: one rope laid twice around a circle, in waves that make it pass over itself and under itself in turn.
 * An odd number of waves over two rounds is what makes it a single rope: the (2, n) torus knot.
 */
export function knotRope(): Outline {
  const count = waves * pointsPerWave
  const line = Array.from({ length: count }, (_, i): Point => {
    const angle = (i / count) * 4 * Math.PI
    const reach = radius + swing * Math.sin((waves * angle) / 2)
    return [256 + reach * Math.sin(angle), 256 - reach * Math.cos(angle)]
  })
  return {
    path: smooth(line),
    points: evenly(line),
    over: Array.from({ length: waves }, (_, i) => i / waves),
  }
}

const waves = 11
const pointsPerWave = 12
const radius = 222
const swing = 18

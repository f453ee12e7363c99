import t from 'tap'
import { evenly, inset, lengthOf, outlineOf, type Corner } from '#src/pictures/outline.ts'

const square: readonly Corner[] = [
  [0, 0, 10],
  [100, 0, 10],
  [100, 100, 10],
  [0, 100, 10],
]

t.test('corners are rounded, sides stay straight', async (t) => {
  t.equal(
    outlineOf(square).path,
    'M0 10A10 10 0 0 1 10 0L90 0A10 10 0 0 1 100 10L100 90A10 10 0 0 1 90 100L10 100A10 10 0 0 1 0 90Z',
  )
})

t.test('points follow each other at an even distance', async (t) => {
  const { points } = outlineOf(square)
  const length = 4 * 80 + 2 * Math.PI * 10
  t.ok(Math.abs(lengthOf(points) - length) < 1)
  t.equal(evenly(points, 7, 4).length % 4, 0)
})

t.test('an inset moves every side inward and keeps roundings concentric', async (t) => {
  t.strictSame(
    inset(square, 4).map((corner) => corner.map((value) => Math.round(value * 1000) / 1000)),
    [
      [4, 4, 6],
      [96, 4, 6],
      [96, 96, 6],
      [4, 96, 6],
    ],
  )
})

import * as fc from 'fast-check'
import t from 'tap'
import { ceilDivide, faultyField, presets, quorumBallots, type Share } from '#src/domain/rule.ts'
import { aRule } from '#test/kit/proposal-builders.ts'

// facts/product.md §4: the smallest number of votes that reaches each share of n.
const shares: readonly Share[] = [
  { num: 1, den: 2 },
  { num: 3, den: 5 },
  { num: 2, den: 3 },
  { num: 3, den: 4 },
  { num: 1, den: 1 },
]
const smallestCounts: readonly (readonly [n: number, ...counts: number[]])[] = [
  [3, 2, 2, 2, 3, 3],
  [4, 2, 3, 3, 3, 4],
  [5, 3, 3, 4, 4, 5],
  [6, 3, 4, 4, 5, 6],
  [7, 4, 5, 5, 6, 7],
  [8, 4, 5, 6, 6, 8],
  [9, 5, 6, 6, 7, 9],
  [10, 5, 6, 7, 8, 10],
  [12, 6, 8, 8, 9, 12],
  [15, 8, 9, 10, 12, 15],
  [20, 10, 12, 14, 15, 20],
  [30, 15, 18, 20, 23, 30],
]

t.test('the smallest quorum of a roll is the one in the published table', async (t) => {
  for (const [n, ...counts] of smallestCounts) {
    const found = shares.map((quorum) => quorumBallots(aRule({ quorum }), n))
    t.strictSame(found, counts, `roll of ${n}`)
  }
})

t.test('shares that a percentage gets wrong are exact', async (t) => {
  t.equal(quorumBallots(aRule({ quorum: { num: 28, den: 100 } }), 25), 7)
  t.equal(quorumBallots(aRule({ quorum: { num: 2, den: 3 } }), 3), 2)
  t.equal(quorumBallots(aRule({ quorum: { num: 2, den: 3 } }), 6), 4)
})

t.test('a quorum asks for one ballot at least', async (t) => {
  t.equal(quorumBallots(aRule({ quorum: { num: 1, den: 1000 } }), 3), 1)
})

t.test('division rounds up as BigInt does, without overflow', async () => {
  const whole = fc.integer({ min: 0, max: 1_000_000_000_000 })
  const divisor = fc.integer({ min: 1, max: 1_000_000 })
  const property = fc.property(whole, divisor, (value, by) => {
    const quotient = (BigInt(value) + BigInt(by) - 1n) / BigInt(by)
    return BigInt(ceilDivide(value, by)) === quotient
  })
  fc.assert(property)
})

t.test('every preset is sound', async (t) => {
  for (const [name, rule] of Object.entries(presets)) t.equal(faultyField(rule), undefined, name)
})

t.test('the presets say what the design says', async (t) => {
  const common = {
    secrecy: 'confidential',
    noQuorum: 'extend-once',
    objectionHours: 0,
    leastRoll: 3,
  }
  const half = { num: 1, den: 2 }
  const twoThirds = { num: 2, den: 3 }
  t.match(presets['two-thirds'], { ...common, quorum: half, threshold: twoThirds, strict: false })
  t.match(presets.majority, { ...common, quorum: half, threshold: half, strict: true })
  t.match(presets.consensus, {
    ...common,
    quorum: { num: 3, den: 4 },
    threshold: { num: 1, den: 1 },
    strict: false,
  })
  t.match(presets.everyone, { ...common, settle: 'when-certain' })
  t.equal(presets['two-thirds'].settle, 'on-quorum')
})

t.test('a share that cannot work is refused and its field is named', async (t) => {
  const impossible: Record<string, Share> = {
    zero: { num: 0, den: 2 },
    'minus zero': { num: -0, den: 2 },
    'below zero': { num: -1, den: 2 },
    'both negative': { num: -1, den: -2 },
    'above one': { num: 3, den: 2 },
    'over nothing': { num: 1, den: 0 },
    'nothing over nothing': { num: 0, den: 0 },
    'not whole above': { num: 0.5, den: 1 },
    'not whole below': { num: 1, den: 1.5 },
    'not a number above': { num: Number.NaN, den: 2 },
    'not a number below': { num: 1, den: Number.NaN },
    endless: { num: Infinity, den: Infinity },
    'finer than a thousandth': { num: 1, den: 1001 },
    'beyond exact numbers': { num: 2 ** 53, den: 2 ** 53 },
  }
  for (const [name, share] of Object.entries(impossible)) {
    t.equal(faultyField(aRule({ quorum: share })), 'quorum', name)
    t.equal(faultyField(aRule({ threshold: share })), 'threshold', name)
  }
})

t.test('every whole share above nothing and up to all is sound', async () => {
  const property = fc.property(anyShare(), anyShare(), (quorum, threshold) => {
    return faultyField(aRule({ quorum, threshold })) === undefined
  })
  fc.assert(property)
})

t.test('more than all is refused: no vote could pass', async (t) => {
  for (const den of [1, 2, 1000])
    t.equal(faultyField(aRule({ strict: true, threshold: { num: den, den } })), 'threshold')
  t.equal(faultyField(aRule({ strict: true, threshold: { num: 999, den: 1000 } })), undefined)
})

t.test('hours to object and the least roll are whole and within bounds', async (t) => {
  for (const objectionHours of [-1, 0.5, 721, Number.NaN, Infinity])
    t.equal(faultyField(aRule({ objectionHours })), 'objectionHours', `${objectionHours}`)
  for (const leastRoll of [0, -3, 2.5, 2001, Number.NaN, Infinity])
    t.equal(faultyField(aRule({ leastRoll })), 'leastRoll', `${leastRoll}`)
  t.equal(faultyField(aRule({ objectionHours: 720, leastRoll: 2000 })), undefined)
  t.equal(faultyField(aRule({ objectionHours: 0, leastRoll: 1 })), undefined)
})

function anyShare(): fc.Arbitrary<Share> {
  return fc
    .integer({ min: 1, max: 1000 })
    .chain((den) => fc.record({ num: fc.integer({ min: 1, max: den }), den: fc.constant(den) }))
}

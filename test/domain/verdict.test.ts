import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import t from 'tap'
import type { Rule, Share } from '#src/domain/rule.ts'
import { quorumBallots } from '#src/domain/rule.ts'
import {
  type Choice,
  choices,
  type Count,
  emptyTally,
  moveTally,
  type Tally,
} from '#src/domain/tally.ts'
import {
  criterionPasses,
  missing,
  type Poll,
  quorumHolds,
  verdictAtDeadline,
  verdictNow,
} from '#src/domain/verdict.ts'
import { aRule } from '#test/kit/proposal-builders.ts'

const usualShares: readonly Share[] = [
  { num: 1, den: 2 },
  { num: 3, den: 5 },
  { num: 2, den: 3 },
  { num: 3, den: 4 },
  { num: 1, den: 1 },
]

// Products with a share's terms, at most 1000, stay exact up to here.
const largestExactRoll = 9_000_000_000_000

// The model: rational numbers compared by BigInt cross-multiplication, written apart from the code.

/** Sign of a/b - c/d, for positive b and d. */
function compare(a: number, b: number, c: number, d: number): -1 | 0 | 1 {
  const difference = BigInt(a) * BigInt(d) - BigInt(c) * BigInt(b)
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}

function modelQuorum({ num, den }: Share, roll: number, cast: number): boolean {
  return cast > 0 && compare(cast, roll, num, den) >= 0
}

function modelPasses({ threshold, strict }: Rule, met: number, notYet: number): boolean {
  if (met + notYet === 0) return false
  return compare(met, met + notYet, threshold.num, threshold.den) >= (strict ? 1 : 0)
}

/** Least `met` answers to add, found by trying; null when those who have not voted are too few. */
function modelNeeded(rule: Rule, { met, notYet }: Count, toCome: number): number | null {
  for (let more = 0; more <= toCome; more++) if (modelPasses(rule, met + more, notYet)) return more
  return null
}

function modelAccepts({ rule, rollSize, tally, required }: Poll): boolean {
  return (
    modelQuorum(rule.quorum, rollSize, tally.cast) &&
    tally.criteria.every(({ met, notYet }, i) => !required[i] || modelPasses(rule, met, notYet))
  )
}

t.test('the quorum of every roll up to 60 agrees with exact rationals', async (t) => {
  const wrong: unknown[] = []
  for (const quorum of usualShares) {
    const rule = aRule({ quorum })
    for (let roll = 1; roll <= 60; roll++) {
      for (let cast = 0; cast <= roll; cast++) {
        const holds = modelQuorum(quorum, roll, cast)
        const poll = aPoll({ rule, rollSize: roll, tally: { cast, criteria: [] } })
        if (quorumHolds(poll) !== holds || cast >= quorumBallots(rule, roll) !== holds)
          wrong.push({ quorum, roll, cast })
      }
    }
  }
  t.strictSame(wrong, [])
})

t.test('without a ballot no quorum holds, not even that of an empty roll', async (t) => {
  t.notOk(quorumHolds(aPoll({ rollSize: 0 })))
  t.equal(missing(aPoll({ rollSize: 0 })).ballots, 1)
})

t.test('the threshold of every roll up to 60 agrees with exact rationals', async (t) => {
  const wrong: unknown[] = []
  for (const rule of usualRules()) {
    for (let met = 0; met <= 60; met++) {
      for (let notYet = 0; met + notYet <= 60; notYet++) {
        if (criterionPasses(rule, { met, notYet, abstain: 0 }) !== modelPasses(rule, met, notYet))
          wrong.push({ rule, met, notYet })
      }
    }
  }
  t.strictSame(wrong, [])
})

t.test('quorum and threshold agree with exact rationals for any share and roll', async () => {
  const property = fc.property(
    anyShare(),
    anyShare(),
    fc.boolean(),
    sizes(),
    (a, b, strict, size) => {
      const rule = aRule({ quorum: a, threshold: b, strict })
      const { roll, cast, met, notYet } = size
      const poll = aPoll({ rule, rollSize: roll, tally: { cast, criteria: [] } })
      const holds = modelQuorum(a, roll, cast)
      return (
        quorumHolds(poll) === holds &&
        cast >= quorumBallots(rule, roll) === holds &&
        criterionPasses(rule, { met, notYet, abstain: 0 }) === modelPasses(rule, met, notYet)
      )
    },
  )
  fc.assert(property, { numRuns: 1000 })
})

t.test('at the exact share a criterion passes, unless the rule says strictly more', async () => {
  const property = fc.property(
    anyShare(),
    fc.integer({ min: 1, max: 1000 }),
    (threshold, times) => {
      const count = {
        met: threshold.num * times,
        notYet: (threshold.den - threshold.num) * times,
        abstain: 0,
      }
      return (
        criterionPasses(aRule({ threshold, strict: false }), count) &&
        !criterionPasses(aRule({ threshold, strict: true }), count)
      )
    },
  )
  fc.assert(property)
})

t.test('majority is more than half', async (t) => {
  const rule = aRule({ threshold: { num: 1, den: 2 }, strict: true })
  for (let n = 1; n <= 60; n++) {
    const half = (n - (n % 2)) / 2
    t.notOk(criterionPasses(rule, { met: half, notYet: n - half, abstain: 0 }))
    t.ok(criterionPasses(rule, { met: half + 1, notYet: n - half - 1, abstain: 0 }))
  }
})

t.test('when all abstain nothing is ever awarded', async (t) => {
  const wrong: unknown[] = []
  for (const settle of ['on-quorum', 'when-certain', 'at-deadline'] as const) {
    for (const rule of usualRules({ settle })) {
      for (let roll = 1; roll <= 30; roll++) {
        const poll = aPoll({ rule, rollSize: roll, tally: votesOf({ abstain: roll }) })
        if (verdictNow(poll) === 'accepted' || verdictAtDeadline(poll) !== 'declined')
          wrong.push({ rule, roll })
      }
    }
  }
  t.strictSame(wrong, [])
})

t.test('abstentions count for the quorum and not for the threshold', async (t) => {
  const rule = aRule({ quorum: { num: 1, den: 2 }, threshold: { num: 2, den: 3 } })
  const poll = aPoll({ rule, rollSize: 9, tally: votesOf({ met: 2, notYet: 1, abstain: 2 }) })
  t.equal(verdictAtDeadline(poll), 'accepted')
  const fewer = aPoll({ rule, rollSize: 9, tally: votesOf({ met: 2, notYet: 1, abstain: 1 }) })
  t.equal(verdictAtDeadline(fewer), 'no-quorum')
})

t.test('an optional criterion never blocks, a required one always does', async (t) => {
  const tally: Tally = {
    cast: 9,
    criteria: [
      { met: 9, notYet: 0, abstain: 0 },
      { met: 0, notYet: 9, abstain: 0 },
    ],
  }
  for (const settle of ['on-quorum', 'when-certain'] as const) {
    const rule = aRule({ settle })
    t.equal(verdictNow(aPoll({ rule, tally, required: [true, false] })), 'accepted')
    t.not(verdictNow(aPoll({ rule, tally, required: [true, true] })), 'accepted')
  }
  t.equal(verdictAtDeadline(aPoll({ tally, required: [true, false] })), 'accepted')
  t.equal(verdictAtDeadline(aPoll({ tally, required: [true, true] })), 'declined')
})

t.test('what is said of an optional criterion changes no verdict', async () => {
  const property = fc.property(anyPoll(), anyBallots(20), (poll, others) => {
    const optional = others.reduce(
      (tally, ballot) => moveTally(tally, undefined, ballot),
      poll.tally,
    )
    const criteria = poll.tally.criteria.map((count, i) =>
      poll.required[i] ? count : (optional.criteria[i] ?? count),
    )
    const other = { ...poll, tally: { ...poll.tally, criteria } }
    return (
      verdictNow(other) === verdictNow(poll) && verdictAtDeadline(other) === verdictAtDeadline(poll)
    )
  })
  fc.assert(property, { numRuns: 500 })
})

t.test('on quorum: accepted exactly when quorum and every required criterion hold', async () => {
  const property = fc.property(anyPoll('on-quorum'), (poll) => {
    const accepted = modelAccepts(poll)
    const late = accepted
      ? 'accepted'
      : modelQuorum(poll.rule.quorum, poll.rollSize, poll.tally.cast)
        ? 'declined'
        : 'no-quorum'
    return (
      verdictNow(poll) === (accepted ? 'accepted' : undefined) && verdictAtDeadline(poll) === late
    )
  })
  fc.assert(property, { numRuns: 1000 })
})

t.test('at the deadline means not before', async () => {
  const property = fc.property(anyPoll('at-deadline'), (poll) => verdictNow(poll) === undefined)
  fc.assert(property)
})

t.test(
  'when certain, a verdict is the one of every possible end, and comes as soon as it is (rolls to 6)',
  async (t) => {
    const quorums: readonly Share[] = [
      { num: 1, den: 100 },
      { num: 1, den: 2 },
      { num: 1, den: 1 },
    ]
    const wrong: unknown[] = []
    let certain = 0
    for (const quorum of quorums) {
      for (const rule of usualRules({ quorum, settle: 'when-certain' })) {
        for (let rollSize = 1; rollSize <= 6; rollSize++) {
          for (const count of countsUpTo(rollSize)) {
            const poll = aPoll({ rule, rollSize, tally: votesOf(count) })
            const said = verdictNow(poll)
            if (said) certain++
            if (said !== onlyPossibleEnd(poll)) wrong.push({ rule, rollSize, count, said })
          }
        }
      }
    }
    t.strictSame(wrong, [])
    t.ok(certain > 1000, `${certain} polls were certain`)
  },
)

t.test(
  'when certain, two criteria and every ballot still to come agree too (rolls to 4)',
  async (t) => {
    const wrong: unknown[] = []
    const ballots = choices.flatMap((one) => choices.map((two) => [one, two] as const))
    const rules = [
      aRule({ settle: 'when-certain' }),
      aRule({ settle: 'when-certain', threshold: { num: 1, den: 2 }, strict: true }),
      aRule({ settle: 'when-certain', threshold: { num: 1, den: 1 }, quorum: { num: 3, den: 4 } }),
    ]
    for (const rule of rules) {
      for (const required of [
        [true, true],
        [true, false],
      ]) {
        for (let rollSize = 2; rollSize <= 4; rollSize++) {
          for (const tally of talliesFrom(emptyTally(2), rollSize, ballots)) {
            const said = verdictNow({ rule, rollSize, required, tally })
            if (!said) continue
            for (const end of talliesFrom(tally, rollSize, ballots))
              if (verdictAtDeadline({ rule, rollSize, required, tally: end }) !== said)
                wrong.push({ rule, rollSize, required, tally, end })
          }
        }
      }
    }
    t.strictSame(wrong, [])
  },
)

t.test('when certain never contradicts the deadline, whatever ballots follow', async (t) => {
  let certain = 0
  const property = fc.property(anyPoll('when-certain'), anyBallots(60), (poll, following) => {
    const said = verdictNow(poll)
    if (!said) return true
    certain++
    const toCome = following.slice(0, poll.rollSize - poll.tally.cast)
    let tally = poll.tally
    return toCome.every((ballot) => {
      tally = moveTally(tally, undefined, ballot)
      const later = { ...poll, tally }
      return verdictNow(later) === said && verdictAtDeadline(later) === said
    })
  })
  fc.assert(property, { numRuns: 1500 })
  t.ok(certain > 100, `${certain} polls were certain`)
})

t.test('when everybody has voted, when-certain always has a verdict', async () => {
  const property = fc.property(anyPoll('when-certain'), (poll) => {
    const full = { ...poll, rollSize: poll.tally.cast }
    return full.rollSize === 0 || verdictNow(full) === verdictAtDeadline(full)
  })
  fc.assert(property, { numRuns: 500 })
})

t.test('without a quorum nothing is certain', async (t) => {
  const rule = aRule({ settle: 'when-certain', threshold: { num: 1, den: 1 } })
  t.equal(verdictNow(aPoll({ rule, rollSize: 9, tally: votesOf({ notYet: 4 }) })), undefined)
  t.equal(verdictNow(aPoll({ rule, rollSize: 9, tally: votesOf({ notYet: 5 }) })), 'declined')
})

t.test('what is missing is exact for every count of every roll up to 15', async (t) => {
  const wrong: unknown[] = []
  for (const rule of usualRules()) {
    for (let rollSize = 1; rollSize <= 15; rollSize++) {
      for (const count of countsUpTo(rollSize)) {
        const tally = votesOf(count)
        const found = missing(aPoll({ rule, rollSize, tally }))
        const needed = modelNeeded(rule, count, rollSize - tally.cast)
        if (found.met[0] !== needed) wrong.push({ rule, rollSize, count, found, needed })
      }
    }
  }
  t.strictSame(wrong, [])
})

t.test('exactly what is missing is enough, and one fewer is not', async (t) => {
  let asked = 0
  const property = fc.property(anyPoll(), (poll) => {
    const { ballots, met } = missing(poll)
    const { rule, rollSize, tally } = poll
    const more = (by: number) => ({ ...poll, tally: { ...tally, cast: tally.cast + by } })
    assert.ok(quorumHolds(more(ballots)) && (ballots === 0 || !quorumHolds(more(ballots - 1))))
    assert.ok(tally.cast + ballots <= rollSize)
    for (const [i, count] of tally.criteria.entries()) {
      const needed = met[i] ?? null
      const passes = (by: number) => criterionPasses(rule, { ...count, met: count.met + by })
      if (needed === null) assert.ok(!passes(rollSize - tally.cast))
      else assert.ok(passes(needed) && (needed === 0 || !passes(needed - 1)))
      if (needed) asked++
    }
  })
  fc.assert(property, { numRuns: 500 })
  t.ok(asked > 50, `${asked} criteria missed something`)
})

t.test('once one says not yet, only a changed ballot helps a rule of all', async (t) => {
  const rule = aRule({ threshold: { num: 1, den: 1 } })
  const poll = aPoll({ rule, rollSize: 9, tally: votesOf({ met: 3, notYet: 1 }) })
  t.strictSame(missing(poll), { ballots: 1, met: [null] })
})

t.test('every number that is missing is a whole one', async () => {
  const property = fc.property(anyPoll(), (poll) => {
    const { ballots, met } = missing(poll)
    return [ballots, ...met].every((n) => n === null || (Number.isSafeInteger(n) && n >= 0))
  })
  fc.assert(property, { numRuns: 500 })
})

function aPoll(changes: Partial<Poll> = {}): Poll {
  return { rule: aRule(), rollSize: 9, tally: emptyTally(1), required: [true], ...changes }
}

function usualRules(changes: Partial<Rule> = {}): Rule[] {
  const plain = usualShares.map((threshold) => aRule({ ...changes, threshold }))
  const strict = usualShares
    .filter(({ num, den }) => num < den)
    .map((threshold) => aRule({ ...changes, threshold, strict: true }))
  return [...plain, ...strict]
}

function votesOf({ met = 0, notYet = 0, abstain = 0 }: Partial<Count>): Tally {
  return { cast: met + notYet + abstain, criteria: [{ met, notYet, abstain }] }
}

function countsUpTo(roll: number): Count[] {
  const counts: Count[] = []
  for (let met = 0; met <= roll; met++)
    for (let notYet = 0; met + notYet <= roll; notYet++)
      for (let abstain = 0; met + notYet + abstain <= roll; abstain++)
        counts.push({ met, notYet, abstain })
  return counts
}

/** The verdict of the deadline if it is the same for every way the rest may vote; silence without a quorum. */
function onlyPossibleEnd(poll: Poll): 'accepted' | 'declined' | undefined {
  const { rule, rollSize, tally } = poll
  if (!modelQuorum(rule.quorum, rollSize, tally.cast)) return undefined
  const [now] = tally.criteria
  const ends = countsUpTo(rollSize - tally.cast).map(({ met, notYet }) =>
    modelPasses(rule, (now?.met ?? 0) + met, (now?.notYet ?? 0) + notYet),
  )
  if (ends.every(Boolean)) return 'accepted'
  return ends.some(Boolean) ? undefined : 'declined'
}

/** Every tally that first ballots can still make of this one, each once. */
function talliesFrom(
  from: Tally,
  rollSize: number,
  ballots: readonly (readonly Choice[])[],
): Iterable<Tally> {
  const found = new Map([[JSON.stringify(from), from]])
  // A Map also visits what is added while it is read.
  for (const tally of found.values()) {
    if (tally.cast === rollSize) continue
    for (const ballot of ballots) {
      const next = moveTally(tally, undefined, ballot)
      found.set(JSON.stringify(next), next)
    }
  }
  return found.values()
}

function anyShare(): fc.Arbitrary<Share> {
  const any = fc
    .integer({ min: 1, max: 1000 })
    .chain((den) => fc.record({ num: fc.integer({ min: 1, max: den }), den: fc.constant(den) }))
  return fc.oneof(fc.constantFrom(...usualShares), any)
}

function sizes() {
  return fc
    .integer({ min: 1, max: largestExactRoll })
    .chain((roll) =>
      fc.record({ roll: fc.constant(roll), cast: fc.integer({ min: 0, max: roll }) }),
    )
    .chain(({ roll, cast }) =>
      fc.integer({ min: 0, max: cast }).map((met) => ({ roll, cast, met, notYet: cast - met })),
    )
}

function anyBallots(most: number): fc.Arbitrary<Choice[][]> {
  const ballot = fc.array(fc.constantFrom(...choices), { minLength: 3, maxLength: 3 })
  return fc.array(ballot, { maxLength: most, size: 'max' })
}

/** A poll of three criteria, at least one required, somewhere on its way to a roll of at most 60. */
function anyPoll(settle: Rule['settle'] = 'on-quorum'): fc.Arbitrary<Poll> {
  const slant = fc.constantFrom<readonly Choice[]>(
    choices,
    ['met'],
    ['met', 'met', 'not-yet'],
    ['not-yet', 'abstain'],
  )
  const ballots = fc.tuple(slant, slant, slant).chain(([a, b, c]) =>
    fc.array(fc.tuple(fc.constantFrom(...a), fc.constantFrom(...b), fc.constantFrom(...c)), {
      maxLength: 40,
      size: 'max',
    }),
  )
  const rule = fc
    .record({ quorum: anyShare(), threshold: anyShare(), strict: fc.boolean() })
    .map(({ quorum, threshold, strict }) =>
      aRule({ settle, quorum, threshold, strict: strict && threshold.num < threshold.den }),
    )
  return fc
    .record({
      rule,
      ballots,
      absent: fc.integer({ min: 0, max: 20 }),
      required: fc.constantFrom([true, true, true], [true, false, true], [true, false, false]),
    })
    .map(({ rule, ballots, absent, required }) => ({
      rule,
      required,
      rollSize: Math.max(1, ballots.length + absent),
      tally: ballots.reduce((tally, ballot) => moveTally(tally, undefined, ballot), emptyTally(3)),
    }))
}

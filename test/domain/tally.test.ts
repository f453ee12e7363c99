import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import t from 'tap'
import {
  type Ballot,
  type Choice,
  choices,
  emptyTally,
  moveTally,
  tally,
} from '#src/domain/tally.ts'
import { aBallot } from '#test/kit/proposal-builders.ts'

t.test('a tally counts ballots cast and, for each criterion, each answer', async (t) => {
  const ballots = [
    aBallot('ada', 'met', 'abstain'),
    aBallot('ben', 'met', 'not-yet'),
    aBallot('chloe', 'abstain', 'abstain'),
  ]
  t.strictSame(tally(ballots, 2), {
    cast: 3,
    criteria: [
      { met: 2, notYet: 0, abstain: 1 },
      { met: 0, notYet: 1, abstain: 2 },
    ],
  })
})

t.test('no ballot makes an empty tally', async (t) => {
  t.strictSame(tally([], 2), emptyTally(2))
})

t.test('of several ballots by one voter the last stands', async (t) => {
  const ballots = [aBallot('ada', 'met'), aBallot('ben', 'met'), aBallot('ada', 'not-yet')]
  t.strictSame(tally(ballots, 1), { cast: 2, criteria: [{ met: 1, notYet: 1, abstain: 0 }] })
})

t.test('the order in which voters come never matters', async () => {
  const property = fc.property(
    votes().chain((ballots) =>
      fc.record({ ballots: fc.constant(ballots), keys: keysFor(ballots) }),
    ),
    ({ ballots, keys }) => {
      const standing = [...lastOf(ballots)]
      const shuffled = standing
        .map((ballot, index) => ({ ballot, key: keys[index] ?? 0 }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ ballot }) => ballot)
      assert.deepEqual(tally(shuffled, 3), tally(ballots, 3))
    },
  )
  fc.assert(property)
})

t.test('moving the tally ballot by ballot gives what a recount gives', async () => {
  const property = fc.property(votes(), (ballots) => {
    const standing = new Map<string, readonly Choice[]>()
    let moved = emptyTally(3)
    for (const [index, { voterId, choices }] of ballots.entries()) {
      moved = moveTally(moved, standing.get(voterId), choices)
      standing.set(voterId, choices)
      assert.deepEqual(moved, tally(ballots.slice(0, index + 1), 3))
    }
    assert.deepEqual(moved, countedByHand(ballots))
  })
  fc.assert(property)
})

t.test('for every criterion the answers add up to the ballots cast', async () => {
  const property = fc.property(votes(), (ballots) => {
    const { cast, criteria } = tally(ballots, 3)
    return criteria.every(({ met, notYet, abstain }) => met + notYet + abstain === cast)
  })
  fc.assert(property)
})

t.test('the same ballot again changes nothing', async (t) => {
  const before = tally([aBallot('ada', 'met'), aBallot('ben', 'abstain')], 1)
  t.strictSame(moveTally(before, ['met'], ['met']), before)
})

function votes(): fc.Arbitrary<Ballot[]> {
  const threeChoices = fc.array(fc.constantFrom(...choices), { minLength: 3, maxLength: 3 })
  const voterId = fc.constantFrom('ada', 'ben', 'chloe', 'dina', 'eli', '__proto__')
  return fc.array(fc.record({ voterId, choices: threeChoices }), { maxLength: 15 })
}

function keysFor(ballots: readonly Ballot[]): fc.Arbitrary<number[]> {
  return fc.array(fc.integer(), { minLength: ballots.length, maxLength: ballots.length })
}

function lastOf(ballots: readonly Ballot[]): Iterable<Ballot> {
  return new Map(ballots.map((ballot) => [ballot.voterId, ballot])).values()
}

/** The recount as a person would do it: strike out replaced ballots, then count each pile. */
function countedByHand(ballots: readonly Ballot[]) {
  const standing = ballots.filter(
    ({ voterId }, index) => !ballots.slice(index + 1).some((later) => later.voterId === voterId),
  )
  const pile = (criterion: number, choice: Choice) =>
    standing.filter(({ choices }) => choices[criterion] === choice).length
  return {
    cast: standing.length,
    criteria: [0, 1, 2].map((criterion) => ({
      met: pile(criterion, 'met'),
      notYet: pile(criterion, 'not-yet'),
      abstain: pile(criterion, 'abstain'),
    })),
  }
}

import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import t from 'tap'
import {
  closeAtDeadline,
  decide,
  extendedDeadline,
  reminderAt,
  veto,
  withdraw,
} from '#src/domain/closing.ts'
import {
  type Agreed,
  agreedText,
  castBallot,
  isExtended,
  longestVoteMs,
  openProposal,
  type Proposal,
  shortestVoteMs,
  type Status,
  sumsAreShown,
} from '#src/domain/proposal.ts'
import type { NoQuorum, Rule } from '#src/domain/rule.ts'
import { type Choice, choices, tally } from '#src/domain/tally.ts'
import {
  aBallot,
  aCast,
  aCriterion,
  aGroupAgreed,
  anAgreed,
  aProposal,
  dayMs,
  hourMs,
  openedAt,
} from '#test/kit/proposal-builders.ts'

// The deadline's job runs on time.
function atClosing(proposal: Proposal): Proposal {
  return closeAtDeadline(proposal, proposal.closesAt)
}

const statuses: readonly Status[] = [
  'open',
  'undecided',
  'accepted',
  'declined',
  'lapsed',
  'withdrawn',
  'vetoed',
]

t.test('opening', async (t) => {
  t.test('an open proposal has an empty tally and closes at the agreed deadline', async (t) => {
    const agreed = anAgreed({ criteria: [aCriterion(), aCriterion({ id: 'lists' })] })
    t.strictSame(openProposal(agreed), {
      ok: true,
      value: { agreed, status: 'open', tally: tally([], 2), closesAt: agreed.deadline },
    })
  })

  t.test('a rule that could never work is refused and the field is named', async (t) => {
    const zero = { num: 0, den: 2 }
    const all = { num: 1, den: 1 }
    t.strictSame(openProposal(anAgreed({ rule: { quorum: zero } })), impossible('quorum'))
    t.strictSame(openProposal(anAgreed({ rule: { threshold: zero } })), impossible('threshold'))
    t.strictSame(
      openProposal(anAgreed({ rule: { threshold: all, strict: true } })),
      impossible('threshold'),
    )
    t.strictSame(
      openProposal(anAgreed({ rule: { objectionHours: -1 } })),
      impossible('objectionHours'),
    )
    t.strictSame(openProposal(anAgreed({ rule: { leastRoll: 0 } })), impossible('leastRoll'))
  })

  t.test('a roll under the least roll cannot open', async (t) => {
    t.strictSame(openProposal(anAgreed({ rollSize: 2 })), {
      ok: false,
      refusal: { code: 'roll-too-small', roll: 2, least: 3 },
    })
    t.ok(openProposal(anAgreed({ rollSize: 3 })).ok)
    t.notOk(openProposal(anAgreed({ rollSize: 4, rule: { leastRoll: 5 } })).ok)
  })

  t.test('a roll that is no whole number cannot open', async (t) => {
    for (const rollSize of [-9, 3.5, Number.NaN, Infinity, 2 ** 53])
      t.match(openProposal(anAgreed({ rollSize })), { refusal: { code: 'roll-too-small' } })
  })

  t.test('a vote lasts from five minutes to sixty days', async (t) => {
    const outOfRange = { ok: false, refusal: { code: 'deadline-out-of-range' } }
    t.ok(lasting(shortestVoteMs).ok)
    t.ok(lasting(longestVoteMs).ok)
    for (const ms of [shortestVoteMs - 1, longestVoteMs + 1, 0, -dayMs, Number.NaN, Infinity])
      t.strictSame(lasting(ms), outOfRange, `${ms}`)
  })

  t.test('times are whole milliseconds', async (t) => {
    t.notOk(openProposal(anAgreed({ deadline: openedAt + dayMs + 0.5 })).ok)
    t.notOk(openProposal(anAgreed({ openedAt: openedAt + 0.5 })).ok)
  })

  t.test('an award for nobody cannot open', async (t) => {
    const nobody = { ok: false, refusal: { code: 'nobody-to-award' } }
    for (const recipientCount of [0, -1, 0.5, Number.NaN])
      t.strictSame(openProposal(anAgreed({ recipientCount })), nobody, `${recipientCount}`)
    t.strictSame(openProposal(aGroupAgreed({ recipientCount: 0 })), nobody)
  })

  t.test('without a required criterion a vote cannot open', async (t) => {
    const nothing = { ok: false, refusal: { code: 'nothing-required' } }
    t.strictSame(openProposal(anAgreed({ criteria: [] })), nothing)
    const optional = aCriterion({ required: false })
    t.strictSame(openProposal(anAgreed({ criteria: [optional, optional] })), nothing)
    t.ok(openProposal(anAgreed({ criteria: [optional, aCriterion()] })).ok)
  })
})

t.test('casting a ballot', async (t) => {
  t.test('a first ballot is counted', async (t) => {
    const proposal = aProposal()
    t.strictSame(castBallot(proposal, aCast({ choices: ['not-yet'] })), {
      ok: true,
      value: {
        proposal: { ...proposal, tally: tally([aBallot('ben', 'not-yet')], 1) },
        counted: 'first',
      },
    })
  })

  t.test('a changed ballot replaces the one before, the same ballot changes nothing', async (t) => {
    const first = voted(aProposal(), aCast({ choices: ['not-yet'] }))
    t.match(castBallot(first, aCast({ before: ['not-yet'], choices: ['met'] })), {
      value: {
        proposal: { tally: { cast: 1, criteria: [{ met: 1, notYet: 0 }] } },
        counted: 'changed',
      },
    })
    t.strictSame(castBallot(first, aCast({ before: ['not-yet'], choices: ['not-yet'] })), {
      ok: true,
      value: { proposal: first, counted: 'same' },
    })
  })

  t.test('a late ballot is refused, whether or not the closing job has run', async (t) => {
    const proposal = aProposal()
    const late = aCast({ at: proposal.closesAt })
    t.strictSame(castBallot(proposal, late), closed('open'))
    t.ok(castBallot(proposal, aCast({ at: proposal.closesAt - 1 })).ok)
    t.notOk(castBallot(proposal, aCast({ at: Number.NaN })).ok)
  })

  t.test('a proposal that is no longer open takes no ballot', async (t) => {
    for (const status of statuses) {
      const found = castBallot(aProposal({ status }), aCast())
      if (status === 'open') t.ok(found.ok)
      else t.strictSame(found, closed(status))
    }
  })

  t.test('nobody votes on an award to himself or herself', async (t) => {
    const refused = { ok: false, refusal: { code: 'own-award' } }
    t.strictSame(castBallot(aProposal(), aCast({ voterId: 'ada' })), refused)
    t.strictSame(castBallot(aProposal(), aCast({ voterId: 'ada', onRoll: false })), refused)
  })

  t.test('in a group award the members vote', async (t) => {
    const proposal = opened(aGroupAgreed())
    for (const voterId of ['ada', 'ben', 'atelier'])
      t.ok(castBallot(proposal, aCast({ voterId })).ok)
  })

  t.test('who is not on the roll does not vote', async (t) => {
    t.strictSame(castBallot(aProposal(), aCast({ onRoll: false })), {
      ok: false,
      refusal: { code: 'not-on-roll' },
    })
  })

  t.test('a ballot answers every criterion and no other', async (t) => {
    const proposal = aProposal({ agreed: { criteria: [aCriterion(), aCriterion({ id: 'b' })] } })
    const incomplete = { ok: false, refusal: { code: 'ballot-incomplete', criteria: 2 } }
    for (const choices of [[], ['met'], ['met', 'met', 'met']] as const)
      t.strictSame(castBallot(proposal, aCast({ choices })), incomplete)
  })

  t.test('an optional criterion that nobody met does not block', async (t) => {
    const criteria = [aCriterion(), aCriterion({ id: 'more', required: false })]
    const proposal = allVoted(aProposal({ agreed: { criteria, rollSize: 4 } }), [
      ['met', 'not-yet'],
      ['met', 'not-yet'],
    ])
    t.equal(proposal.status, 'accepted')
  })

  t.test('when all abstain nothing is awarded', async (t) => {
    for (const settle of ['on-quorum', 'when-certain', 'at-deadline'] as const) {
      const abstentions = Array.from({ length: 9 }, () => ['abstain'] as const)
      const proposal = allVoted(aProposal({ agreed: { rule: { settle } } }), abstentions)
      t.equal(atClosing(proposal).status, 'declined', settle)
    }
  })
})

t.test('the order of the ballots', async (t) => {
  t.test('decides on quorum: 51 of the 126 orders of 5 to 4 are accepted', async (t) => {
    t.strictSame(acceptedOrders('on-quorum', 5, 4), { accepted: 51, orders: 126 })
    t.strictSame(acceptedOrders('on-quorum', 7, 5), { accepted: 456, orders: 792 })
    t.strictSame(acceptedOrders('on-quorum', 4, 3), { accepted: 19, orders: 35 })
  })

  t.test('decides nothing when certain nor at the deadline', async (t) => {
    for (const settle of ['when-certain', 'at-deadline'] as const) {
      t.strictSame(acceptedOrders(settle, 5, 4), { accepted: 0, orders: 126 })
      t.strictSame(acceptedOrders(settle, 6, 3), { accepted: 84, orders: 84 })
    }
  })

  t.test('never makes on-quorum refuse what the deadline would accept', async (t) => {
    for (const [met, notYet] of [
      [6, 3],
      [7, 2],
      [4, 2],
    ] as const) {
      const { accepted, orders } = acceptedOrders('on-quorum', met, notYet)
      t.equal(accepted, orders)
    }
  })
})

t.test('closing at the deadline', async (t) => {
  t.test('quorum and every required criterion: accepted', async (t) => {
    const proposal = allVoted(atDeadline(), five('not-yet'))
    t.strictSame(atClosing(proposal), { ...proposal, status: 'accepted' })
  })

  t.test('quorum but a required criterion fails: declined', async (t) => {
    const proposal = allVoted(atDeadline(), five('not-yet', 'not-yet'))
    t.strictSame(atClosing(proposal), { ...proposal, status: 'declined' })
  })

  t.test('a quorum is judged before what the rule says of none', async (t) => {
    for (const noQuorum of ['lapse', 'trainer', 'extend-once'] as const)
      t.equal(atClosing(allVoted(atDeadline(noQuorum), five())).status, 'accepted')
  })

  t.test('no quorum, though all said met: it lapses where the rule says so', async (t) => {
    const proposal = allVoted(atDeadline('lapse'), five().slice(1))
    t.strictSame(atClosing(proposal), { ...proposal, status: 'lapsed' })
  })

  t.test('no quorum: it waits for the trainer where the rule says so', async (t) => {
    const proposal = allVoted(atDeadline('trainer'), five().slice(1))
    t.strictSame(atClosing(proposal), { ...proposal, status: 'undecided' })
  })

  t.test('no quorum: it is extended once, then lapses', async (t) => {
    const proposal = allVoted(atDeadline('extend-once'), five().slice(1))
    const extended = atClosing(proposal)
    t.strictSame(extended, { ...proposal, closesAt: openedAt + 6 * dayMs })
    t.notOk(isExtended(proposal))
    t.ok(isExtended(extended))
    t.strictSame(atClosing(extended), { ...extended, status: 'lapsed' })
  })

  t.test('an extension that comes late still leaves its whole time to vote', async (t) => {
    const proposal = allVoted(atDeadline('extend-once'), five().slice(1))
    const late = proposal.closesAt + 20 * dayMs
    const { deadline, openedAt: from } = proposal.agreed
    t.equal(closeAtDeadline(proposal, late).closesAt, late + deadline - from)
  })

  t.test('an extended vote takes ballots and may still be accepted', async (t) => {
    const extended = atClosing(allVoted(atDeadline('extend-once'), five().slice(1)))
    const last = aCast({ voterId: 'zoe', at: extended.agreed.deadline + hourMs })
    t.equal(atClosing(voted(extended, last)).status, 'accepted')
    t.strictSame(castBallot(extended, { ...last, at: extended.closesAt }), closed('open'))
  })

  t.test('what is no longer open stays as it is, however often the job runs', async (t) => {
    for (const status of statuses.filter((status) => status !== 'open')) {
      const proposal = aProposal({ status })
      t.strictSame(atClosing(proposal), proposal, status)
    }
  })

  t.test('an extension lasts as long as the first period, at most a week', async (t) => {
    t.strictSame([1, 3, 7, 8, 60].map(daysWithExtension), [2, 6, 14, 15, 67])
  })

  t.test(
    'the reminder comes after three quarters of the time, on a whole millisecond',
    async (t) => {
      t.equal(reminderAt(openedAt, openedAt + 4 * hourMs), openedAt + 3 * hourMs)
      const property = fc.property(fc.nat(), fc.nat(), (from, lasts) => {
        const late = BigInt(reminderAt(from, from + lasts) - from)
        return late === (BigInt(lasts) * 3n) / 4n
      })
      fc.assert(property)
    },
  )
})

t.test('withdrawing, vetoing and deciding', async (t) => {
  t.test('a proposal is withdrawn while it is open or waits for the trainer', async (t) => {
    for (const status of statuses) {
      const proposal = aProposal({ status })
      const allowed = status === 'open' || status === 'undecided'
      t.strictSame(
        withdraw(proposal),
        allowed ? { ok: true, value: { ...proposal, status: 'withdrawn' } } : closed(status),
      )
    }
  })

  t.test('a trainer vetoes after acceptance and before the badges are made', async (t) => {
    for (const status of statuses) {
      const proposal = aProposal({ status })
      t.strictSame(
        veto(proposal, { minted: false }),
        status === 'accepted'
          ? { ok: true, value: { ...proposal, status: 'vetoed' } }
          : closed(status),
      )
    }
    t.strictSame(veto(aProposal({ status: 'accepted' }), { minted: true }), {
      ok: false,
      refusal: { code: 'already-minted' },
    })
  })

  t.test('the trainer decides only what waits for the trainer', async (t) => {
    for (const status of statuses) {
      for (const verdict of ['accepted', 'declined'] as const) {
        const proposal = aProposal({ status })
        t.strictSame(
          decide(proposal, verdict),
          status === 'undecided'
            ? { ok: true, value: { ...proposal, status: verdict } }
            : closed(status),
        )
      }
    }
  })
})

t.test('what is shown', async (t) => {
  const ranToItsEnd = new Set<string>(['accepted', 'declined', 'lapsed', 'vetoed'])

  t.test('a confidential vote shows its sums only once it ran to its end', async (t) => {
    for (const status of statuses)
      t.equal(sumsAreShown(aProposal({ status })), ranToItsEnd.has(status), status)
    t.notOk(sumsAreShown(atClosing(atDeadline('extend-once'))))
  })

  t.test('a confidential vote of fewer than five never shows its sums', async (t) => {
    for (const status of statuses) {
      t.notOk(sumsAreShown(aProposal({ status, agreed: { rollSize: 4 } })), status)
      const five = aProposal({ status, agreed: { rollSize: 5 } })
      t.equal(sumsAreShown(five), ranToItsEnd.has(status), status)
    }
  })

  t.test('a transparent vote always shows its sums', async (t) => {
    for (const rollSize of [3, 9])
      for (const status of statuses)
        t.ok(
          sumsAreShown(
            aProposal({ status, agreed: { rollSize, rule: { secrecy: 'transparent' } } }),
          ),
        )
  })
})

t.test('what was agreed', async (t) => {
  t.test('the hashed text is the facts in alphabetical order, without spaces', async (t) => {
    t.equal(
      agreedText(anAgreed()),
      '{"achievementId":"animer-groupe","achievementVersion":1,' +
        '"criteria":[{"en":"Helps the others","fr":"Aide les autres","id":"helps","required":true}],' +
        '"deadline":1767862800000,"openedAt":1767603600000,' +
        '"recipientCount":1,"recipientsHash":"hash-of-ada","rollHash":"hash-of-the-roll","rollSize":9,' +
        '"rule":{"leastRoll":3,"noQuorum":"extend-once","objectionHours":0,' +
        '"quorum":{"den":2,"num":1},"secrecy":"confidential","settle":"on-quorum","strict":false,' +
        '"threshold":{"den":3,"num":2}},"subject":{"kind":"person","memberId":"ada"}}',
    )
  })

  t.test('the hashed text does not depend on the order of the keys', async () => {
    const property = fc.property(anyAgreed(), fc.infiniteStream(fc.nat()), (agreed, random) => {
      const draw = () => Number(random.next().value)
      const reordered: Agreed = JSON.parse(JSON.stringify(withKeysShuffled(agreed, draw)))
      assert.deepEqual(reordered, agreed)
      assert.equal(agreedText(reordered), agreedText(agreed))
    })
    fc.assert(property)
  })

  t.test('the text says everything: read again it is what was agreed', async () => {
    const property = fc.property(anyAgreed(), (agreed) => {
      assert.deepEqual(JSON.parse(agreedText(agreed)), agreed)
    })
    fc.assert(property)
  })

  t.test('any other fact makes another text', async (t) => {
    const others: readonly Agreed[] = [
      anAgreed(),
      aGroupAgreed(),
      anAgreed({ rule: { quorum: { num: 2, den: 4 } } }),
      anAgreed({ rule: { strict: true } }),
      anAgreed({ rollSize: 10 }),
      anAgreed({ rollHash: 'other' }),
      anAgreed({ achievementId: 'other' }),
      anAgreed({ achievementVersion: 2 }),
      anAgreed({ criteria: [aCriterion({ required: false })] }),
      anAgreed({ criteria: [aCriterion({ fr: 'Aide' })] }),
      anAgreed({ criteria: [aCriterion({ id: 'a' }), aCriterion({ id: 'b' })] }),
      anAgreed({ criteria: [aCriterion({ id: 'b' }), aCriterion({ id: 'a' })] }),
      anAgreed({ subject: { kind: 'person', memberId: 'ben' } }),
      anAgreed({ recipientCount: 2 }),
      anAgreed({ recipientsHash: 'other' }),
      anAgreed({ openedAt: openedAt + 1 }),
      anAgreed({ deadline: openedAt + dayMs }),
    ]
    t.equal(new Set(others.map(agreedText)).size, others.length)
  })
})

t.test('whatever is done to a proposal', async (t) => {
  t.test('what was agreed stays byte-identical and nothing given is written to', async () => {
    const property = fc.property(anyAgreed(), anyOperations(), (agreed, operations) => {
      const text = agreedText(agreed)
      const bytes = JSON.stringify(agreed)
      for (const { after } of played(agreed, operations)) {
        assert.equal(after.agreed, agreed)
        assert.equal(agreedText(after.agreed), text)
        assert.equal(JSON.stringify(after.agreed), bytes)
      }
    })
    fc.assert(property)
  })

  t.test('the tally is the recount of the standing ballots', async () => {
    const property = fc.property(anyAgreed(), anyOperations(), (agreed, operations) => {
      for (const { after, standing } of played(agreed, operations)) {
        const ballots = [...standing].map(([voterId, choices]) => ({ voterId, choices }))
        assert.deepEqual(after.tally, tally(ballots, agreed.criteria.length))
      }
    })
    fc.assert(property)
  })

  t.test('every number is a whole one', async () => {
    const property = fc.property(anyAgreed(), anyOperations(), (agreed, operations) => {
      for (const { after } of played(agreed, operations))
        assert.deepEqual(
          numbersIn(after).filter((n) => !(Number.isSafeInteger(n) && n >= 0)),
          [],
        )
    })
    fc.assert(property)
  })

  t.test('a verdict never changes, but for a veto of an acceptance', async (t) => {
    const ways: Record<Status, readonly Status[]> = {
      open: ['open', 'undecided', 'accepted', 'declined', 'lapsed', 'withdrawn'],
      undecided: ['undecided', 'accepted', 'declined', 'withdrawn'],
      accepted: ['accepted', 'vetoed'],
      declined: ['declined'],
      lapsed: ['lapsed'],
      withdrawn: ['withdrawn'],
      vetoed: ['vetoed'],
    }
    const seen = new Set<string>()
    const property = fc.property(anyAgreed(), anyOperations(), (agreed, operations) => {
      for (const { before, after } of played(agreed, operations)) {
        seen.add(`${before.status} to ${after.status}`)
        assert.ok(ways[before.status].includes(after.status), `${before.status} to ${after.status}`)
        assert.ok(
          [before.closesAt, extendedDeadline(agreed, agreed.deadline)].includes(after.closesAt),
        )
        if (before.status !== 'open')
          assert.deepEqual({ ...after, status: '' }, { ...before, status: '' })
      }
    })
    fc.assert(property, { numRuns: 1500 })
    const possible = Object.entries(ways).flatMap(([from, to]) =>
      to.map((to) => `${from} to ${to}`),
    )
    t.strictSame([...seen].toSorted(), possible.toSorted(), 'every step was seen')
  })
})

function impossible(field: string) {
  return { ok: false, refusal: { code: 'rule-impossible', field } }
}

function lasting(ms: number) {
  return openProposal(anAgreed({ deadline: openedAt + ms }))
}

function closed(status: Status) {
  return { ok: false, refusal: { code: 'proposal-closed', status } }
}

function opened(agreed: Agreed): Proposal {
  const found = openProposal(agreed)
  if (!found.ok) throw new Error(`refused to open: ${found.refusal.code}`)
  return found.value
}

function atDeadline(noQuorum: NoQuorum = 'extend-once'): Proposal {
  return opened(anAgreed({ rule: { settle: 'at-deadline', noQuorum } }))
}

function voted(proposal: Proposal, ballot: Parameters<typeof castBallot>[1]): Proposal {
  const found = castBallot(proposal, ballot)
  if (!found.ok) throw new Error(`refused the ballot: ${found.refusal.code}`)
  return found.value.proposal
}

/** Five ballots, the quorum of nine: `met`, but for the last ones given. */
function five(...last: Choice[]): (readonly Choice[])[] {
  const first = Array.from({ length: 5 - last.length }, () => 'met' as const)
  return [...first, ...last].map((choice) => [choice])
}

function daysWithExtension(days: number): number {
  const agreed = anAgreed({ deadline: openedAt + days * dayMs })
  return (extendedDeadline(agreed, agreed.deadline) - openedAt) / dayMs
}

/** First ballots of as many voters, until the vote closes. */
function allVoted(proposal: Proposal, ballots: readonly (readonly Choice[])[]): Proposal {
  return ballots.reduce(
    (now, choices, index) =>
      now.status === 'open' ? voted(now, aCast({ voterId: `voter-${index}`, choices })) : now,
    proposal,
  )
}

function acceptedOrders(settle: Rule['settle'], met: number, notYet: number) {
  const proposal = aProposal({ agreed: { rollSize: met + notYet, rule: { settle } } })
  const orders = ordersOf(met, notYet)
  const accepted = orders.filter((order) => {
    const last = allVoted(
      proposal,
      order.map((choice) => [choice]),
    )
    return atClosing(last).status === 'accepted'
  })
  return { accepted: accepted.length, orders: orders.length }
}

function ordersOf(met: number, notYet: number, before: readonly Choice[] = []): Choice[][] {
  if (met + notYet === 0) return [[...before]]
  return [
    ...(met > 0 ? ordersOf(met - 1, notYet, [...before, 'met']) : []),
    ...(notYet > 0 ? ordersOf(met, notYet - 1, [...before, 'not-yet']) : []),
  ]
}

type Operation =
  | {
      readonly kind: 'cast'
      readonly voterId: string
      readonly choices: readonly Choice[]
      readonly at: number
      readonly onRoll: boolean
    }
  | { readonly kind: 'close' | 'withdraw' | 'veto' | 'veto-minted' | 'accept' | 'decline' }

interface Step {
  readonly before: Proposal
  readonly after: Proposal
  /** The ballots that were counted, by voter. */
  readonly standing: ReadonlyMap<string, readonly Choice[]>
}

/** Plays the operations on deeply frozen values: writing to what was given would throw. */
function played(agreed: Agreed, operations: readonly Operation[]): Step[] {
  const standing = new Map<string, readonly Choice[]>()
  const steps: Step[] = []
  let before = deepFrozen(opened(deepFrozen(agreed)))
  for (const operation of operations) {
    const after = deepFrozen(operate(before, operation, standing))
    steps.push({ before, after, standing: new Map(standing) })
    before = after
  }
  return steps
}

function operate(
  proposal: Proposal,
  operation: Operation,
  standing: Map<string, readonly Choice[]>,
): Proposal {
  switch (operation.kind) {
    case 'cast': {
      const { voterId, onRoll, at } = operation
      const choices = operation.choices.slice(0, proposal.agreed.criteria.length)
      const before = standing.get(voterId)
      const found = castBallot(proposal, { voterId, onRoll, before, choices, at })
      if (!found.ok) return proposal
      standing.set(voterId, choices)
      return found.value.proposal
    }
    case 'close':
      return atClosing(proposal)
    case 'withdraw':
      return valueOr(proposal, withdraw(proposal))
    case 'veto':
      return valueOr(proposal, veto(proposal, { minted: false }))
    case 'veto-minted':
      return valueOr(proposal, veto(proposal, { minted: true }))
    case 'accept':
      return valueOr(proposal, decide(proposal, 'accepted'))
    case 'decline':
      return valueOr(proposal, decide(proposal, 'declined'))
  }
}

function valueOr(
  proposal: Proposal,
  outcome: { readonly ok: true; readonly value: Proposal } | { readonly ok: false },
): Proposal {
  return outcome.ok ? outcome.value : proposal
}

/** Some ballots, mostly favourable and in time, then anything: short votes reach every status. */
function anyOperations(): fc.Arbitrary<Operation[]> {
  const choice = fc.oneof(
    { arbitrary: fc.constant('met' as const), weight: 6 },
    { arbitrary: fc.constantFrom(...choices), weight: 1 },
  )
  const cast = fc.record({
    kind: fc.constant('cast' as const),
    voterId: fc.constantFrom('ada', 'ben', 'chloe', 'dina'),
    choices: fc.array(choice, { minLength: 3, maxLength: 3 }),
    at: fc.oneof(
      { arbitrary: fc.integer({ min: openedAt, max: openedAt + 3 * dayMs }), weight: 9 },
      { arbitrary: fc.integer({ min: openedAt, max: openedAt + 9 * dayMs }), weight: 1 },
    ),
    onRoll: fc.integer({ min: 0, max: 9 }).map((draw) => draw > 0),
  })
  const other = fc.record({
    kind: fc.constantFrom('close', 'close', 'withdraw', 'veto', 'veto-minted', 'accept', 'decline'),
  })
  const ballots = fc.array(cast, { maxLength: 8, size: 'max' })
  const anything = fc.array(fc.oneof(cast, other), { maxLength: 12, size: 'max' })
  return fc.tuple(ballots, anything).map((parts) => parts.flat())
}

function anyAgreed(): fc.Arbitrary<Agreed> {
  const share = fc.constantFrom({ num: 1, den: 2 }, { num: 2, den: 3 }, { num: 997, den: 1000 })
  const rule = fc.record({
    quorum: share,
    threshold: share,
    strict: fc.boolean(),
    settle: fc.constantFrom('on-quorum', 'when-certain', 'at-deadline'),
    noQuorum: fc.constantFrom('lapse', 'extend-once', 'trainer'),
    secrecy: fc.constantFrom('confidential', 'transparent'),
    objectionHours: fc.integer({ min: 0, max: 720 }),
    leastRoll: fc.integer({ min: 1, max: 4 }),
  })
  const criterion = fc
    .record({ id: fc.string(), fr: fc.string(), en: fc.string(), required: fc.boolean() })
    .map(aCriterion)
  const criteria = fc.array(criterion, { minLength: 1, maxLength: 2 })
  const subject = fc.oneof(
    fc.constant({ kind: 'person', memberId: 'ada' } as const),
    fc.constant({ kind: 'group', groupId: 'g', mints: 'group-and-members' } as const),
  )
  return fc
    .record({ rule, criteria, subject, rollSize: fc.integer({ min: 4, max: 6 }), id: fc.string() })
    .map(({ criteria, id, ...rest }) =>
      anAgreed({ ...rest, achievementId: id, criteria: [aCriterion(), ...criteria] }),
    )
}

function withKeysShuffled(value: unknown, draw: () => number): unknown {
  if (Array.isArray(value)) return value.map((inner) => withKeysShuffled(inner, draw))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => ({ key, inner: withKeysShuffled(inner, draw), place: draw() }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ key, inner }) => [key, inner]),
  )
}

function deepFrozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) deepFrozen(inner)
  return Object.freeze(value)
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(numbersIn)
}

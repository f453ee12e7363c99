import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Choice } from '#src/domain/tally.ts'
import type { BallotRow } from '#src/storage/ballots.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import { accident, type Act, type Answer } from './act.ts'

/** An act and what came of it. */
export interface Told {
  readonly act: Act
  readonly answer: Answer
}

type Cast = Told & { readonly act: { readonly kind: 'cast' } }

/** What everybody was told about one proposal, beside what stands in the database; `at`, after the race. */
export function checkAnswers(
  row: ProposalRow,
  standing: readonly BallotRow[],
  { told, at }: { readonly told: readonly Told[]; readonly at: number },
): readonly string[] {
  const casts = told.filter((one): one is Cast => one.act.kind === 'cast')
  const byEvent = [...Map.groupBy(casts, ({ act }) => act.ballot.event.eventId).values()]
  const once = byEvent.flatMap(([first]) => first ?? [])
  return [
    ...byEvent.flatMap(replayBreaches),
    ...once.flatMap((cast) => refusalBreaches(row, cast, at)),
    ...voterBreaches(once, standing),
    ...orderBreaches(row, once),
    ...trainerBreaches(row, told),
  ].map((breach) => `proposal ${row.id} (${row.status}): ${breach}`)
}

function replayBreaches(sameEvent: readonly Cast[]): readonly string[] {
  const [expected, ...others] = sameEvent.map(({ answer }) => asKept(answer))
  return others
    .filter((answer) => !isDeepStrictEqual(answer, expected))
    .map((answer) => `a replay got ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`)
}

// What is kept for replays went through JSON.
function asKept(answer: Answer): unknown {
  return JSON.parse(JSON.stringify(answer))
}

function refusalBreaches(row: ProposalRow, { act, answer }: Cast, at: number): readonly string[] {
  if (answer.ok) return []
  const { code } = answer.refusal
  // Told of already.
  if (code === accident) return []
  const { memberId, event } = act.ballot
  const { subject } = row.agreed
  if (code === 'own-award' && subject.kind === 'person' && subject.memberId === memberId) return []
  if (code === 'not-on-roll' && event.eventId.includes('stranger')) return []
  const isOver = row.status !== 'open' || at >= row.agreed.deadline
  if (code === 'proposal-closed' && isOver) return []
  return [`a ballot was refused: ${code}`]
}

// Ballots of one voter that arrive at the same time: any of them may be the last, none may be lost.
function voterBreaches(once: readonly Cast[], standing: readonly BallotRow[]): readonly string[] {
  const counted = Map.groupBy(
    once.filter(({ answer }) => answer.ok),
    ({ act }) => act.ballot.memberId,
  )
  const lost = [...counted].flatMap(([memberId, casts]) => {
    const row = standing.find((one) => one.memberId === memberId)
    const isKnown = casts.some(({ act }) => isDeepStrictEqual(choicesIn(act), row?.choices))
    return isKnown ? [] : [`what ${memberId} was told is counted does not stand`]
  })
  const uncalled = standing.filter(({ memberId }) => !counted.has(memberId))
  return [...lost, ...uncalled.map(({ memberId }) => `a refused ballot of ${memberId} stands`)]
}

function choicesIn({ ballot }: Cast['act']): readonly Choice[] {
  return Object.values(ballot.answers).map(({ choice }) => choice)
}

const receipt = z.object({
  counted: z.enum(['first', 'changed', 'same']),
  status: z.string(),
  cast: z.number(),
})

// One history: first ballots are numbered without a gap, one ballot ends the vote, and it is the last one counted.
function orderBreaches(row: ProposalRow, once: readonly Cast[]): readonly string[] {
  const receipts = once.flatMap(({ answer }) =>
    answer.ok ? (receipt.safeParse(answer.value).data ?? []) : [],
  )
  // Over HTTP people get words.
  if (receipts.length === 0) return []
  const numbers = receipts
    .filter(({ counted }) => counted === 'first')
    .map(({ cast }) => cast)
    .toSorted((a, b) => a - b)
  const ends = receipts.filter(({ status }) => status !== 'open')
  const ending = row.settledBy === 'ballots' || row.status === 'vetoed' ? 1 : 0
  const most = Math.max(...numbers)
  return [
    ...(isDeepStrictEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    )
      ? []
      : [`first ballots were numbered ${numbers.join()}`]),
    ...(ends.length === ending ? [] : [`${ends.length} ballots were told that they end the vote`]),
    ...(ends.every(({ cast }) => cast === most) ? [] : ['a ballot was counted after the last one']),
  ]
}

function trainerBreaches(row: ProposalRow, told: readonly Told[]): readonly string[] {
  return told.flatMap(({ act, answer }) => {
    if (act.kind !== 'end') return []
    const { ending } = act.end
    if (ending !== 'withdraw' && ending !== 'veto') return []
    const asSaid = row.status === (ending === 'withdraw' ? 'withdrawn' : 'vetoed')
    if (asSaid === answer.ok) return []
    return [`${ending} was answered ${JSON.stringify(answer)}`]
  })
}

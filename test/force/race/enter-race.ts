import type { App } from '#src/app/app.ts'
import type { Answer as Said, Ballot } from '#src/app/cast-ballot.ts'
import type { EndProposal } from '#src/app/end-proposal.ts'
import { type NewProposal, proposeAward } from '#src/app/propose-award.ts'
import { shortestVoteMs } from '#src/domain/proposal.ts'
import { presets, quorumBallots, type Rule } from '#src/domain/rule.ts'
import type { Choice } from '#src/domain/tally.ts'
import { criterionPasses } from '#src/domain/verdict.ts'
import { findProposal, type ProposalRow } from '#src/storage/proposals.ts'
import type { Class, House, Person } from '../kit/house.ts'
import { type Act, persist } from './act.ts'
import type { Mischief, Plan } from './plan.ts'

/** A proposal at the start of its race. */
export interface Runner {
  readonly plan: Plan
  readonly row: ProposalRow
  readonly class: Class
  readonly acts: readonly Act[]
}

/** What the proposals of one wave have in common. */
export interface WaveKind {
  /** The deadline falls among the last ballots. */
  readonly atDeadline: boolean
}

const dayMs = 24 * 3_600_000
/** Ballots of a wave are spread over that many turns of the event loop. */
const turns = 4

/** Opens a proposal as its plan says, and works out all that will happen to it. */
export async function enterRace(
  app: App,
  house: House,
  { plan, number, wave }: { readonly plan: Plan; readonly number: number; readonly wave: WaveKind },
): Promise<Runner> {
  const where = pick(house.classes, number)
  const row = await propose(app, house, { plan, where, wave, number })
  const [stranger] = pick(house.classes, number + 1).learners
  if (!stranger) throw new Error('A class needs learners.')
  const ballots = [...ballotsOf(plan, row, where, stranger)]
  const acts = [
    ...ballots.map((ballot): Started => ({ kind: 'cast', proposalId: row.id, ballot })),
    ...trainersActs(app, plan, row, where),
    ...(wave.atDeadline ? deadlineActs(row) : []),
  ]
  const timed = acts.map((act, index): Act => ({
    ...act,
    afterTurns: chanceOf(plan, index) % turns,
  }))
  return { plan, row, class: where, acts: shuffled(timed, plan) }
}

/** One of the plan's chances. */
export function chanceOf({ chances }: Plan, index: number): number {
  return chances[index % chances.length] ?? 0
}

type Started = Act extends infer One ? (One extends Act ? Omit<One, 'afterTurns'> : never) : never

async function propose(
  app: App,
  { achievements }: House,
  {
    plan,
    where: { group, trainer, learners },
    wave,
    number,
  }: {
    readonly plan: Plan
    readonly where: Class
    readonly wave: WaveKind
    readonly number: number
  },
): Promise<ProposalRow> {
  const fitting = achievements.filter(
    ({ content }) => plan.candidates !== 'person' || content.kind !== 'group',
  )
  const proposal: NewProposal = {
    event: { source: 'force', eventId: `propose ${number}`, at: app.now() },
    by: trainer.member,
    group,
    achievementId: pick(fitting, plan.achievement).id,
    candidates:
      plan.candidates === 'person'
        ? { kind: 'people', memberIds: [pick(learners, plan.achievement).member.id] }
        : { kind: 'group', mints: plan.candidates },
    grounds: { reason: `Race ${number}.` },
    rule: ruleOf(plan),
    deadline: app.now() + (wave.atDeadline ? shortestVoteMs : dayMs),
  }
  const opened = await persist(() => proposeAward(app, proposal))
  const [id] = opened.ok ? opened.value : []
  const row = id === undefined ? undefined : await findProposal(app.store.db, id)
  if (!row) throw new Error(`Race ${number} could not be opened: ${JSON.stringify(opened)}`)
  return row
}

function ruleOf({ preset, noQuorum, objectionHours }: Plan): Rule {
  return { ...presets[preset], noQuorum, objectionHours }
}

/** The voters that the boundary needs, each with one ballot, and what gets in their way. */
function* ballotsOf(
  plan: Plan,
  row: ProposalRow,
  { learners }: Class,
  stranger: Person,
): Generator<Ballot> {
  const { subject, rule, rollSize } = row.agreed
  const candidate = subject.kind === 'person' ? subject.memberId : undefined
  const roll = learners.filter(({ member }) => member.id !== candidate)
  const count = Math.min(rollSize, quorumBallots(rule, rollSize) + plan.aboutQuorum)
  const against = Math.max(0, Math.min(count, mostAgainst(rule, count) + plan.aboutThreshold))
  const voters = roll.slice(0, Math.max(1, count))
  const ballotOf = (
    person: Person,
    place: number,
    how: { event: string; met: boolean },
  ): Ballot => ({
    event: { source: 'force', eventId: `${row.id} ${how.event}`, at: 0 },
    workspaceId: row.workspaceId,
    proposalId: row.id,
    memberId: person.member.id,
    answers: answersOf(plan, row, place, how.met),
  })
  const first = (place: number) => ({ event: `vote ${place}`, met: place >= against })
  for (const [place, voter] of voters.entries()) yield ballotOf(voter, place, first(place))
  for (const [index, { kind, voter: chosen }] of plan.mischief.entries()) {
    const place = chosen % voters.length
    const how = mischiefOf(kind, first(place), index)
    const who = kind === 'stranger' ? stranger : ownOr(kind, learners, candidate)
    const voter = who ?? voters[place]
    if (voter) yield ballotOf(voter, place, how)
  }
}

function mischiefOf(
  kind: Mischief['kind'],
  first: { readonly event: string; readonly met: boolean },
  index: number,
): { readonly event: string; readonly met: boolean } {
  switch (kind) {
    case 'replay':
      return first
    case 'double-click':
    case 'stranger':
    case 'own':
      return { ...first, event: `${kind} ${index}` }
    case 'changed-mind':
      return { event: `${kind} ${index}`, met: !first.met }
  }
}

// In a vote about the group nobody is the candidate: it is then one more double click.
function ownOr(
  kind: Mischief['kind'],
  learners: readonly Person[],
  candidate: string | undefined,
): Person | undefined {
  return kind === 'own' ? learners.find(({ member }) => member.id === candidate) : undefined
}

// Those against are against the same criterion, or they would not meet the threshold together.
function answersOf(
  plan: Plan,
  { agreed: { criteria } }: ProposalRow,
  place: number,
  met: boolean,
): Readonly<Record<string, Said>> {
  const disputed = plan.achievement % criteria.length
  const choice = (index: number): Choice => {
    if (index === disputed) return met ? 'met' : 'not-yet'
    return (plan.achievement + place) % 5 === 0 ? 'abstain' : 'met'
  }
  return Object.fromEntries(
    criteria.map(({ id }, index) => [id, { choice: choice(index), words: '' }]),
  )
}

/** How many of that many voters may be against, and the criterion still passes. */
function mostAgainst(rule: Rule, voters: number): number {
  let against = 0
  while (
    against < voters &&
    criterionPasses(rule, { met: voters - against - 1, notYet: against + 1, abstain: 0 })
  )
    against += 1
  return against
}

function trainersActs(
  app: App,
  plan: Plan,
  row: ProposalRow,
  { trainer }: Class,
): readonly Started[] {
  if (plan.trainer === 'nothing') return []
  return [endAct(app, row, trainer, plan.trainer)]
}

/** A trainer's word about a proposal. */
export function endAct(
  app: App,
  { id: proposalId }: ProposalRow,
  { member }: Person,
  ending: EndProposal['ending'],
): Started & { readonly kind: 'end' } {
  const event = { source: 'force', eventId: app.newId(), at: app.now() }
  const end = { event, by: member, proposalId, ending, reason: 'A race.' }
  return { kind: 'end', proposalId, end }
}

function deadlineActs({ id: proposalId, workspaceId }: ProposalRow): readonly Started[] {
  return [
    { kind: 'close', proposalId, workspaceId },
    { kind: 'close', proposalId, workspaceId },
  ]
}

function shuffled(acts: readonly Act[], plan: Plan): readonly Act[] {
  return acts
    .map((act, index) => ({ act, chance: chanceOf(plan, index) }))
    .toSorted((a, b) => a.chance - b.chance)
    .map(({ act }) => act)
}

function pick<One>(all: readonly One[], number: number): One {
  const one = all[number % all.length]
  if (one === undefined) throw new Error('There is nothing to pick from.')
  return one
}

import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { castBallot as count } from '#src/domain/proposal.ts'
import { seatOf } from '#src/domain/seat.ts'
import { type Choice, maySign } from '#src/domain/tally.ts'
import { type BallotRow, saveBallots, standingChoices, voterKey } from '#src/storage/ballots.ts'
import { decideEach } from '#src/storage/inbox.ts'
import { requestJobs } from '#src/storage/outbox.ts'
import { memberKey, samePersons } from '#src/storage/persons.ts'
import { lockProposals, type ProposalRow, saveTallies } from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import type { Ballot, CastRefusal, Receipt } from './cast-ballot.ts'
import { eventOf } from './event.ts'
import { proposalJob } from './jobs.ts'
import { makesOwnBadges } from './opt-out.ts'
import { settleProposal } from './settle-proposal.ts'
import { viewProposal } from './view-proposal.ts'

export interface CountOptions {
  /** How long after a ballot its card is redrawn, together with what comes meanwhile. */
  readonly cardDelayMs: number
}

/**
 * Counts ballots in the order they came, in one transaction of a fixed number of statements, and settles with their
 * awards the proposals that they decide. Each has its own outcome: what one is refused for is nothing to the others.
 */
export function countBallots(
  app: App,
  ballots: readonly Ballot[],
  { cardDelayMs }: CountOptions,
): Promise<readonly Outcome<Receipt, CastRefusal>[]> {
  const events = ballots.map((ballot) => ({ ...eventOf(ballot), ballot }))
  return decideEach(app.store, events, async (tx, fresh) =>
    countFresh(
      app,
      tx,
      fresh.map(({ ballot }) => ballot),
      cardDelayMs,
    ),
  )
}

async function countFresh(
  app: App,
  tx: Tx,
  ballots: readonly Ballot[],
  cardDelayMs: number,
): Promise<readonly Outcome<Receipt, CastRefusal>[]> {
  if (ballots.length === 0) return []
  const asked = new Map(
    ballots.map(({ workspaceId, proposalId }) => [proposalId, { workspaceId, id: proposalId }]),
  )
  const locked = await lockProposals(tx, [...asked.values()])
  const at = app.now()
  // Read once the votes are locked: linking two members waits for that, and is seen from then on.
  const persons = await samePersons(tx, ballots)
  const seats = ballots.flatMap(({ memberId, ...ballot }) =>
    (persons.get(memberKey({ ...ballot, memberId })) ?? [memberId]).map((id) => ({
      workspaceId: ballot.workspaceId,
      proposalId: ballot.proposalId,
      memberId: id,
    })),
  )
  const box: Box = {
    at,
    cardsAt: at + cardDelayMs,
    proposals: new Map(locked.map((row) => [row.id, { before: row, now: row }])),
    persons,
    standing: await standingChoices(tx, seats),
    written: new Map(),
  }
  const outcomes = ballots.map((ballot) => countOne(box, ballot))
  await save(app, tx, box)
  return outcomes
}

/** What a batch knows and what it has changed. */
interface Box {
  readonly at: number
  readonly cardsAt: number
  /** By id: as it was locked, and with the ballots counted so far. */
  readonly proposals: Map<string, { readonly before: ProposalRow; readonly now: ProposalRow }>
  /** By `memberKey`, for those who were linked: the members of the same person. */
  readonly persons: ReadonlyMap<string, readonly string[]>
  /** By voter, for those on the roll: the standing choices, null before the first ballot. */
  readonly standing: Map<string, readonly Choice[] | null>
  readonly written: Map<string, BallotRow>
}

function countOne(box: Box, ballot: Ballot): Outcome<Receipt, CastRefusal> {
  const { workspaceId, proposalId, answers } = ballot
  const { at } = box
  const proposal = box.proposals.get(proposalId)
  if (proposal?.now.workspaceId !== workspaceId) return refuse({ code: 'unknown-proposal' })
  const row = proposal.now
  const given = row.agreed.criteria.flatMap(({ id }) => answers[id] ?? [])
  const choices = given.map(({ choice }) => choice)
  const { memberId, voterId } = voterOf(box, row, ballot)
  const voter = voterKey({ workspaceId, proposalId, memberId })
  const counted = count(row, {
    voterId,
    onRoll: box.standing.has(voter),
    before: box.standing.get(voter) ?? undefined,
    choices,
    at,
  })
  if (!counted.ok) return counted

  const { proposal: voted, counted: how } = counted.value
  const after: ProposalRow = { ...row, status: voted.status, tally: voted.tally }
  box.proposals.set(proposalId, { before: proposal.before, now: after })
  box.standing.set(voter, choices)
  const words = given.map((answer) => answer.words)
  box.written.set(voter, {
    workspaceId,
    proposalId,
    memberId,
    choices,
    words,
    castAt: at,
    support: supportOf(ballot, choices),
  })
  const { status, cast, rollSize, missing, closesAt } = viewProposal(after)
  const ownBadges = makesOwnBadges(after)
  return accept({ counted: how, status, cast, rollSize, missing, closesAt, ownBadges })
}

// From which place on the roll the ballot counts, and in whose name it is judged: nobody votes for himself or herself
// through another member of the same person.
function voterOf(
  { persons, standing }: Box,
  { agreed: { subject } }: ProposalRow,
  ballot: Ballot,
): { readonly memberId: string; readonly voterId: string } {
  const { memberId } = ballot
  const same = persons.get(memberKey(ballot))
  if (!same) return { memberId, voterId: memberId }
  const seats = same.flatMap((id) => {
    const choices = standing.get(voterKey({ ...ballot, memberId: id }))
    return choices === undefined ? [] : [{ memberId: id, hasVoted: choices !== null }]
  })
  const seat = seatOf(memberId, seats) ?? memberId
  const isCandidate = subject.kind === 'person' && same.includes(subject.memberId)
  return { memberId: seat, voterId: isCandidate ? subject.memberId : seat }
}

// Whoever still misses something signs no support.
function supportOf({ support }: Ballot, choices: readonly Choice[]): string | null {
  return maySign(choices) ? (support ?? null) : null
}

async function save(app: App, tx: Tx, { cardsAt, proposals, written }: Box): Promise<void> {
  await saveBallots(tx, [...written.values()])
  const changed = [...proposals.values()].filter(({ before, now }) => before !== now)
  const open = changed.map(({ now }) => now).filter(({ status }) => status === 'open')
  await saveTallies(tx, open)
  await requestJobs(
    tx,
    open.map((row) => proposalJob(app, 'card', row, cardsAt)),
  )
  for (const { before, now } of changed)
    if (now.status !== 'open')
      await settleProposal(app, tx, before, { proposal: now, by: 'ballots' })
}

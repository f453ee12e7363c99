import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { isOpen, type Status } from '#src/domain/proposal.ts'
import type { Choice } from '#src/domain/tally.ts'
import type { Standing } from '#src/storage/ballots.ts'
import { findMember, type MemberRow } from '#src/storage/members.ts'
import { samePerson } from '#src/storage/persons.ts'
import { findProposal, type ProposalRow, proposalsOfGroup } from '#src/storage/proposals.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { seatedAt } from './seat.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** A vote under way, as one member of the group sees it. */
export interface RunningVote {
  readonly view: ProposalView
  /** The member's person is on the roll and has not voted. */
  readonly owes: boolean
  /** Whom it is for, by name. */
  readonly candidate: string | undefined
}

/** The votes under way in a group, those that close first in front. */
export async function runningVotes(
  app: App,
  { workspaceId, id: groupId }: Pick<GroupRow, 'workspaceId' | 'id'>,
  member: Pick<MemberRow, 'id'>,
): Promise<readonly RunningVote[]> {
  const { db } = app.store
  const rows = await proposalsOfGroup(db, { workspaceId, groupId }, { running: true, limit: 50 })
  const same = await samePerson(db, { workspaceId, memberId: member.id })
  const votes: RunningVote[] = []
  for (const row of rows.toReversed()) {
    const voter = { workspaceId, proposalId: row.id, memberId: member.id }
    const seated = await seatedAt(db, voter, same)
    const isOwed = seated?.standing.choices === null && !isFor(row, same)
    const owes = isOwed && isOpen(row, app.now())
    votes.push({ view: viewProposal(row), owes, candidate: await candidateName(app, row) })
  }
  return votes
}

/** What is needed to fill in a ballot. */
export interface OpenBallot {
  readonly view: ProposalView
  readonly candidate: string
  readonly standing:
    | Readonly<Record<string, { readonly choice: Choice; readonly words: string }>>
    | undefined
  /** The word of the standing ballot's signed support, or ""; undefined: it signs none. */
  readonly support: string | undefined
}

export type OpenBallotRefusal =
  | { readonly code: 'unknown-proposal' }
  | { readonly code: 'own-award' }
  | { readonly code: 'not-on-roll' }
  | { readonly code: 'proposal-closed'; readonly status: Status }

/** A member's ballot on a proposal, or why that member has none. */
export async function ballotOf(
  app: App,
  { proposalId, member }: { readonly proposalId: string; readonly member: MemberRow },
): Promise<Outcome<OpenBallot, OpenBallotRefusal>> {
  const { db } = app.store
  const row = await findProposal(db, proposalId)
  if (row?.workspaceId !== member.workspaceId) return refuse({ code: 'unknown-proposal' })
  const { workspaceId } = row
  const same = await samePerson(db, { workspaceId, memberId: member.id })
  if (isFor(row, same)) return refuse({ code: 'own-award' })
  const seated = await seatedAt(db, { workspaceId, proposalId, memberId: member.id }, same)
  if (!seated) return refuse({ code: 'not-on-roll' })
  const { standing } = seated
  if (!isOpen(row, app.now())) return refuse({ code: 'proposal-closed', status: row.status })
  return accept({
    view: viewProposal(row),
    candidate: (await candidateName(app, row)) ?? '',
    standing: byCriterion(row, standing),
    support: standing.support ?? undefined,
  })
}

/** The latest votes of a group that are over, newest first. */
export async function endedVotes(
  { store }: App,
  { workspaceId, id: groupId }: Pick<GroupRow, 'workspaceId' | 'id'>,
  limit: number,
): Promise<readonly ProposalView[]> {
  const rows = await proposalsOfGroup(
    store.db,
    { workspaceId, groupId },
    { running: false, limit: limit + 50 },
  )
  return rows
    .filter(({ status }) => status !== 'open' && status !== 'undecided')
    .slice(0, limit)
    .map(viewProposal)
}

/** Whether a vote is on a badge for one of these members. */
function isFor({ agreed: { subject } }: ProposalRow, members: readonly string[]): boolean {
  return subject.kind === 'person' && members.includes(subject.memberId)
}

async function candidateName(
  { store }: App,
  { workspaceId, agreed }: ProposalRow,
): Promise<string | undefined> {
  if (agreed.subject.kind === 'group') return undefined
  return (await findMember(store.db, workspaceId, agreed.subject.memberId))?.name
}

function byCriterion(
  { agreed }: ProposalRow,
  { choices, words }: Standing,
): OpenBallot['standing'] {
  if (!choices) return undefined
  return Object.fromEntries(
    agreed.criteria.flatMap(({ id }, index) => {
      const choice = choices[index]
      return choice ? [[id, { choice, words: words?.[index] ?? '' }]] : []
    }),
  )
}

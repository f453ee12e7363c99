import { isDeepStrictEqual } from 'node:util'
import { pollOf } from '#src/domain/proposal.ts'
import { tally } from '#src/domain/tally.ts'
import { verdictAtDeadline, verdictNow } from '#src/domain/verdict.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import type { BallotRow } from '#src/storage/ballots.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import { and, eq } from '#src/storage/drizzle.ts'
import type { Db, Store } from '#src/storage/store.ts'

/** What stands in the database about all the votes. */
export interface VoteAudit {
  readonly proposals: number
  readonly byStatus: Readonly<Record<string, number>>
  readonly ballots: number
  readonly awards: number
  /** Accepted proposals × their recipients. */
  readonly awardsOwed: number
  readonly breaches: readonly string[]
}

/** Counts every vote of a database again from its ballots, and compares the awards with the frozen recipients. */
export async function auditVotes({ db }: Store): Promise<VoteAudit> {
  const { t } = db
  const proposals = await allProposals(db)
  const ballots = Map.groupBy(await db.select().from(t.ballot), byProposal)
  const awards = Map.groupBy(
    await db
      .select({ proposalId: t.award.proposalId, kind: t.award.kind, recipient: t.award.recipient })
      .from(t.award),
    byProposal,
  )
  const recipients = Map.groupBy(await db.select().from(t.recipient), byProposal)
  const breaches = proposals.flatMap((row) => {
    const frozen = (recipients.get(row.id) ?? []).map(({ memberId }) => memberId)
    return [
      ...tallyBreaches(row, ballots.get(row.id) ?? []),
      ...verdictBreaches(row),
      ...awardBreaches(row, awards.get(row.id) ?? [], frozen),
    ]
  })
  const owed = proposals.filter(({ mintedAt }) => mintedAt !== null)
  const byStatus = [...Map.groupBy(proposals, ({ status }) => status)]
  return {
    proposals: proposals.length,
    byStatus: Object.fromEntries(byStatus.map(([status, rows]) => [status, rows.length])),
    ballots: sum([...ballots.values()].map(({ length }) => length)),
    awards: sum([...awards.values()].map(({ length }) => length)),
    awardsOwed: sum(owed.map(({ agreed }) => agreed.recipientCount)),
    breaches,
  }
}

/** Every proposal of a database. */
export async function allProposals(db: Db): Promise<ProposalRow[]> {
  const { proposal, poll } = db.t
  const rows = await db
    .select({ proposal, poll })
    .from(proposal)
    .innerJoin(
      poll,
      and(eq(poll.workspaceId, proposal.workspaceId), eq(poll.proposalId, proposal.id)),
    )
  return rows.map((row) => ({ ...row.poll, ...row.proposal }))
}

/** The verdict does not follow from the tally: above all "quorum met but open". */
export function verdictBreaches(row: ProposalRow): readonly string[] {
  const { id, status, settledBy } = row
  const now = verdictNow(pollOf(row))
  if (status === 'open') {
    return now === undefined ? [] : [`proposal ${id} is open, and its ballots have ${now} it`]
  }
  if (settledBy === 'ballots' && status !== now)
    return [`proposal ${id} is ${status} by its ballots, which say ${now ?? 'nothing yet'}`]
  const found = verdictAtDeadline(pollOf(row))
  if (settledBy === 'deadline' && status !== (found === 'no-quorum' ? 'lapsed' : found))
    return [`proposal ${id} is ${status} by its deadline, which found ${found}`]
  return []
}

function tallyBreaches(row: ProposalRow, ballots: readonly BallotRow[]): readonly string[] {
  const standing = ballots.map(({ memberId, choices }) => ({ voterId: memberId, choices }))
  const again = tally(standing, row.agreed.criteria.length)
  if (isDeepStrictEqual(again, row.tally)) return []
  const [kept, made] = [row.tally, again].map((one) => JSON.stringify(one))
  return [`proposal ${row.id} keeps ${kept}, its ballots make ${made}`]
}

function awardBreaches(
  row: ProposalRow,
  awards: readonly Pick<AwardRow, 'kind' | 'recipient'>[],
  frozen: readonly string[],
): readonly string[] {
  const minted = row.mintedAt !== null
  if (minted && row.status !== 'accepted')
    return [`proposal ${row.id} is ${row.status}, and its badges were made`]
  const made = awards.map(({ kind, recipient }) => `${kind} ${recipient}`).toSorted()
  const owed = minted ? owedBy(row, frozen).toSorted() : []
  if (JSON.stringify(made) === JSON.stringify(owed)) return []
  return [`proposal ${row.id} (${row.status}) owes ${owed.length} awards and made ${made.length}`]
}

function owedBy({ agreed: { subject } }: ProposalRow, frozen: readonly string[]): string[] {
  const people = frozen.map((memberId) => `person ${memberId}`)
  if (subject.kind === 'person') return people
  const group = `group ${subject.groupId}`
  switch (subject.mints) {
    case 'group':
      return [group]
    case 'members':
      return people
    case 'group-and-members':
      return [group, ...people]
  }
}

function byProposal({ proposalId }: { readonly proposalId: string }): string {
  return proposalId
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

import { and, asc, desc, eq, inArray, notExists, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

type AgreedRow = Schema['proposal']['$inferSelect']
type PollRow = Schema['poll']['$inferSelect']

/** A proposal as it was agreed, and where its vote stands. */
export type ProposalRow = AgreedRow & Omit<PollRow, 'proposalId'>
type ProposalKey = Pick<ProposalRow, 'workspaceId' | 'id'>
export type { Grounds, SettledBy } from './schema/votes.ts'

/** Opens a proposal with its frozen roll and recipients. */
export async function addProposal(
  tx: Tx,
  row: ProposalRow,
  {
    roll,
    recipients,
  }: { readonly roll: readonly string[]; readonly recipients: readonly string[] },
): Promise<void> {
  const { workspaceId, id: proposalId } = row
  await tx.insert(tx.t.proposal).values(row)
  await tx.insert(tx.t.poll).values({ ...row, proposalId })
  await inChunks(roll, (memberIds) =>
    tx
      .insert(tx.t.roll)
      .values(memberIds.map((memberId) => ({ workspaceId, proposalId, memberId }))),
  )
  await inChunks(recipients, (memberIds) =>
    tx
      .insert(tx.t.recipient)
      .values(memberIds.map((memberId) => ({ workspaceId, proposalId, memberId }))),
  )
}

/** The proposal, locked until the transaction ends: every change of a vote starts here. */
export async function lockProposal(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<ProposalRow | undefined> {
  const [row] = await lockProposals(tx, [{ workspaceId, id }])
  return row
}

/** Several proposals, locked like one; sorted, so that two transactions never wait for each other. */
export async function lockProposals(tx: Tx, asked: readonly ProposalKey[]): Promise<ProposalRow[]> {
  const rows = JSON.stringify(asked.map(({ workspaceId, id }) => [workspaceId, id]))
  const polls = await tx
    .prepared('polls-lock', (db) => {
      const { poll } = db.t
      const query = db
        .select()
        .from(poll)
        .where(isAmongRows(db, [poll.workspaceId, poll.proposalId]))
        .orderBy(asc(poll.workspaceId), asc(poll.proposalId))
      return tx.forUpdate(query)
    })
    .execute({ rows })
  const agreed = await agreedRows(tx, polls)
  return polls.flatMap((poll) => together(agreed.get(poll.proposalId), poll))
}

function isAmongRows({ rows }: Db, [workspaceId, id]: readonly [unknown, unknown]) {
  return sql`(${workspaceId}, ${id}) in (select r.value ->> 0, r.value ->> 1 from ${rows})`
}

function together(agreed: AgreedRow | undefined, poll: PollRow): readonly ProposalRow[] {
  if (!agreed) return []
  const { status, tally, closesAt, settledAt, settledBy, settledReason, mintedAt, cardRef } = poll
  const stands = { status, tally, closesAt, settledAt, settledBy, settledReason, mintedAt, cardRef }
  return [{ ...agreed, ...stands }]
}

/** What was agreed never changes, and is most of a proposal: read once, then kept for a while. */
const agreedByTx = new WeakMap<Tx, Map<string, AgreedRow>>()
const mostKept = 1000

async function agreedRows(
  tx: Tx,
  polls: readonly PollRow[],
): Promise<ReadonlyMap<string, AgreedRow>> {
  const kept = agreedByTx.get(tx) ?? new Map<string, AgreedRow>()
  agreedByTx.set(tx, kept)
  const missing = polls.filter(({ proposalId }) => !kept.has(proposalId))
  if (missing.length === 0) return kept
  if (kept.size + missing.length > mostKept) kept.clear()
  const found = await tx
    .prepared('proposals-agreed', (db) => {
      const { proposal } = db.t
      return db
        .select()
        .from(proposal)
        .where(isAmongRows(db, [proposal.workspaceId, proposal.id]))
    })
    .execute({
      rows: JSON.stringify(polls.map(({ workspaceId, proposalId }) => [workspaceId, proposalId])),
    })
  for (const row of found) kept.set(row.id, row)
  return kept
}

/** Saves what a vote may change; what was agreed is not among it. */
export async function saveProposal(
  tx: Tx,
  row: Pick<
    ProposalRow,
    | 'workspaceId'
    | 'id'
    | 'status'
    | 'tally'
    | 'closesAt'
    | 'settledAt'
    | 'settledBy'
    | 'settledReason'
    | 'mintedAt'
  >,
): Promise<void> {
  const { poll } = tx.t
  const {
    workspaceId,
    id,
    status,
    tally,
    closesAt,
    settledAt,
    settledBy,
    settledReason,
    mintedAt,
  } = row
  await tx
    .update(poll)
    .set({ status, tally, closesAt, settledAt, settledBy, settledReason, mintedAt })
    .where(and(eq(poll.workspaceId, workspaceId), eq(poll.proposalId, id)))
}

/** Moves tallies alone, as most ballots do. */
export async function saveTallies(
  tx: Tx,
  rows: readonly (ProposalKey & Pick<ProposalRow, 'tally'>)[],
): Promise<void> {
  if (rows.length === 0) return
  await tx
    .prepared('poll-tallies', (db) => {
      const { poll } = db.t
      return db
        .update(poll)
        .set({ tally: sql`r.value -> 2` })
        .from(db.rows)
        .where(sql`${poll.workspaceId} = r.value ->> 0 and ${poll.proposalId} = r.value ->> 1`)
    })
    .execute({
      rows: JSON.stringify(rows.map(({ workspaceId, id, tally }) => [workspaceId, id, tally])),
    })
}

export async function setCardRef(
  tx: Tx,
  {
    workspaceId,
    id,
    cardRef,
  }: { readonly workspaceId: string; readonly id: string; readonly cardRef: string },
): Promise<void> {
  const { poll } = tx.t
  await tx
    .update(poll)
    .set({ cardRef })
    .where(and(eq(poll.workspaceId, workspaceId), eq(poll.proposalId, id)))
}

/** By its public id, whatever the workspace. */
export async function findProposal(db: Db, id: string): Promise<ProposalRow | undefined> {
  const [agreed] = await db
    .prepared('proposal', (d) =>
      d
        .select()
        .from(d.t.proposal)
        .where(eq(d.t.proposal.id, sql.placeholder('id'))),
    )
    .execute({ id })
  if (!agreed) return undefined
  const { workspaceId } = agreed
  const [poll] = await db
    .prepared('poll', (d) => {
      const { poll: table } = d.t
      return d
        .select()
        .from(table)
        .where(
          and(
            eq(table.workspaceId, sql.placeholder('workspaceId')),
            eq(table.proposalId, sql.placeholder('id')),
          ),
        )
    })
    .execute({ workspaceId, id })
  return poll && together(agreed, poll)[0]
}

/** The latest proposals of a group, newest first. */
export async function proposalsOfGroup(
  db: Db,
  { workspaceId, groupId }: { readonly workspaceId: string; readonly groupId: string },
  { running, limit }: { readonly running: boolean; readonly limit: number },
): Promise<ProposalRow[]> {
  const { proposal, poll } = db.t
  const rows = await db
    .select({ proposal, poll })
    .from(poll)
    .innerJoin(
      proposal,
      and(eq(proposal.workspaceId, poll.workspaceId), eq(proposal.id, poll.proposalId)),
    )
    .where(
      and(
        eq(poll.workspaceId, workspaceId),
        eq(poll.groupId, groupId),
        running ? inArray(poll.status, ['open', 'undecided']) : undefined,
      ),
    )
    .orderBy(desc(sql`${poll.closesAt}`), desc(poll.proposalId))
    .limit(limit)
  return rows.flatMap((row) => together(row.proposal, row.poll))
}

export async function recipientsOf(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<string[]> {
  const rows = await db
    .prepared('recipients', (d) => {
      const { recipient } = d.t
      return d
        .select({ memberId: recipient.memberId })
        .from(recipient)
        .where(
          and(
            eq(recipient.workspaceId, sql.placeholder('workspaceId')),
            eq(recipient.proposalId, sql.placeholder('proposalId')),
          ),
        )
    })
    .execute({ workspaceId, proposalId })
  return rows.map(({ memberId }) => memberId)
}

/** Those on the roll whose ballot is still owed. */
export async function votersOwing(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<string[]> {
  const { roll, ballot } = db.t
  const cast = db
    .select({ one: sql`1` })
    .from(ballot)
    .where(
      and(
        eq(ballot.workspaceId, roll.workspaceId),
        eq(ballot.proposalId, roll.proposalId),
        eq(ballot.memberId, roll.memberId),
      ),
    )
  const rows = await db
    .select({ memberId: roll.memberId })
    .from(roll)
    .where(and(eq(roll.workspaceId, workspaceId), eq(roll.proposalId, proposalId), notExists(cast)))
  return rows.map(({ memberId }) => memberId)
}

async function inChunks(
  ids: readonly string[],
  insert: (ids: string[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let from = 0; from < ids.length; from += 1000) await insert(ids.slice(from, from + 1000))
}

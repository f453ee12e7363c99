import { and, asc, desc, eq, inArray, notExists, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type ProposalRow = Schema['proposal']['$inferSelect']
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
  const [row] = await tx
    .prepared('proposal-lock', (db) => {
      const { proposal } = db.t
      const query = db
        .select()
        .from(proposal)
        .where(
          and(
            eq(proposal.workspaceId, sql.placeholder('workspaceId')),
            eq(proposal.id, sql.placeholder('id')),
          ),
        )
      return tx.forUpdate(query)
    })
    .execute({ workspaceId, id })
  return row
}

/** Several proposals, locked like one; sorted, so that two transactions never wait for each other. */
export async function lockProposals(tx: Tx, asked: readonly ProposalKey[]): Promise<ProposalRow[]> {
  const moving = await tx
    .prepared('proposals-lock', (db) => {
      const { proposal } = db.t
      const query = db
        .select(movingColumns(db))
        .from(proposal)
        .where(isAmongRows(db))
        .orderBy(asc(proposal.workspaceId), asc(proposal.id))
      return tx.forUpdate(query)
    })
    .execute({ rows: JSON.stringify(asked.map(cellsOf)) })
  const frozen = await frozenParts(tx, moving)
  return moving.flatMap((row) => {
    const part = frozen.get(row.id)
    return part ? { ...part, ...row } : []
  })
}

type ProposalKey = Pick<ProposalRow, 'workspaceId' | 'id'>

function cellsOf({ workspaceId, id }: ProposalKey): readonly string[] {
  return [workspaceId, id]
}

function isAmongRows({ t: { proposal }, rows }: Db) {
  return sql`(${proposal.workspaceId}, ${proposal.id}) in (select r.value ->> 0, r.value ->> 1 from ${rows})`
}

function movingColumns({ t: { proposal } }: Db) {
  const { workspaceId, id, status, tally, closesAt, cardRef } = proposal
  const { settledAt, settledBy, settledReason, mintedAt } = proposal
  return {
    workspaceId,
    id,
    status,
    tally,
    closesAt,
    settledAt,
    settledBy,
    settledReason,
    mintedAt,
    cardRef,
  }
}

function frozenColumns({ t: { proposal } }: Db) {
  const { id, agreed, agreedHash, achievement, grounds, groupId, proposedBy } = proposal
  return { id, agreed, agreedHash, achievement, grounds, groupId, proposedBy }
}

type FrozenPart = Pick<
  ProposalRow,
  'id' | 'agreed' | 'agreedHash' | 'achievement' | 'grounds' | 'groupId' | 'proposedBy'
>

/** What was agreed never changes, and is most of a row: read once, then kept for a while. */
const frozenByTx = new WeakMap<Tx, Map<string, FrozenPart>>()
const mostFrozen = 1000

async function frozenParts(
  tx: Tx,
  asked: readonly ProposalKey[],
): Promise<ReadonlyMap<string, FrozenPart>> {
  const kept = frozenByTx.get(tx) ?? new Map<string, FrozenPart>()
  frozenByTx.set(tx, kept)
  const missing = asked.filter(({ id }) => !kept.has(id))
  if (missing.length === 0) return kept
  if (kept.size + missing.length > mostFrozen) kept.clear()
  const found = await tx
    .prepared('proposals-frozen', (db) =>
      db.select(frozenColumns(db)).from(db.t.proposal).where(isAmongRows(db)),
    )
    .execute({ rows: JSON.stringify(asked.map(cellsOf)) })
  for (const part of found) kept.set(part.id, part)
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
  const { proposal } = tx.t
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
    .update(proposal)
    .set({ status, tally, closesAt, settledAt, settledBy, settledReason, mintedAt })
    .where(and(eq(proposal.workspaceId, workspaceId), eq(proposal.id, id)))
}

/** Moves tallies alone, as most ballots do. */
export async function saveTallies(
  tx: Tx,
  rows: readonly (ProposalKey & Pick<ProposalRow, 'tally'>)[],
): Promise<void> {
  if (rows.length === 0) return
  await tx
    .prepared('proposal-tallies', (db) => {
      const { proposal } = db.t
      return db
        .update(proposal)
        .set({ tally: sql`r.value -> 2` })
        .from(db.rows)
        .where(sql`${proposal.workspaceId} = r.value ->> 0 and ${proposal.id} = r.value ->> 1`)
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
  const { proposal } = tx.t
  await tx
    .update(proposal)
    .set({ cardRef })
    .where(and(eq(proposal.workspaceId, workspaceId), eq(proposal.id, id)))
}

/** By its public id, whatever the workspace. */
export async function findProposal(db: Db, id: string): Promise<ProposalRow | undefined> {
  const [row] = await db
    .prepared('proposal', (d) =>
      d
        .select()
        .from(d.t.proposal)
        .where(eq(d.t.proposal.id, sql.placeholder('id'))),
    )
    .execute({ id })
  return row
}

/** The latest proposals of a group, newest first. */
export async function proposalsOfGroup(
  db: Db,
  { workspaceId, groupId }: { readonly workspaceId: string; readonly groupId: string },
  { running, limit }: { readonly running: boolean; readonly limit: number },
): Promise<ProposalRow[]> {
  const { proposal } = db.t
  return db
    .select()
    .from(proposal)
    .where(
      and(
        eq(proposal.workspaceId, workspaceId),
        eq(proposal.groupId, groupId),
        running ? inArray(proposal.status, ['open', 'undecided']) : undefined,
      ),
    )
    .orderBy(desc(sql`${proposal.closesAt}`), desc(proposal.id))
    .limit(limit)
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

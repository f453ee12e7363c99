import { and, desc, eq, inArray, notExists, sql } from './drizzle.ts'
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
      return tx.forUpdate(query).prepare('proposal_lock')
    })
    .execute({ workspaceId, id })
  return row
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

/** Moves the tally alone, as most ballots do. */
export async function saveTally(
  tx: Tx,
  { workspaceId, id, tally }: Pick<ProposalRow, 'workspaceId' | 'id' | 'tally'>,
): Promise<void> {
  await tx
    .prepared('proposal-tally', (db) => {
      const { proposal } = db.t
      return db
        .update(proposal)
        .set({ tally: sql`${sql.placeholder('tally')}` })
        .where(
          and(
            eq(proposal.workspaceId, sql.placeholder('workspaceId')),
            eq(proposal.id, sql.placeholder('id')),
          ),
        )
        .prepare('proposal_tally')
    })
    .execute({ workspaceId, id, tally: JSON.stringify(tally) })
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
  const { proposal } = db.t
  const [row] = await db.select().from(proposal).where(eq(proposal.id, id))
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
  const { recipient } = db.t
  const rows = await db
    .select({ memberId: recipient.memberId })
    .from(recipient)
    .where(and(eq(recipient.workspaceId, workspaceId), eq(recipient.proposalId, proposalId)))
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

import { and, count, desc, eq, inArray, isNotNull, isNull, or, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type AwardRow = Schema['award']['$inferSelect']

export async function addAwards(tx: Tx, rows: readonly AwardRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500)
    await tx.insert(tx.t.award).values(rows.slice(from, from + 500))
}

/** By its public id, whatever the workspace. */
export async function findAward(db: Db, id: string): Promise<AwardRow | undefined> {
  const [row] = await db
    .prepared('award', (d) =>
      d
        .select()
        .from(d.t.award)
        .where(eq(d.t.award.id, sql.placeholder('id'))),
    )
    .execute({ id })
  return row
}

/** All awards of a proposal, the group's first. */
export async function awardsOfProposal(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<AwardRow[]> {
  const { award } = db.t
  return db
    .select()
    .from(award)
    .where(ofProposal(db, workspaceId, proposalId))
    .orderBy(award.kind, award.id)
}

/** Awards of a proposal whose documents are still to be signed. */
export async function unsignedAwards(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<AwardRow[]> {
  const { award } = db.t
  return db
    .select()
    .from(award)
    .where(and(ofProposal(db, workspaceId, proposalId), isNull(award.credential)))
    .orderBy(award.kind, award.id)
}

/** The award of the group itself, where a proposal made one. */
export async function groupAwardOf(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<string | undefined> {
  const [row] = await db
    .prepared('group-award', (d) =>
      d
        .select({ id: d.t.award.id })
        .from(d.t.award)
        .where(and(ofThatProposal(d), eq(d.t.award.kind, 'group'))),
    )
    .execute({ workspaceId, proposalId })
  return row?.id
}

/** How many awards a proposal made: to its group, and to people. */
export async function countAwards(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<Readonly<Record<AwardRow['kind'], number>>> {
  const rows = await db
    .prepared('awards-count', (d) =>
      d
        .select({ kind: d.t.award.kind, awards: count() })
        .from(d.t.award)
        .where(ofThatProposal(d))
        .groupBy(d.t.award.kind),
    )
    .execute({ workspaceId, proposalId })
  const of = (kind: AwardRow['kind']) => rows.find((row) => row.kind === kind)?.awards ?? 0
  return { person: of('person'), group: of('group') }
}

/** Awards to people who chose to be named, neither revoked nor declined. */
export async function namedAwards(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<readonly Pick<AwardRow, 'id' | 'recipient'>[]> {
  const { award } = db.t
  return db
    .select({ id: award.id, recipient: award.recipient })
    .from(award)
    .where(
      and(
        ofProposal(db, workspaceId, proposalId),
        eq(award.kind, 'person'),
        eq(award.named, true),
        isNull(award.revokedAt),
        isNull(award.declinedAt),
      ),
    )
}

/** A member's badges, the latest first. */
export async function awardsOfRecipient(
  db: Db,
  workspaceId: string,
  recipient: string,
): Promise<AwardRow[]> {
  const { award } = db.t
  return db
    .select()
    .from(award)
    .where(and(eq(award.workspaceId, workspaceId), eq(award.recipient, recipient)))
    .orderBy(desc(award.issuedAt), award.id)
}

/** The awards of groups by votes that had one of these members among their recipients. */
export async function groupAwardsOfRecipients(
  db: Db,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<AwardRow[]> {
  const { award, recipient } = db.t
  const rows = await db
    .selectDistinct({ proposalId: recipient.proposalId })
    .from(recipient)
    .where(and(eq(recipient.workspaceId, workspaceId), inArray(recipient.memberId, [...memberIds])))
  const proposalIds = rows.map((row) => row.proposalId)
  if (proposalIds.length === 0) return []
  return db
    .select()
    .from(award)
    .where(
      and(
        eq(award.workspaceId, workspaceId),
        eq(award.kind, 'group'),
        inArray(award.proposalId, proposalIds),
      ),
    )
}

/** The awards of a workspace that were revoked or declined, in the order of their ids. */
export async function endedAwardsOf(
  db: Db,
  workspaceId: string,
): Promise<readonly Pick<AwardRow, 'id' | 'revokedReason'>[]> {
  const { award } = db.t
  const rows = await db
    .select({ id: award.id, revokedReason: award.revokedReason })
    .from(award)
    .where(
      and(
        eq(award.workspaceId, workspaceId),
        or(isNotNull(award.revokedAt), isNotNull(award.declinedAt)),
      ),
    )
  // Sorted here, for the reason given in status-lists.ts.
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Stores signed documents once; a second signing of the same award changes nothing. */
export async function storeDocuments(
  tx: Tx,
  awards: readonly (Pick<AwardRow, 'workspaceId' | 'id'> & {
    readonly credential: string
    readonly assertion: string
    readonly pictureId: string
  })[],
): Promise<void> {
  await tx
    .prepared('award-documents', (db) => {
      const { award } = db.t
      return db
        .update(award)
        .set({
          credential: sql`r.value ->> 2`,
          assertion: sql`r.value ->> 3`,
          pictureId: sql`r.value ->> 4`,
        })
        .from(db.rows)
        .where(
          sql`${award.workspaceId} = r.value ->> 0 and ${award.id} = r.value ->> 1 and ${award.credential} is null`,
        )
    })
    .execute({
      rows: JSON.stringify(
        awards.map(({ workspaceId, id, credential, assertion, pictureId }) => [
          workspaceId,
          id,
          credential,
          assertion,
          pictureId,
        ]),
      ),
    })
}

/** What its recipient or a trainer may change about an award. */
export async function saveAward(
  tx: Tx,
  {
    workspaceId,
    id,
    ...changed
  }: Pick<AwardRow, 'workspaceId' | 'id'> &
    Partial<Pick<AwardRow, 'named' | 'declinedAt' | 'revokedAt' | 'revokedReason'>>,
): Promise<void> {
  const { award } = tx.t
  await tx
    .update(award)
    .set(changed)
    .where(and(eq(award.workspaceId, workspaceId), eq(award.id, id)))
}

/** The award, locked until the transaction ends. */
export async function lockAward(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<AwardRow | undefined> {
  const { award } = tx.t
  const [row] = await tx.forUpdate(
    tx
      .select()
      .from(award)
      .where(and(eq(award.workspaceId, workspaceId), eq(award.id, id))),
  )
  return row
}

/** What the votes of a group awarded and nobody took back, the latest first. */
export async function awardsOfGroup(
  db: Db,
  { workspaceId, groupId }: { readonly workspaceId: string; readonly groupId: string },
  limit: number,
): Promise<AwardRow[]> {
  const { award, proposal } = db.t
  const rows = await db
    .select({ award })
    .from(award)
    .innerJoin(
      proposal,
      and(eq(proposal.workspaceId, award.workspaceId), eq(proposal.id, award.proposalId)),
    )
    .where(
      and(
        eq(award.workspaceId, workspaceId),
        eq(proposal.groupId, groupId),
        isNull(award.revokedAt),
      ),
    )
    .orderBy(desc(award.issuedAt), award.id)
    .limit(limit)
  return rows.map(({ award: row }) => row)
}

function ofThatProposal({ t: { award } }: Db) {
  return and(
    eq(award.workspaceId, sql.placeholder('workspaceId')),
    eq(award.proposalId, sql.placeholder('proposalId')),
  )
}

function ofProposal({ t: { award } }: Db, workspaceId: string, proposalId: string) {
  return and(eq(award.workspaceId, workspaceId), eq(award.proposalId, proposalId))
}

import { and, count, eq, inArray, isNull, isNotNull, lt, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type EvidenceFileRow = Schema['evidenceFile']['$inferSelect']

/** A file without its bytes. */
export type FileFacts = Pick<EvidenceFileRow, 'id' | 'name' | 'type'> & { readonly size: number }

export async function addEvidenceFile(tx: Tx, row: EvidenceFileRow): Promise<void> {
  await tx.insert(tx.t.evidenceFile).values(row)
}

/** How many files of a workspace belong to no proposal. */
export async function countWaitingFiles(db: Db, workspaceId: string): Promise<number> {
  const { evidenceFile } = db.t
  const [row] = await db
    .select({ files: count() })
    .from(evidenceFile)
    .where(and(eq(evidenceFile.workspaceId, workspaceId), isNull(evidenceFile.proposalId)))
  return row?.files ?? 0
}

/** Those of some files of a workspace that belong to no proposal. */
export async function waitingFiles(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<readonly FileFacts[]> {
  const { evidenceFile } = db.t
  const { id, name, type, bytes } = evidenceFile
  return db
    .select({ id, name, type, size: sql<number>`length(${bytes})`.mapWith(Number) })
    .from(evidenceFile)
    .where(
      and(
        eq(evidenceFile.workspaceId, workspaceId),
        inArray(id, [...ids]),
        isNull(evidenceFile.proposalId),
      ),
    )
}

/** Makes files those of a proposal. */
export async function attachFiles(
  tx: Tx,
  {
    workspaceId,
    ids,
    proposalId,
  }: {
    readonly workspaceId: string
    readonly ids: readonly string[]
    readonly proposalId: string
  },
): Promise<void> {
  const { evidenceFile } = tx.t
  await tx
    .update(evidenceFile)
    .set({ proposalId })
    .where(and(eq(evidenceFile.workspaceId, workspaceId), inArray(evidenceFile.id, [...ids])))
}

/** A file that belongs to a proposal, by its public id, whatever the workspace. */
export async function findEvidenceFile(db: Db, id: string): Promise<EvidenceFileRow | undefined> {
  const { evidenceFile } = db.t
  const [row] = await db
    .select()
    .from(evidenceFile)
    .where(and(eq(evidenceFile.id, id), isNotNull(evidenceFile.proposalId)))
  return row
}

/** Forgets files that were handed in before then and became part of no proposal. */
export async function forgetWaitingFiles(tx: Tx, before: number): Promise<void> {
  const { evidenceFile } = tx.t
  await tx
    .delete(evidenceFile)
    .where(and(isNull(evidenceFile.proposalId), lt(evidenceFile.createdAt, before)))
}

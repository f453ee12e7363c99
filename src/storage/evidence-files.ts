import {
  and,
  eq,
  exists,
  inArray,
  isNotNull,
  isNull,
  lt,
  notExists,
  notInArray,
  sql,
} from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type EvidenceFileRow = Schema['evidenceFile']['$inferSelect']

/** A file without its bytes. */
export type FileFacts = Omit<EvidenceFileRow, 'bytes'>

type FileKey = Pick<EvidenceFileRow, 'workspaceId' | 'id'>

export async function addEvidenceFile(tx: Tx, row: EvidenceFileRow): Promise<void> {
  await tx.insert(tx.t.evidenceFile).values(row)
}

/** The files of a workspace that wait to become evidence of a proposal, the oldest first. */
export async function waitingFiles(db: Db, workspaceId: string): Promise<readonly FileFacts[]> {
  const { evidenceFile } = db.t
  return db
    .select(facts(db))
    .from(evidenceFile)
    .where(and(eq(evidenceFile.workspaceId, workspaceId), isNull(evidenceFile.takenAt)))
    .orderBy(evidenceFile.createdAt, evidenceFile.id)
}

/** Lets a file that waits wait from now on. */
export async function renewWaitingFile(
  tx: Tx,
  { workspaceId, id, createdAt }: FileKey & Pick<EvidenceFileRow, 'createdAt'>,
): Promise<void> {
  const { evidenceFile } = tx.t
  await tx
    .update(evidenceFile)
    .set({ createdAt })
    .where(and(eq(evidenceFile.workspaceId, workspaceId), eq(evidenceFile.id, id)))
}

/** Makes files evidence of these proposals. */
export async function attachFiles(
  tx: Tx,
  {
    workspaceId,
    ids,
    proposalIds,
    at,
  }: {
    readonly workspaceId: string
    readonly ids: readonly string[]
    readonly proposalIds: readonly string[]
    readonly at: number
  },
): Promise<void> {
  if (ids.length === 0) return
  const { evidenceFile, evidenceUse } = tx.t
  await tx
    .update(evidenceFile)
    .set({ takenAt: at })
    .where(and(eq(evidenceFile.workspaceId, workspaceId), inArray(evidenceFile.id, [...ids])))
  await tx
    .insert(evidenceUse)
    .values(
      proposalIds.flatMap((proposalId) =>
        ids.map((fileId) => ({ workspaceId, fileId, proposalId })),
      ),
    )
}

/** A file that is evidence, by its public id, whatever the workspace. */
export async function findEvidenceFile(db: Db, id: string): Promise<EvidenceFileRow | undefined> {
  const { evidenceFile } = db.t
  const [row] = await db
    .select()
    .from(evidenceFile)
    .where(and(eq(evidenceFile.id, id), isNotNull(evidenceFile.takenAt)))
  return row
}

/** Of these files, those that are still there. */
export async function keptFiles(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { evidenceFile } = db.t
  const rows = await db
    .select({ id: evidenceFile.id })
    .from(evidenceFile)
    .where(and(eq(evidenceFile.workspaceId, workspaceId), inArray(evidenceFile.id, [...ids])))
  return new Set(rows.map(({ id }) => id))
}

/** Takes its files from a proposal; those that no other one shows are gone. */
export async function dropFilesOf(
  tx: Tx,
  { workspaceId, proposalId }: { readonly workspaceId: string; readonly proposalId: string },
): Promise<void> {
  const { evidenceFile, evidenceUse } = tx.t
  const dropped = await tx
    .delete(evidenceUse)
    .where(and(eq(evidenceUse.workspaceId, workspaceId), eq(evidenceUse.proposalId, proposalId)))
    .returning({ id: evidenceUse.fileId })
  if (dropped.length === 0) return
  const ids = dropped.map(({ id }) => id)
  await tx
    .delete(evidenceFile)
    .where(
      and(eq(evidenceFile.workspaceId, workspaceId), inArray(evidenceFile.id, ids), isUnused(tx)),
    )
}

/** Forgets files that were handed in before then and wait still. */
export async function forgetWaitingFiles(tx: Tx, before: number): Promise<void> {
  const { evidenceFile } = tx.t
  await tx
    .delete(evidenceFile)
    .where(and(isNull(evidenceFile.takenAt), lt(evidenceFile.createdAt, before)))
}

/** Forgets files of which every proposal ended before then. */
export async function forgetSettledFiles(tx: Tx, before: number): Promise<void> {
  const { evidenceFile, evidenceUse, poll } = tx.t
  const settled = tx
    .select({ one: sql`1` })
    .from(poll)
    .where(
      and(
        eq(poll.workspaceId, evidenceUse.workspaceId),
        eq(poll.proposalId, evidenceUse.proposalId),
        notInArray(poll.status, ['open', 'undecided']),
        lt(poll.settledAt, before),
      ),
    )
  await tx.delete(evidenceUse).where(exists(settled))
  await tx.delete(evidenceFile).where(and(isNotNull(evidenceFile.takenAt), isUnused(tx)))
}

function isUnused(tx: Tx) {
  const { evidenceFile, evidenceUse } = tx.t
  const uses = tx
    .select({ one: sql`1` })
    .from(evidenceUse)
    .where(
      and(
        eq(evidenceUse.workspaceId, evidenceFile.workspaceId),
        eq(evidenceUse.fileId, evidenceFile.id),
      ),
    )
  return notExists(uses)
}

function facts({ t: { evidenceFile } }: Db) {
  const { workspaceId, id, handedBy, name, type, hash, size, createdAt, takenAt } = evidenceFile
  return { workspaceId, id, handedBy, name, type, hash, size, createdAt, takenAt }
}

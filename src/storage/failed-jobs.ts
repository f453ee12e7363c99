import { and, asc, count, desc, eq, inArray, sql } from './drizzle.ts'
import type { JobRow } from './outbox.ts'
import type { Db, Tx } from './store.ts'

/** Jobs that were given up, then those that failed and run again; of a workspace, or of all. The latest first. */
export async function failedJobs(
  db: Db,
  { workspaceId, limit }: { readonly workspaceId: string | undefined; readonly limit: number },
): Promise<JobRow[]> {
  const { outbox } = db.t
  return (
    db
      .select()
      .from(outbox)
      .where(and(ofWorkspace(db, workspaceId), hasFailed(db)))
      // In the order of the alphabet: dead, leased, ready.
      .orderBy(asc(outbox.state), desc(outbox.runAt), asc(outbox.id))
      .limit(limit)
  )
}

export async function countFailedJobs(db: Db, workspaceId: string): Promise<number> {
  const { outbox } = db.t
  const [row] = await db
    .select({ jobs: count() })
    .from(outbox)
    .where(and(ofWorkspace(db, workspaceId), hasFailed(db)))
  return row?.jobs ?? 0
}

/** Whether a workspace has a job by that id, failed or not. */
export async function jobExists(db: Db, workspaceId: string, id: string): Promise<boolean> {
  const { outbox } = db.t
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(eq(outbox.workspaceId, workspaceId), eq(outbox.id, id)))
  return rows.length > 0
}

/**
 * Makes failed jobs due now, of a workspace or of all, one by its id or all, with all their attempts before them;
 * answers how many. One that is under way, done or not yet tried stays as it is: a vote does not close early.
 */
export async function retryFailedJobs(
  tx: Tx,
  {
    workspaceId,
    id,
    now,
  }: {
    readonly workspaceId: string | undefined
    readonly id: string | undefined
    readonly now: number
  },
): Promise<number> {
  const { outbox } = tx.t
  const rows = await tx
    .update(outbox)
    .set({ state: 'ready', runAt: now, attempts: 0, lastError: null })
    .where(
      and(
        ofWorkspace(tx, workspaceId),
        id === undefined ? undefined : eq(outbox.id, id),
        hasFailed(tx),
        sql`${outbox.state} <> 'leased'`,
      ),
    )
    .returning({ id: outbox.id })
  return rows.length
}

/** Which proposals some awards came of. */
export async function proposalsOfAwards(
  db: Db,
  workspaceId: string,
  awardIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (awardIds.length === 0) return new Map()
  const { award } = db.t
  const rows = await db
    .select({ id: award.id, proposalId: award.proposalId })
    .from(award)
    .where(and(eq(award.workspaceId, workspaceId), inArray(award.id, [...awardIds])))
  return new Map(rows.map(({ id, proposalId }) => [id, proposalId]))
}

function ofWorkspace({ t: { outbox } }: Db, workspaceId: string | undefined) {
  return workspaceId === undefined ? undefined : eq(outbox.workspaceId, workspaceId)
}

// A job that was done keeps no error. One that is asked for anew may keep that of an earlier time: it counts no attempt.
function hasFailed({ t: { outbox } }: Db) {
  return and(
    // Written out as in the index.
    sql`${outbox.lastError} is not null`,
    sql`(${outbox.state} = 'dead' or ${outbox.attempts} > 0)`,
  )
}

import { and, eq, inArray, sql } from './drizzle.ts'
import { type LeasedJob, pauseLane, type Settlement, settleJob } from './outbox.ts'
import type { Tx } from './store.ts'

/** How a leased job ended, and until when its lane waits if the other side asked for it. */
export interface EndedJob {
  readonly job: LeasedJob
  readonly settlement: Settlement
  readonly pausedUntil: number | undefined
}

/** Writes how jobs ended that end together. A job whose lease is no longer its own stays as it is. */
export async function settleJobs(tx: Tx, ended: readonly EndedJob[]): Promise<void> {
  for (const { job, pausedUntil } of ended)
    if (pausedUntil !== undefined) await pauseLane(tx, job.lane, pausedUntil)
  const isDone = ({ settlement }: EndedJob) => settlement.state === 'done'
  for (const { job, settlement } of ended.filter((one) => !isDone(one)))
    await settleJob(tx, job, settlement)
  const done = ended.filter(isDone).map(({ job }) => job)
  // In one order, so that two nodes never wait for each other.
  for (const [, jobs] of [...Map.groupBy(done, claimOf)].toSorted(byName))
    await settleDone(tx, jobs)
}

/** Holds the jobs of some leases, in some lanes, until `until`. Those that were settled meanwhile stay as they are. */
export async function renewLeases(
  tx: Tx,
  {
    tokens,
    lanes,
    until,
  }: {
    readonly tokens: readonly string[]
    readonly lanes: readonly string[]
    readonly until: number
  },
): Promise<void> {
  const { outbox } = tx.t
  await tx
    .update(outbox)
    .set({ runAt: until })
    .where(
      and(
        // Written out as in the index.
        sql`${outbox.state} = 'leased'`,
        inArray(outbox.lane, [...lanes]),
        inArray(outbox.leaseToken, [...tokens]),
      ),
    )
}

function claimOf({ workspaceId, leaseToken }: LeasedJob): string {
  return `${workspaceId}\n${leaseToken}`
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}

// Jobs of one claim have one token: one statement settles them all. One that was asked for again while it ran runs again.
async function settleDone(tx: Tx, jobs: readonly LeasedJob[]): Promise<void> {
  const [first] = jobs
  if (!first) return
  const { outbox } = tx.t
  await tx
    .update(outbox)
    .set({
      state: sql`case when ${outbox.againAt} is null then 'done' else 'ready' end`,
      runAt: sql`coalesce(${outbox.againAt}, ${outbox.runAt})`,
      attempts: sql`case when ${outbox.againAt} is null then ${outbox.attempts} else 0 end`,
      againAt: null,
      leaseToken: null,
      lastError: null,
    })
    .where(
      and(
        eq(outbox.workspaceId, first.workspaceId),
        inArray(
          outbox.id,
          jobs.map(({ id }) => id),
        ),
        eq(outbox.leaseToken, first.leaseToken),
      ),
    )
}

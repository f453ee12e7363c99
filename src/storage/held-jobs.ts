import { and, inArray, sql } from './drizzle.ts'
import {
  addJobs,
  type LeasedJob,
  type NewJob,
  pauseLane,
  type Settlement,
  settleDone,
  settleJob,
} from './outbox.ts'
import type { Tx } from './store.ts'

/** How a leased job ended, and until when its lane waits if the other side asked for it. */
export interface EndedJob {
  readonly job: LeasedJob
  readonly settlement: Settlement
  readonly pausedUntil: number | undefined
  /** Work that its end asks for, such as telling somebody. */
  readonly follows?: readonly NewJob[]
}

/** Writes how jobs ended that end together, and what follows from it. A job whose lease is no longer its own stays as it is. */
export async function settleJobs(tx: Tx, ended: readonly EndedJob[]): Promise<void> {
  for (const { job, pausedUntil } of ended)
    if (pausedUntil !== undefined) await pauseLane(tx, job.lane, pausedUntil)
  await addJobs(
    tx,
    ended.flatMap(({ follows = [] }) => follows),
  )
  const isDone = ({ settlement }: EndedJob) => settlement.state === 'done'
  for (const { job, settlement } of ended.filter((one) => !isDone(one)))
    await settleJob(tx, job, settlement)
  await settleDone(
    tx,
    ended.filter(isDone).map(({ job }) => job),
  )
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

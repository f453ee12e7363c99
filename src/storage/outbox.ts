import { and, asc, eq, gt, inArray, lt, lte, notInArray, sql } from './drizzle.ts'
import { holdLock } from './locks.ts'
import type { Schema } from './schema.ts'
import type { Db, Store, Tx } from './store.ts'

export type JobRow = Schema['outbox']['$inferSelect']

/** Work to do after the commit that asks for it. */
export interface NewJob {
  readonly workspaceId: string
  readonly id: string
  readonly queue: string
  readonly lane: string
  /** A second job with the same queue and key is the same job, unless it is a `recurring` one. */
  readonly key: string
  readonly payload: Readonly<Record<string, string>>
  readonly runAt: number
  readonly maxAttempts?: number
}

const p = sql.placeholder

/** About three hours of full-jitter back-off. */
const usualAttempts = 12

/** Adds jobs; one that is there already, done or not, stays as it is. */
export async function addJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  // One statement takes a limited number of values: SQLite 32,766, PostgreSQL 65,535.
  for (let from = 0; from < jobs.length; from += 500)
    await tx
      .insert(tx.t.outbox)
      .values(jobs.slice(from, from + 500).map(asRow))
      .onConflictDoNothing()
}

/**
 * Asks for jobs that may have run before, such as refreshing a card: one that waits runs at the earlier time, unless it
 * failed and waits for that; one that runs runs once more at `runAt`, one that is done becomes due then. The jobs differ in queue or key.
 */
export async function requestJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return
  await tx
    .prepared('outbox-request', (db) => {
      const { outbox } = db.t
      return db
        .insert(outbox)
        .select(
          sql`select r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value -> 5, cast(r.value ->> 6 as bigint), 0, cast(r.value ->> 7 as integer), null, 'ready', null, null from ${db.rows} where true`,
        )
        .onConflictDoUpdate({
          target: [outbox.workspaceId, outbox.queue, outbox.key],
          set: {
            againAt: sql`case when ${outbox.state} = 'leased' then excluded.run_at end`,
            state: sql`case when ${outbox.state} = 'leased' then 'leased' else 'ready' end`,
            runAt: sql`case when ${outbox.state} = 'leased' then ${outbox.runAt} else excluded.run_at end`,
            attempts: sql`case when ${outbox.state} = 'leased' then ${outbox.attempts} else 0 end`,
          },
          // One that waits for an earlier time, or because it failed, is left alone: most requests write nothing.
          setWhere: sql`${outbox.state} <> 'ready' or (${outbox.attempts} = 0 and ${outbox.runAt} > excluded.run_at)`,
        })
    })
    .execute({ rows: JSON.stringify(jobs.map(asCells)) })
}

/** `requestJobs` for one. */
export function requestJob(tx: Tx, job: NewJob): Promise<void> {
  return requestJobs(tx, [job])
}

/** What was asked for while the job was under way need not be done once more: whatever it does from here on includes it. */
export async function dropRequests(
  tx: Tx,
  { workspaceId, queue, key }: Pick<JobRow, 'workspaceId' | 'queue' | 'key'>,
): Promise<void> {
  const { outbox } = tx.t
  const isIt = and(
    eq(outbox.workspaceId, workspaceId),
    eq(outbox.queue, queue),
    eq(outbox.key, key),
    eq(outbox.state, 'leased'),
  )
  await tx.update(outbox).set({ againAt: null }).where(isIt)
}

function asCells({ maxAttempts = usualAttempts, ...job }: NewJob): readonly unknown[] {
  const { workspaceId, id, queue, lane, key, payload, runAt } = job
  return [workspaceId, id, queue, lane, key, payload, runAt, maxAttempts]
}

/** A job leased to a worker. It settles only with its token: a worker that came too late overwrites nothing. */
export type LeasedJob = JobRow & { readonly leaseToken: string }

export interface ClaimOptions {
  readonly now: number
  readonly leaseMs: number
  readonly limit: number
  readonly token: string
  /** Lanes under way in this process. */
  readonly busyLanes: readonly string[]
}

/**
 * Leases due jobs of lanes that are neither busy, nor paused, nor leased to anybody. The lease ends by itself: `runAt`
 * doubles as its end. One node claims at a time, so that no two ever have jobs of one lane.
 */
export function claimJobs(
  store: Store,
  { now, leaseMs, limit, token, busyLanes }: ClaimOptions,
): Promise<LeasedJob[]> {
  return store.tx(async (tx) => {
    await holdLock(tx, 'claim')
    await endImpossibleLeases(tx, { now, limit: now + 2 * leaseMs })
    // A job that is being asked for or settled at this moment is seen at the next look.
    const due = await tx
      .prepared('outbox-due', (db) => {
        const { workspaceId, id, runAt } = db.t.outbox
        const query = db
          .select({ workspaceId, id })
          .from(db.t.outbox)
          .where(and(lte(runAt, p('now')), mayStart(db)))
          .orderBy(asc(runAt))
          .limit(p('limit'))
        return tx.forUpdateSkipLocked(query)
      })
      .execute({ now, limit, rows: asRows(busyLanes.map((lane) => [lane])) })
    if (due.length === 0) return []
    const leased = await tx
      .prepared('outbox-lease', (db) => {
        const { outbox } = db.t
        return db
          .update(outbox)
          .set({
            state: 'leased',
            leaseToken: sql`${p('token')}`,
            runAt: sql`${p('until')}`,
            attempts: sql`${outbox.attempts} + 1`,
          })
          .where(isAmongRows(db))
          .returning()
      })
      .execute({ token, until: now + leaseMs, rows: asRows(due.map(keyOf)) })
    const places = new Map(due.map(({ id }, place) => [id, place]))
    return leased
      .map((row) => ({ ...row, leaseToken: token }))
      .toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0))
  })
}

// Such a lease was made by a clock that has gone back since.
async function endImpossibleLeases(
  tx: Tx,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<void> {
  await tx
    .prepared('outbox-impossible', (db) => {
      const { outbox } = db.t
      return db
        .update(outbox)
        .set({ runAt: sql`${p('now')}` })
        .where(and(sql`${outbox.state} = 'leased'`, gt(outbox.runAt, p('limit'))))
    })
    .execute({ now, limit })
}

/** How a job ended: done, to be tried again at a time, or given up for a reason in words. */
export type Settlement =
  | { readonly state: 'done' }
  | { readonly state: 'ready'; readonly runAt: number; readonly error: string }
  | { readonly state: 'dead'; readonly error: string }

/** Writes how a leased job ended, and says whether the lease was still its own. */
export async function settleJob(tx: Tx, job: LeasedJob, settlement: Settlement): Promise<boolean> {
  const { outbox } = tx.t
  const ended =
    settlement.state === 'ready'
      ? { state: settlement.state, runAt: settlement.runAt }
      : {
          state: sql`case when ${outbox.againAt} is null then ${settlement.state} else 'ready' end`,
          runAt: sql`coalesce(${outbox.againAt}, ${outbox.runAt})`,
          attempts: sql`case when ${outbox.againAt} is null then ${outbox.attempts} else 0 end`,
          againAt: null,
        }
  const rows = await tx
    .update(outbox)
    .set({
      ...ended,
      leaseToken: null,
      lastError: settlement.state === 'done' ? null : settlement.error,
    })
    .where(
      and(
        eq(outbox.workspaceId, job.workspaceId),
        eq(outbox.id, job.id),
        eq(outbox.leaseToken, job.leaseToken),
      ),
    )
    .returning({ id: outbox.id })
  return rows.length > 0
}

/** Gives back jobs of one lease that were not begun: they are due at `runAt`, and it counts as no attempt. */
export async function releaseJobs(
  tx: Tx,
  jobs: readonly LeasedJob[],
  runAt: number,
): Promise<void> {
  await tx
    .prepared('outbox-release', (db) => {
      const { outbox } = db.t
      return db
        .update(outbox)
        .set({
          state: 'ready',
          leaseToken: null,
          runAt: sql`${p('runAt')}`,
          attempts: sql`${outbox.attempts} - 1`,
        })
        .from(db.rows)
        .where(isItsRow(db))
    })
    .execute({ runAt, rows: asRows(jobs.map(leaseOf)) })
}

/** Writes that jobs are done; one that was asked for again while it ran becomes due as asked. */
export async function settleDone(tx: Tx, jobs: readonly LeasedJob[]): Promise<void> {
  if (jobs.length === 0) return
  await tx
    .prepared('outbox-done', (db) => {
      const { outbox } = db.t
      return db
        .update(outbox)
        .set({
          state: sql`case when ${outbox.againAt} is null then 'done' else 'ready' end`,
          runAt: sql`coalesce(${outbox.againAt}, ${outbox.runAt})`,
          attempts: sql`case when ${outbox.againAt} is null then ${outbox.attempts} else 0 end`,
          againAt: null,
          leaseToken: null,
          lastError: null,
        })
        .from(db.rows)
        .where(isItsRow(db))
    })
    .execute({ rows: asRows(jobs.map(leaseOf)) })
}

/** No job of a lane starts before `until`: the other side asked for it. */
export async function pauseLane(tx: Tx, id: string, until: number): Promise<void> {
  const { lane } = tx.t
  await tx
    .insert(lane)
    .values({ id, pausedUntil: until })
    .onConflictDoUpdate({
      target: [lane.id],
      set: { pausedUntil: until },
      setWhere: lt(lane.pausedUntil, until),
    })
}

/** When the next job that may start is due, or what keeps others back ends: a pause, or the lease of another node. */
export async function nextDue(
  { db }: Pick<Store, 'db'>,
  { now, busyLanes }: Pick<ClaimOptions, 'now' | 'busyLanes'>,
): Promise<number | undefined> {
  const rows = asRows(busyLanes.map((lane) => [lane]))
  const [job] = await db
    .prepared('outbox-next', (d) => {
      const { outbox } = d.t
      return d
        .select({ at: outbox.runAt })
        .from(outbox)
        .where(mayStart(d))
        .orderBy(asc(outbox.runAt))
        .limit(1)
    })
    .execute({ now, rows })
  const [pause] = await db
    .prepared('outbox-pause', (d) => {
      const { lane } = d.t
      return d
        .select({ at: lane.pausedUntil })
        .from(lane)
        .where(and(gt(lane.pausedUntil, p('now')), notInArray(lane.id, firstCells(d))))
        .orderBy(asc(lane.pausedUntil))
        .limit(1)
    })
    .execute({ now, rows })
  const [lease] = await db
    .prepared('outbox-lease-end', (d) => {
      const { outbox } = d.t
      return d
        .select({ at: outbox.runAt })
        .from(outbox)
        .where(and(sql`${outbox.state} = 'leased'`, notInArray(outbox.lane, firstCells(d))))
        .orderBy(asc(outbox.runAt))
        .limit(1)
    })
    .execute({ rows })
  const times = [job?.at, pause?.at, lease?.at].filter((time) => typeof time === 'number')
  return times.length > 0 ? Math.min(...times) : undefined
}

/** The jobs of some queues for the given keys, to show what was delivered and what was not. */
export async function jobsByKey(
  { db }: Pick<Store, 'db'>,
  workspaceId: string,
  { queues, keys }: { readonly queues: readonly string[]; readonly keys: readonly string[] },
): Promise<JobRow[]> {
  if (keys.length === 0) return []
  const { outbox } = db.t
  return db
    .select()
    .from(outbox)
    .where(
      and(
        eq(outbox.workspaceId, workspaceId),
        inArray(outbox.queue, [...queues]),
        inArray(outbox.key, [...keys]),
      ),
    )
}

/** At the start of the only process on a database: what an earlier one had leased is due at once. */
export async function forgetLeases(store: Store, now: number): Promise<void> {
  // Other nodes of a PostgreSQL hold leases that are good.
  if (store.engine === 'postgres') return
  await store.tx(async (tx) => {
    const { outbox } = tx.t
    await tx
      .update(outbox)
      .set({ state: 'ready', leaseToken: null, runAt: now })
      .where(eq(outbox.state, 'leased'))
  })
}

/** Forgets what was done long ago. */
export async function forgetJobs(tx: Tx, before: number): Promise<void> {
  const { outbox } = tx.t
  await tx.delete(outbox).where(and(eq(outbox.state, 'done'), lt(outbox.runAt, before)))
}

function asRow(job: NewJob) {
  return {
    maxAttempts: usualAttempts,
    ...job,
    payload: { ...job.payload },
    attempts: 0,
    state: 'ready' as const,
  }
}

// The lanes in `rows` are busy here.
function mayStart(db: Db) {
  const { outbox, lane } = db.t
  const paused = db
    .select({ id: lane.id })
    .from(lane)
    .where(gt(lane.pausedUntil, p('now')))
  const leased = db
    .select({ lane: outbox.lane })
    .from(outbox)
    .where(and(sql`${outbox.state} = 'leased'`, gt(outbox.runAt, p('now'))))
  return and(
    // Written out as in the index: with parameters SQLite would read all the jobs that are done.
    sql`${outbox.state} in ('ready', 'leased')`,
    notInArray(outbox.lane, paused),
    notInArray(outbox.lane, leased),
    notInArray(outbox.lane, firstCells(db)),
  )
}

function firstCells({ rows }: Db) {
  return sql`(select r.value ->> 0 from ${rows})`
}

function asRows(rows: readonly (readonly unknown[])[]): string {
  return JSON.stringify(rows)
}

function keyOf({ workspaceId, id }: Pick<JobRow, 'workspaceId' | 'id'>): readonly string[] {
  return [workspaceId, id]
}

function leaseOf(job: LeasedJob): readonly string[] {
  return [...keyOf(job), job.leaseToken]
}

function isAmongRows({ t: { outbox }, rows }: Db) {
  return sql`(${outbox.workspaceId}, ${outbox.id}) in (select r.value ->> 0, r.value ->> 1 from ${rows})`
}

// A worker that came too late changes nothing: its token is another.
function isItsRow({ t: { outbox } }: Db) {
  return sql`${outbox.workspaceId} = r.value ->> 0 and ${outbox.id} = r.value ->> 1 and ${outbox.leaseToken} = r.value ->> 2`
}

import { and, eq, lt, sql } from './drizzle.ts'
import type { Db, Tx } from './store.ts'

/** One thing that happened, named by where it came from and by that side's own id. */
export interface Event {
  readonly workspaceId: string
  readonly source: string
  readonly eventId: string
  readonly at: number
}

/**
 * Runs `decide` once for an event and keeps its outcome with what it wrote; a repeat of the event gets that outcome
 * again and `decide` does not run. The outcome must survive JSON. First statement of its transaction.
 */
export async function once<Value>(
  tx: Tx,
  event: Event,
  decide: () => Promise<Value>,
): Promise<Value> {
  const { workspaceId, source, eventId, at } = event
  const key = { workspaceId, source, eventId }
  const fresh = await insertEvent(tx).execute({ ...key, receivedAt: at })
  if (fresh.length === 0) {
    const [earlier] = await selectOutcome(tx).execute(key)
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because a row is only visible once its transaction stored the outcome of this same `decide`.
    return earlier?.outcome as Value
  }
  const outcome = await decide()
  await updateOutcome(tx).execute({ ...key, outcome: JSON.stringify(outcome) })
  return outcome
}

/** Forgets events too old to be repeated. */
export async function forgetEvents(tx: Tx, before: number): Promise<void> {
  await tx.delete(tx.t.inbox).where(lt(tx.t.inbox.receivedAt, before))
}

function thisEvent({ t: { inbox } }: Db) {
  return and(
    eq(inbox.workspaceId, sql.placeholder('workspaceId')),
    eq(inbox.source, sql.placeholder('source')),
    eq(inbox.eventId, sql.placeholder('eventId')),
  )
}

const insertEvent = (tx: Tx) =>
  tx.prepared('inbox-insert', (db) =>
    db
      .insert(db.t.inbox)
      .values({
        workspaceId: sql.placeholder('workspaceId'),
        source: sql.placeholder('source'),
        eventId: sql.placeholder('eventId'),
        receivedAt: sql.placeholder('receivedAt'),
      })
      .onConflictDoNothing()
      .returning({ eventId: db.t.inbox.eventId })
      .prepare('inbox_insert'),
  )

const selectOutcome = (tx: Tx) =>
  tx.prepared('inbox-outcome', (db) =>
    db
      .select({ outcome: db.t.inbox.outcome })
      .from(db.t.inbox)
      .where(thisEvent(db))
      .prepare('inbox_outcome'),
  )

const updateOutcome = (tx: Tx) =>
  tx.prepared('inbox-keep', (db) =>
    db
      .update(db.t.inbox)
      .set({ outcome: sql`${sql.placeholder('outcome')}` })
      .where(thisEvent(db))
      .prepare('inbox_keep'),
  )

import { lt, sql } from './drizzle.ts'
import { Collision, OutcomeUnknown, type Store, type Tx } from './store.ts'

/** One thing that happened, named by where it came from and by that side's own id. */
export interface Event {
  readonly workspaceId: string
  readonly source: string
  readonly eventId: string
  readonly at: number
}

/**
 * Decides about an event in a transaction of its own, once however often it is repeated: a repeat gets the first
 * outcome, and `decide` does not run. The outcome must survive JSON.
 */
export async function decideOnce<Value>(
  store: Store,
  event: Event,
  decide: (tx: Tx) => Promise<Value>,
): Promise<Value> {
  const [outcome] = await decideEach(store, [event], async (tx, fresh) =>
    fresh.length > 0 ? [await decide(tx)] : [],
  )
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because one event has one outcome.
  return outcome as Value
}

/**
 * Decides about many events in one transaction: `decide` gets those that are new, in their order, and answers as many
 * outcomes. Answers an outcome for every event: a repeat gets the first, one that is there twice the same. Where the
 * connection was lost during the commit it asks again, and the events' rows say what happened.
 */
export async function decideEach<Value, One extends Event>(
  store: Store,
  events: readonly One[],
  decide: (tx: Tx, fresh: readonly One[]) => Promise<readonly Value[]>,
): Promise<readonly Value[]> {
  const attempt = () => store.tx((tx) => onceEach(tx, events, (fresh) => decide(tx, fresh)))
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error
    return attempt()
  }
}

/** Forgets events too old to be repeated. */
export async function forgetEvents(tx: Tx, before: number): Promise<void> {
  await tx.delete(tx.t.inbox).where(lt(tx.t.inbox.receivedAt, before))
}

async function onceEach<Value, One extends Event>(
  tx: Tx,
  events: readonly One[],
  decide: (fresh: readonly One[]) => Promise<readonly Value[]>,
): Promise<readonly Value[]> {
  const different = firstOfEach(events)
  const outcomes = await outcomesOf(tx, different)
  const fresh = different.filter((event) => !outcomes.has(keyOf(event)))
  const decided = await decide(fresh)
  for (const [index, event] of fresh.entries()) outcomes.set(keyOf(event), decided[index])
  const kept = await keepEvents(
    tx,
    fresh.map((event, index) => [...cellsOf(event), decided[index], event.at]),
  )
  // A twin was decided by another node meanwhile: what was decided here is undone, and asked again.
  if (kept < fresh.length) throw new Collision()
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because every event is either new or has the outcome of its first time.
  return events.map((event) => outcomes.get(keyOf(event)) as Value)
}

function firstOfEach<One extends Event>(events: readonly One[]): readonly One[] {
  const first = new Map<string, One>()
  for (const event of events) if (!first.has(keyOf(event))) first.set(keyOf(event), event)
  return [...first.values()]
}

type EventKey = Pick<Event, 'workspaceId' | 'source' | 'eventId'>

function cellsOf({ workspaceId, source, eventId }: EventKey): readonly string[] {
  return [workspaceId, source, eventId]
}

function keyOf(event: EventKey): string {
  return JSON.stringify(cellsOf(event))
}

async function outcomesOf(tx: Tx, events: readonly EventKey[]): Promise<Map<string, unknown>> {
  const found = await tx
    .prepared('events-outcomes', (db) => {
      const { workspaceId, source, eventId, outcome } = db.t.inbox
      return db
        .select({ workspaceId, source, eventId, outcome })
        .from(db.t.inbox)
        .where(
          sql`(${workspaceId}, ${source}, ${eventId}) in (select r.value ->> 0, r.value ->> 1, r.value ->> 2 from ${db.rows})`,
        )
    })
    .execute({ rows: JSON.stringify(events.map(cellsOf)) })
  return new Map(found.map(({ outcome, ...key }) => [keyOf(key), outcome]))
}

/** Answers how many were not there. A twin in another transaction is waited for. */
async function keepEvents(tx: Tx, rows: readonly (readonly unknown[])[]): Promise<number> {
  if (rows.length === 0) return 0
  const kept = await tx
    .prepared('events-keep', (db) => {
      const { inbox } = db.t
      return db
        .insert(inbox)
        .select(
          sql`select r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value -> 3, cast(r.value ->> 4 as bigint) from ${db.rows} where true`,
        )
        .onConflictDoNothing()
        .returning({ eventId: inbox.eventId })
    })
    // Sorted, so that two transactions never wait for each other.
    .execute({ rows: JSON.stringify(rows.toSorted(byKey)) })
  return kept.length
}

function byKey(a: readonly unknown[], b: readonly unknown[]): number {
  return a.slice(0, 3).join('\0') < b.slice(0, 3).join('\0') ? -1 : 1
}

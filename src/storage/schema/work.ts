import { sql } from '#src/storage/drizzle.ts'
import type { Kit } from '#src/storage/kit.ts'
import type { definePeople } from './people.ts'

export type JobState = 'ready' | 'leased' | 'done' | 'dead'

/** What came in, what is still to do, and what the web room shows. */
export function defineWork(k: Kit, { workspace }: ReturnType<typeof definePeople>) {
  const inbox = k.table(
    'inbox',
    {
      workspaceId: k.text('workspace_id').notNull(),
      source: k.text('source').notNull(),
      eventId: k.text('event_id').notNull(),
      /** The answer given the first time; a repeat gets the same. */
      outcome: k.json<unknown>('outcome'),
      receivedAt: k.ms('received_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.source, t.eventId] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.index('inbox_age').on(t.receivedAt),
    ],
  )
  const outbox = k.table(
    'outbox',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      queue: k.text('queue').notNull(),
      /** One rate-limited destination; its jobs run one after the other. */
      lane: k.text('lane').notNull(),
      /** A second job with the same queue and key is the same job. */
      key: k.text('key').notNull(),
      payload: k.json<Record<string, string>>('payload').notNull(),
      /** When due; of a leased job, the end of the lease. */
      runAt: k.ms('run_at').notNull(),
      attempts: k.int('attempts').notNull(),
      maxAttempts: k.int('max_attempts').notNull(),
      leaseToken: k.text('lease_token'),
      state: k.text('state').$type<JobState>().notNull(),
      /** Asked for again while it ran: when it runs once more. */
      againAt: k.ms('again_at'),
      lastError: k.text('last_error'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('outbox_key').on(t.workspaceId, t.queue, t.key),
      k
        .index('outbox_due')
        .on(t.runAt)
        .where(sql`state in ('ready', 'leased')`),
      k
        .index('outbox_leased')
        .on(t.lane)
        .where(sql`state = 'leased'`),
      // Few fail: the trainers' pages look for them each time.
      k
        .index('outbox_failed')
        .on(t.workspaceId)
        .where(sql`last_error is not null`),
    ],
  )
  const lane = k.table(
    'lane',
    {
      id: k.text('id').notNull(),
      /** The other side asked to wait until then. */
      pausedUntil: k.ms('paused_until').notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.id] })],
  )
  const lock = k.table('lock', { name: k.text('name').notNull() }, (t) => [
    k.primaryKey({ columns: [t.name] }),
  ])
  /** One row: the public address under which badges were made. It never changes again. */
  const pinnedOrigin = k.table(
    'pinned_origin',
    {
      name: k.text('name').notNull(),
      url: k.text('url').notNull(),
      pinnedAt: k.ms('pinned_at').notNull(),
    },
    (t) => [k.primaryKey({ columns: [t.name] })],
  )
  const roomMessage = k.table(
    'room_message',
    {
      workspaceId: k.text('workspace_id').notNull(),
      room: k.text('room').notNull(),
      id: k.text('id').notNull(),
      /** The one member who may read it; null: everybody in the room. */
      toMember: k.text('to_member'),
      body: k.json<unknown>('body').notNull(),
      postedAt: k.ms('posted_at').notNull(),
      changedAt: k.ms('changed_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.room, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.index('room_message_changed').on(t.workspaceId, t.room, t.changedAt),
    ],
  )
  return { inbox, outbox, lane, lock, pinnedOrigin, roomMessage }
}

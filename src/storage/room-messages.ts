import { and, asc, eq, gt, isNull, or, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type RoomMessageRow = Schema['roomMessage']['$inferSelect']

/**
 * A stamp for a change in a room: the time, or a little later. The room is locked until the transaction ends, so that
 * stamps come in the order of their commits and whoever read up to one misses none.
 */
export async function stampRoom(
  tx: Tx,
  { workspaceId, code }: { readonly workspaceId: string; readonly code: string },
  now: number,
): Promise<number> {
  const [row] = await tx
    .prepared('room-stamp', (db) => {
      const { room } = db.t
      const at = sql`cast(${sql.placeholder('now')} as bigint)`
      return db
        .update(room)
        .set({
          changedAt: sql`case when ${room.changedAt} >= ${at} then ${room.changedAt} + 1 else ${at} end`,
        })
        .where(
          and(
            eq(room.workspaceId, sql.placeholder('workspaceId')),
            eq(room.code, sql.placeholder('code')),
          ),
        )
        .returning({ changedAt: room.changedAt })
    })
    .execute({ workspaceId, code, now })
  return row?.changedAt ?? now
}

/** The stamp of the latest change in a room, 0 before the first. */
export async function lastStampIn(
  db: Db,
  { workspaceId, code }: { readonly workspaceId: string; readonly code: string },
): Promise<number> {
  const { room } = db.t
  const [row] = await db
    .select({ changedAt: room.changedAt })
    .from(room)
    .where(and(eq(room.workspaceId, workspaceId), eq(room.code, code)))
  return row?.changedAt ?? 0
}

/** Adds a message; one that is there already stays as it is. */
export async function addRoomMessage(tx: Tx, row: RoomMessageRow): Promise<void> {
  const p = sql.placeholder
  await tx
    .prepared('room-message-add', (db) =>
      db
        .insert(db.t.roomMessage)
        .values({
          workspaceId: p('workspaceId'),
          room: p('room'),
          id: p('id'),
          toMember: p('toMember'),
          body: sql`${p('body')}`,
          postedAt: p('postedAt'),
          changedAt: p('changedAt'),
        })
        .onConflictDoNothing(),
    )
    .execute({ ...row, body: JSON.stringify(row.body) })
}

/** Replaces what a message says; one that is gone is left alone. */
export async function changeRoomMessage(
  tx: Tx,
  { workspaceId, room, id, body, changedAt }: Omit<RoomMessageRow, 'toMember' | 'postedAt'>,
): Promise<void> {
  const p = sql.placeholder
  await tx
    .prepared('room-message-change', (db) => {
      const { roomMessage } = db.t
      return db
        .update(roomMessage)
        .set({ body: sql`${p('body')}`, changedAt: sql`${p('changedAt')}` })
        .where(
          and(
            eq(roomMessage.workspaceId, p('workspaceId')),
            eq(roomMessage.room, p('room')),
            eq(roomMessage.id, p('id')),
          ),
        )
    })
    .execute({ workspaceId, room, id, body: JSON.stringify(body), changedAt })
}

/** Messages of a room that changed after `since`, as posted: those a member may see, or all. */
export async function roomMessages(
  db: Db,
  {
    workspaceId,
    room,
    memberId,
    since,
  }: {
    readonly workspaceId: string
    readonly room: string
    readonly memberId: string | undefined
    readonly since: number
  },
): Promise<RoomMessageRow[]> {
  const { roomMessage } = db.t
  return db
    .select()
    .from(roomMessage)
    .where(
      and(
        eq(roomMessage.workspaceId, workspaceId),
        eq(roomMessage.room, room),
        memberId === undefined
          ? undefined
          : or(isNull(roomMessage.toMember), eq(roomMessage.toMember, memberId)),
        gt(roomMessage.changedAt, since),
      ),
    )
    .orderBy(asc(roomMessage.postedAt), asc(roomMessage.id))
}

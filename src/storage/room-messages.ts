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
  const { room } = tx.t
  const [row] = await tx
    .update(room)
    .set({
      changedAt: sql`case when ${room.changedAt} >= ${now} then ${room.changedAt} + 1 else ${now} end`,
    })
    .where(and(eq(room.workspaceId, workspaceId), eq(room.code, code)))
    .returning({ changedAt: room.changedAt })
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
  await tx.insert(tx.t.roomMessage).values(row).onConflictDoNothing()
}

/** Replaces what a message says; one that is gone is left alone. */
export async function changeRoomMessage(
  tx: Tx,
  { workspaceId, room, id, body, changedAt }: Omit<RoomMessageRow, 'toMember' | 'postedAt'>,
): Promise<void> {
  const { roomMessage } = tx.t
  await tx
    .update(roomMessage)
    .set({ body, changedAt })
    .where(
      and(
        eq(roomMessage.workspaceId, workspaceId),
        eq(roomMessage.room, room),
        eq(roomMessage.id, id),
      ),
    )
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

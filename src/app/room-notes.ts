import { type MemberRow, membersOfGroup } from '#src/storage/members.ts'
import {
  addRoomMessage,
  changeRoomMessage,
  lastStampIn,
  roomMessages,
  stampRoom,
  type RoomMessageRow,
} from '#src/storage/room-messages.ts'
import { type RoomRow, roomByCode } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { hash } from './fresh.ts'

export type RoomNote = RoomMessageRow

/** Keeps a message of a room, for everybody or for one member; answers its id. The same key again changes nothing. */
export async function addToRoom(
  app: App,
  {
    code,
    toMember,
    body,
    key,
  }: {
    readonly code: string
    readonly toMember: string | undefined
    readonly body: unknown
    readonly key: string
  },
): Promise<string> {
  const { workspaceId } = await placeOfCode(app, code)
  const id = hash(`${code}\n${toMember ?? ''}\n${key}`).slice(0, 32)
  await app.store.tx(async (tx) => {
    const at = await stampRoom(tx, { workspaceId, code }, app.now())
    await addRoomMessage(tx, {
      workspaceId,
      room: code,
      id,
      toMember: toMember ?? null,
      body,
      postedAt: at,
      changedAt: at,
    })
  })
  return id
}

/** Replaces a message; one that is gone is left alone. */
export async function changeInRoom(
  app: App,
  { code, id, body }: { readonly code: string; readonly id: string; readonly body: unknown },
): Promise<void> {
  const place = await findPlace(app, code)
  if (!place) return
  const { workspaceId } = place
  await app.store.tx(async (tx) => {
    const changedAt = await stampRoom(tx, { workspaceId, code }, app.now())
    await changeRoomMessage(tx, { workspaceId, room: code, id, body, changedAt })
  })
}

/** What changed in a room after `since`: for one member what that member may see, without a member everything. */
export async function roomNotes(
  app: App,
  code: string,
  { memberId, since }: { readonly memberId: string | undefined; readonly since: number },
): Promise<readonly RoomNote[]> {
  const { workspaceId } = await placeOfCode(app, code)
  return roomMessages(app.store.db, { workspaceId, room: code, memberId, since })
}

/** The stamp of the latest change in a room: whoever asks for changes since then misses none. */
export async function lastChangeInRoom(app: App, code: string): Promise<number> {
  return lastStampIn(app.store.db, await placeOfCode(app, code))
}

export async function membersInRoom(app: App, code: string): Promise<readonly MemberRow[]> {
  const { workspaceId, groupId } = await placeOfCode(app, code)
  return membersOfGroup(app.store.db, workspaceId, groupId)
}

async function placeOfCode(app: App, code: string): Promise<RoomRow> {
  const place = await findPlace(app, code)
  if (!place) throw new Error(`There is no room ${code}.`)
  return place
}

async function findPlace({ store }: App, code: string): Promise<RoomRow | undefined> {
  return (await roomByCode(store.db, code))?.room
}

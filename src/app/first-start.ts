import { holdLock } from '#src/storage/locks.ts'
import type { Language } from '#src/storage/members.ts'
import { addGroup, addRoom, allRooms, type RoomRow } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import type { App } from './app.ts'
import { foundWorkspace, freshWorkspace } from './found-workspace.ts'
import { freshRoomCode } from './room-code.ts'

/**
 * Makes the service usable at once: a practice organisation with its key, the shipped badges, and one group with its
 * room. Does nothing where there is a room already, be it that another node makes it now; answers the first room.
 */
export async function firstStart(
  app: App,
  { language, mailFrom }: { readonly language: Language; readonly mailFrom: string },
): Promise<RoomRow> {
  const [room] = await allRooms(app.store.db)
  return room ?? makePractice(app, { language, mailFrom })
}

async function makePractice(
  app: App,
  { language, mailFrom }: { readonly language: Language; readonly mailFrom: string },
): Promise<RoomRow> {
  const t = texts[language].practice
  const { organisation: name, description } = t
  const fresh = await freshWorkspace(app, { name, language, email: mailFrom, description })
  const { id: workspaceId, createdAt } = fresh.workspace
  const code = freshRoomCode()
  const groupId = app.newId()
  const room: RoomRow = { workspaceId, code, groupId }
  return app.store.tx(async (tx) => {
    await holdLock(tx, 'first-start')
    const [earlier] = await allRooms(tx)
    if (earlier) return earlier
    await foundWorkspace(tx, fresh)
    await addGroup(tx, {
      workspaceId,
      id: groupId,
      name: t.group,
      channel: `room:${code}`,
      createdAt,
    })
    await addRoom(tx, room)
    return room
  })
}

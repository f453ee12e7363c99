import { catalogue } from '#src/catalogue/catalogue.ts'
import { type AchievementRow, addAchievements } from '#src/storage/achievements.ts'
import { addIssuerKey } from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { Language } from '#src/storage/members.ts'
import {
  addGroup,
  addIssuer,
  addRoom,
  addWorkspace,
  allRooms,
  type RoomRow,
} from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import type { App } from './app.ts'
import { freshKey } from './issuer-keys.ts'
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
  const createdAt = app.now()
  const workspaceId = app.newId()
  const issuerId = app.newId()
  const code = freshRoomCode()
  const groupId = app.newId()
  const key = await freshKey(app, { workspaceId, id: issuerId }, 'credential')
  const room: RoomRow = { workspaceId, code, groupId }
  const t = texts[language].practice
  return app.store.tx(async (tx) => {
    await holdLock(tx, 'first-start')
    const [earlier] = await allRooms(tx)
    if (earlier) return earlier
    await addWorkspace(tx, {
      id: workspaceId,
      ref: `room:${workspaceId}`,
      name: t.organisation,
      language,
      createdAt,
    })
    await addIssuer(tx, {
      workspaceId,
      id: issuerId,
      name: t.organisation,
      url: null,
      email: mailFrom,
      description: t.description,
    })
    await addIssuerKey(tx, key)
    await addAchievements(tx, shippedAchievements(app, workspaceId, createdAt))
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

/** A copy of the shipped catalogue: from here on it is the organisation's own. */
function shippedAchievements(app: App, workspaceId: string, createdAt: number): AchievementRow[] {
  return catalogue.map(({ id, name, definition, criteria, kind }, index) => ({
    workspaceId,
    id: app.newId(),
    version: 1,
    content: {
      name,
      definition,
      criteria: criteria.map((criterion) => ({ ...criterion, required: true })),
      kind,
      basedOn: id,
    },
    pictureId: null,
    // The order of the catalogue.
    createdAt: createdAt + index,
  }))
}

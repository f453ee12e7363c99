import type { App } from '#src/app/app.ts'
import type { Bus } from '#src/app/bus.ts'
import {
  addToRoom,
  changeInRoom,
  membersInRoom,
  type RoomNote,
  roomNotes,
} from '#src/app/room-notes.ts'
import type { Member, Ref, Said } from './contract.ts'
import { packSaid, unpackSaid } from './said.ts'

interface Entry {
  readonly ref: Ref
  readonly toMember: string | undefined
  readonly said: Said
  readonly postedAt: number
  readonly changedAt: number
}

/** The room's messages in the service's database; each change hints the room's live pages. */
export function storedRoomBook(app: App, bus: Bus) {
  return {
    async add({
      code,
      toMember,
      said,
      key,
    }: {
      readonly code: string
      readonly toMember: string | undefined
      readonly said: Said
      readonly key: string
    }): Promise<Ref> {
      const id = await addToRoom(app, { code, toMember, body: packSaid(said), key })
      bus.publish(`room:${code}`)
      return refOf(code, id)
    },
    async change(message: Ref, said: Said): Promise<void> {
      const [code = '', id = ''] = message.slice('room:'.length).split('/', 2)
      await changeInRoom(app, { code, id, body: packSaid(said) })
      bus.publish(`room:${code}`)
    },
    async entries(
      { code }: { readonly code: string },
      options: { readonly memberId: string | undefined; readonly since: number },
    ): Promise<readonly Entry[]> {
      return (await roomNotes(app, code, options)).map((note) => asEntry(code, note))
    },
    async members(code: string): Promise<readonly Member[]> {
      const members = await membersInRoom(app, code)
      return members.map(({ id, name }) => ({ ref: `room:${id}`, name }))
    },
  }
}

function asEntry(code: string, { id, toMember, body, postedAt, changedAt }: RoomNote): Entry {
  return {
    ref: refOf(code, id),
    toMember: toMember ?? undefined,
    said: unpackSaid(body),
    postedAt,
    changedAt,
  }
}

function refOf(code: string, id: string): Ref {
  return `room:${code}/${id}`
}

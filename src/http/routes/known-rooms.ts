import type { App } from '#src/app/app.ts'
import { tidyRoomCode } from '#src/app/room-code.ts'
import { type GroupRow, roomByCode, type RoomRow } from '#src/storage/workspaces.ts'

export interface KnownRoom {
  readonly room: RoomRow
  readonly group: GroupRow
}

const keptMs = 60_000
const mostKept = 1000

/** Rooms by code, kept for a minute: two hundred votes ask for the same one. Codes that open nothing are not kept. */
export class KnownRooms {
  readonly #app: App
  readonly #kept = new Map<string, { readonly found: KnownRoom; readonly until: number }>()

  constructor(app: App) {
    this.#app = app
  }

  /** By the code as somebody typed it. */
  async find(typed: string): Promise<KnownRoom | undefined> {
    const code = tidyRoomCode(typed.slice(0, 20))
    const now = this.#app.now()
    const kept = this.#kept.get(code)
    if (kept && kept.until > now) return kept.found
    const found = await roomByCode(this.#app.store.db, code)
    if (!found) return undefined
    if (this.#kept.size >= mostKept) this.#kept.clear()
    this.#kept.set(code, { found, until: now + keptMs })
    return found
  }
}

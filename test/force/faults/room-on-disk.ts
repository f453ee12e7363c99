import type { Store } from '#src/storage/store.ts'
import type { SqliteStore } from '#src/storage/sqlite-store.ts'

/** How much a SQLite file may still grow: what a full disk is, without filling one. */
export class RoomOnDisk {
  readonly #store: SqliteStore

  /** Throws for another engine. */
  constructor(store: Store) {
    this.#store = sqliteOf(store)
  }

  /** The file may grow by that many pages of 4 kB, and no more. */
  leave(pages: number): void {
    const { writer } = this.#store
    const used = Number(writer.pragma('page_count', { simple: true }))
    writer.pragma(`max_page_count = ${used + pages}`)
  }

  /** All the room in the world again. */
  free(): void {
    this.#store.writer.pragma('max_page_count = 4294967294')
  }
}

/** The store as the trials of a disk need it. */
export function sqliteOf(store: Store): SqliteStore {
  if (!isSqlite(store)) throw new Error('This trial is about the SQLite file.')
  return store
}

function isSqlite(store: Store): store is SqliteStore {
  return store.engine === 'sqlite' && 'writer' in store
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openSqlite, type SqliteStore } from '#src/storage/sqlite-store.ts'
import type { Store } from '#src/storage/store.ts'
import { addWorkspace } from '#src/storage/workspaces.ts'
import { openedAt } from './proposal-builders.ts'

/** Opens an empty store that is closed and removed when the test ends. */
export type OpenStore = (t: Test) => Promise<Store>

/** A store on a temporary file of its own. */
export function openTestStore(t: Test): SqliteStore {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-store-'))
  const store = openSqlite(join(folder, 'test.sqlite'))
  t.teardown(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return store
}

const engines: Readonly<Record<Store['engine'], OpenStore | undefined>> = {
  sqlite: async (t) => openTestStore(t),
  postgres: undefined,
}

/** Runs a kit of tests on every engine that can be had here. */
export function onEachEngine(t: Test, kit: (t: Test, open: OpenStore) => void): void {
  for (const [engine, open] of Object.entries(engines))
    if (open)
      t.test(engine, async (t) => {
        kit(t, open)
      })
}

/** Most rows belong to a workspace: adds one with that id. */
export async function addTestWorkspace(store: Store, id: string): Promise<void> {
  await store.tx((tx) =>
    addWorkspace(tx, { id, ref: `room:${id}`, name: id, language: 'fr', createdAt: openedAt }),
  )
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openPostgres, type PostgresStore } from '#src/storage/postgres-store.ts'
import { openSqlite, type SqliteStore } from '#src/storage/sqlite-store.ts'
import type { Store } from '#src/storage/store.ts'
import { addWorkspace } from '#src/storage/workspaces.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
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

/** A store on a PostgreSQL database of its own. */
export async function openTestPostgres(t: Test): Promise<PostgresStore> {
  const store = await openPostgres(await testDatabase(t), { onError: () => undefined })
  t.teardown(() => store.close())
  return store
}

/** A PostgreSQL database of its own, gone when the test ends; answers its DATABASE_URL. It has the tables, unless `bare`. */
export async function testDatabase(
  t: Pick<Test, 'teardown'>,
  { bare = false }: { readonly bare?: boolean } = {},
): Promise<string> {
  const server = await testServer()
  if (!server) throw new Error('There is no PostgreSQL here.')
  const url = await server.createDatabase(bare ? undefined : await pattern(server))
  t.teardown(() => server.dropDatabase(url))
  return url
}

let server: Promise<TestPostgres | undefined> | undefined
let migrated: Promise<string> | undefined

// Copying the tables is quicker than making them.
function pattern(server: TestPostgres): Promise<string> {
  migrated ??= server.createDatabase().then(async (url) => {
    const store = await openPostgres(url, { onError: () => undefined })
    await store.close()
    return url
  })
  return migrated
}

/** The server that the tests of one process share; it ends with the process. */
export function testServer(): Promise<TestPostgres | undefined> {
  server ??= startPostgres()
  return server
}

const engines: Readonly<Record<Store['engine'], OpenStore>> = {
  sqlite: async (t) => openTestStore(t),
  postgres: openTestPostgres,
}

/** Runs a kit of tests on every engine that can be had here. */
export function onEachEngine(
  t: Test,
  kit: (t: Test, open: OpenStore, engine: Store['engine']) => void,
): void {
  t.test('sqlite', async (t) => kit(t, engines.sqlite, 'sqlite'))
  t.test('postgres', async (t) => {
    if (await testServer()) kit(t, engines.postgres, 'postgres')
    else t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
  })
}

/** Most rows belong to a workspace: adds one with that id. */
export async function addTestWorkspace(store: Store, id: string): Promise<void> {
  await store.tx((tx) =>
    addWorkspace(tx, { id, ref: `room:${id}`, name: id, language: 'fr', createdAt: openedAt }),
  )
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openPostgres, type PostgresStore } from '#src/storage/postgres-store.ts'
import { openSqlite, type SqliteStore } from '#src/storage/sqlite-store.ts'
import type { Store } from '#src/storage/store.ts'
import { addWorkspace } from '#src/storage/workspaces.ts'
import { startPostgres, type TestPostgres } from './postgres.ts'
import { givenPostgres, patternOn } from './shared-postgres.ts'
import { openedAt } from './proposal-builders.ts'

/** Opens an empty store that is closed and removed when the test ends. */
export type OpenStore = (t: Test) => Promise<Store>

/** A store on a temporary file of its own. */
export function openTestStore(t: Test): SqliteStore {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-store-'))
  const file = join(folder, 'test.sqlite')
  writeFileSync(file, tables(folder))
  const store = openSqlite(file)
  t.teardown(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return store
}

let migratedFile: Buffer | undefined

// Copying the tables is quicker than making them.
function tables(folder: string): Buffer {
  migratedFile ??= makeTables(join(folder, 'pattern.sqlite'))
  return migratedFile
}

function makeTables(file: string): Buffer {
  const store = openSqlite(file)
  const bytes = store.writer.serialize()
  void store.close()
  return bytes
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

function pattern(server: TestPostgres): Promise<string> {
  migrated ??= Promise.resolve(given?.pattern ?? patternOn(server))
  return migrated
}

const given = givenPostgres()

/** The server that all tests of one run share, or else those of one process; it ends with them. */
export function testServer(): Promise<TestPostgres | undefined> {
  server ??= given ? Promise.resolve(given.server) : startPostgres()
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

import type { PostgresStore } from './postgres-store.ts'
import { openSqlite, type SqliteStore } from './sqlite-store.ts'

export type OpenedStore = SqliteStore | PostgresStore

/** Opens PostgreSQL where there is an address of one, else the SQLite file; brings its tables up to date. */
export async function openStore(
  { databaseUrl, file }: { readonly databaseUrl: string | undefined; readonly file: string },
  options: { readonly onError: (error: Error) => void },
): Promise<OpenedStore> {
  if (databaseUrl === undefined) return openSqlite(file)
  // Loaded by those who use it: a single node on SQLite starts without.
  const { openPostgres } = await import('./postgres-store.ts')
  return openPostgres(databaseUrl, options)
}

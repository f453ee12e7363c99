import { openPostgres } from '#src/storage/postgres-store.ts'
import { serverAt, startPostgres, type TestPostgres } from './postgres.ts'

const urlName = 'SHARED_POSTGRES_URL'
const patternName = 'SHARED_POSTGRES_PATTERN'

/** Starts a server for many processes, with an empty database of our tables to copy. Undefined where there is none. */
export async function sharedPostgres(): Promise<
  { readonly env: Readonly<Record<string, string>>; close(): Promise<void> } | undefined
> {
  const server = await startPostgres()
  if (!server) return undefined
  const pattern = await patternOn(server)
  return {
    env: { [urlName]: server.url, [patternName]: pattern },
    close: () => server.close(),
  }
}

/** The server that `sharedPostgres` of a parent process started. */
export function givenPostgres():
  | { readonly server: TestPostgres; readonly pattern: string }
  | undefined {
  const { [urlName]: url, [patternName]: pattern } = process.env
  return url && pattern ? { server: serverAt(url), pattern } : undefined
}

/** Makes a database that has the tables: copying them is quicker than making them. */
export async function patternOn(server: TestPostgres): Promise<string> {
  const url = await server.createDatabase()
  const store = await openPostgres(url, { onError: () => undefined })
  await store.close()
  return url
}

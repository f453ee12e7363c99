import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '#src/storage/open-store.ts'
import type { Store } from '#src/storage/store.ts'
import { startPostgres } from '#test/kit/postgres.ts'

/** A database to measure on, empty, which syncs as the real one does. */
export interface Ground {
  readonly engine: Store['engine']
  readonly folder: string
  readonly store: Store
  readonly databaseUrl: string | undefined
}

/**
 * The settings of a service behind an https proxy. It then believes the proxy's word about addresses: each voter has
 * one, as in life, and the limits on requests stay on.
 */
export function behindHttps(folder: string): Readonly<Record<string, string>> {
  return {
    DATA_DIR: folder,
    PORT: '0',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'https://badges.example.org',
  }
}

/** Runs `work` with a folder that is gone afterwards. */
export async function inFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'cordee-bench-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export async function onSqlite<Value>(work: (ground: Ground) => Promise<Value>): Promise<Value> {
  return inFolder((folder) => onStore({ engine: 'sqlite', folder, databaseUrl: undefined }, work))
}

/** Answers undefined, and does nothing, where no PostgreSQL can be had. */
export async function onPostgres<Value>(
  work: (ground: Ground) => Promise<Value>,
): Promise<Value | undefined> {
  const server = await startPostgres({ fsync: true })
  if (!server) return undefined
  try {
    const databaseUrl = await server.createDatabase()
    return await inFolder((folder) => onStore({ engine: 'postgres', folder, databaseUrl }, work))
  } finally {
    await server.close()
  }
}

async function onStore<Value>(
  { folder, databaseUrl, engine }: Omit<Ground, 'store'>,
  work: (ground: Ground) => Promise<Value>,
): Promise<Value> {
  const store = await openStore(
    { databaseUrl, file: join(folder, 'cordee.sqlite') },
    { onError: (error) => console.error(error.message) },
  )
  try {
    return await work({ engine, folder, databaseUrl, store })
  } finally {
    await store.close()
  }
}

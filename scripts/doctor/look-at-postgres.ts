import { Client } from 'pg'
import { type DatabaseLook, emptyLook, questions, type SealedKey } from './database-look.ts'

/** What PostgreSQL alone tells. */
export interface PostgresLook extends DatabaseLook {
  readonly version: string
  readonly major: number
  /** Settings that risk what was committed, such as `fsync=off`. */
  readonly lossy: readonly string[]
  /** How much its clock is ahead of ours, in milliseconds; negative: behind. */
  readonly aheadMs: number
  /** Host and name of the database. */
  readonly where: string
}

/** Looks into a PostgreSQL database, each question within ten seconds. Throws what pg throws. */
export async function lookAtPostgres(url: string, now: () => number): Promise<PostgresLook> {
  const client = new Client({
    connectionString: url,
    application_name: 'cordee-doctor',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    statement_timeout: 10_000,
  })
  client.on('error', () => undefined) // The query under way hears of it.
  try {
    await client.connect()
    return {
      ...(await lookInside(client, now())),
      ...(await lookAround(client)),
      aheadMs: await clockAhead(client, now),
      where: `${client.host}/${client.database ?? ''}`,
    }
  } finally {
    // A server that no longer answers would keep a polite goodbye waiting.
    await Promise.race([client.end(), new Promise((resolve) => setTimeout(resolve, 1_000).unref())])
  }
}

async function lookAround(client: Client) {
  const settings = new Map<string, string>()
  const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'server_version_num']
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1)',
    [names],
  )
  for (const { name, setting } of rows) settings.set(name, setting)
  const number = Number(settings.get('server_version_num'))
  return {
    major: Math.floor(number / 10_000),
    version: `${Math.floor(number / 10_000)}.${number % 10_000}`,
    lossy: names.filter((name) => settings.get(name) === 'off').map((name) => `${name}=off`),
  }
}

async function lookInside(client: Client, now: number): Promise<DatabaseLook> {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null and to_regclass('outbox') is not null as there`,
  )
  if (!rows[0]?.there) return emptyLook
  const migrated = await client.query<{ migratedAt: string | null }>(
    questions.migratedAt('drizzle.__drizzle_migrations'),
  )
  // Bigints, which pg answers as text.
  type KeyRow = Omit<SealedKey, 'createdAt'> & { readonly createdAt: string }
  const keys = await client.query<KeyRow>(questions.sealedKeys)
  const pinnable = await client.query<{ there: boolean }>(
    `select to_regclass('pinned_origin') is not null as there`,
  )
  // Tables of an earlier version have none.
  const pinned = pinnable.rows[0]?.there
    ? await client.query<{ url: string }>(questions.pinnedUrl)
    : undefined
  // Sums of PostgreSQL are bigints, which pg answers as text.
  const jobs = await client.query<Record<string, string | null>>(questions.jobs(now))
  const numberOf = (name: string) => Number(jobs.rows[0]?.[name] ?? 0)
  const oldest = jobs.rows[0]?.['oldestDueAt']
  const migratedAt = migrated.rows[0]?.migratedAt
  return {
    migratedAt: migratedAt ? Number(migratedAt) : undefined,
    sealedKeys: keys.rows.map((key) => ({ ...key, createdAt: Number(key.createdAt) })),
    pinnedUrl: pinned?.rows[0]?.url,
    jobs: {
      waiting: numberOf('waiting'),
      dead: numberOf('dead'),
      late: numberOf('late'),
      oldestDueAt: oldest ? Number(oldest) : undefined,
    },
  }
}

async function clockAhead(client: Client, now: () => number): Promise<number> {
  const asked = now()
  const { rows } = await client.query<{ ms: string }>(
    'select extract(epoch from clock_timestamp()) * 1000 as ms',
  )
  // The answer was true half-way between question and answer, more or less.
  return Number(rows[0]?.ms) - (asked + now()) / 2
}

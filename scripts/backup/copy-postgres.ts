import { type ChildProcess, spawn } from 'node:child_process'
import { Client } from 'pg'
import { CopyBroken, type RowCounts } from '#src/storage/backup.ts'
import { codeOf } from '#src/storage/store.ts'
import { BackupFailure } from './backup-failure.ts'
import { findPgTools } from './pg-tools.ts'

/**
 * Dumps a PostgreSQL database that may be in use into a new file (pg_dump's custom format), as it stood at one
 * moment, and answers how many rows that moment had. Throws BackupFailure, and CopyBroken if the dump, read again
 * from the first byte to the last, does not hold those rows.
 */
export async function copyPostgres(url: string, to: string): Promise<RowCounts> {
  const client = await connect(url)
  try {
    const tools = await findPgTools(await serverMajor(client))
    await client.query('begin isolation level repeatable read read only')
    await client.query('set local idle_in_transaction_session_timeout = 0')
    const snapshot = await ask(client, 'select pg_export_snapshot() as value')
    const counts = await countRows(client)
    const env = connectionEnv(client, url)
    const options = ['--format=custom', '--no-owner', '--no-acl', '--lock-wait-timeout=30s']
    const dump = start(tools.dump, [...options, `--snapshot=${snapshot}`, `--file=${to}`], env)
    await ended(dump, 'pg-dump-failed')
    const found = await countDumped(start(tools.restore, ['--data-only', '--file=-', to], env))
    const differs = Object.keys({ ...counts, ...found }).filter(
      (table) => counts[table] !== found[table],
    )
    if (differs.length > 0) throw new CopyBroken(`The dump differs in: ${differs.join(', ')}.`)
    return counts
  } finally {
    await client.end()
  }
}

async function connect(url: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: 'cordee-backup',
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined) // The query under way hears of it.
  try {
    await client.connect()
  } catch (cause) {
    // Where every address of a host was tried in vain, there is a code and no message.
    const said = (cause instanceof Error && cause.message) || (codeOf(cause) ?? '')
    throw new BackupFailure('database-unreachable', said, { cause })
  }
  return client
}

async function serverMajor(client: Client): Promise<number> {
  const text = await ask(client, `select current_setting('server_version_num') as value`)
  return Math.floor(Number(text) / 10_000)
}

async function countRows(client: Client): Promise<RowCounts> {
  const tables = await client.query<{ schema: string; name: string }>(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
     order by 1, 2`,
  )
  const counts: Record<string, number> = {}
  for (const { schema, name } of tables.rows) {
    const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`
    counts[shortName(`${schema}.${name}`)] = Number(
      await ask(client, `select count(*) as value from ${table}`),
    )
  }
  return counts
}

async function ask(client: Client, sql: string): Promise<string> {
  const { rows } = await client.query<{ value: string }>(sql)
  return rows[0]?.value ?? ''
}

// In the environment: a command line can be read by every user of the machine.
function connectionEnv(client: Client, url: string): NodeJS.ProcessEnv {
  const { searchParams } = new URL(url)
  const tls = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'].flatMap((name) => {
    const value = searchParams.get(name)
    // node-postgres has one mode more than PostgreSQL's programs.
    return value ? [[`PG${name.toUpperCase()}`, value === 'no-verify' ? 'require' : value]] : []
  })
  return {
    ...process.env,
    PGCONNECT_TIMEOUT: '10',
    PGHOST: client.host,
    PGPORT: String(client.port),
    ...(client.user ? { PGUSER: client.user } : {}),
    ...(client.database ? { PGDATABASE: client.database } : {}),
    ...(client.password ? { PGPASSWORD: client.password } : {}),
    ...Object.fromEntries(tls),
  }
}

function start(program: string, options: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(program, options, { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

async function ended(child: ChildProcess, code: 'pg-dump-failed' | 'copy-broken'): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
  const status = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (status !== 0) throw new BackupFailure(code, said.trim().split('\n', 1)[0] ?? '')
}

// In the text form each row is one line, between "COPY table (…) FROM stdin;" and "\\.".
async function countDumped(restore: ChildProcess): Promise<RowCounts> {
  const counts: Record<string, number> = {}
  const whole = ended(restore, 'copy-broken')
  whole.catch(() => undefined) // Awaited below, once everything it said was read.
  let table: string | undefined
  for await (const line of linesOf(restore)) {
    if (table !== undefined && line !== '\\.') counts[table] = (counts[table] ?? 0) + 1
    else table = tableCopied(line)
    if (table !== undefined) counts[table] ??= 0
  }
  await whole
  return counts
}

// node:readline also ends a line at U+2028, which people may write in a ballot.
async function* linesOf({ stdout }: ChildProcess): AsyncGenerator<string> {
  if (!stdout) return
  let rest = ''
  for await (const chunk of stdout.setEncoding('latin1')) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function tableCopied(line: string): string | undefined {
  const [, name] = /^COPY (\S+) \(.*\) FROM stdin;$/.exec(line) ?? []
  return name === undefined ? undefined : shortName(name.replaceAll('"', ''))
}

function shortName(name: string): string {
  return name.replace(/^public\./, '')
}

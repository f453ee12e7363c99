import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Pool } from 'pg'
import { asBare, type Bare, fire, repeat } from './measure.ts'

/** What the disk alone gives: 4 kB appended to a file and synced, one after the other. */
export async function bareSync(folder: string, count: number): Promise<Bare> {
  const file = openSync(join(folder, 'appended'), 'a')
  const page = randomBytes(4096)
  try {
    const pace = await repeat(
      () => {
        writeSync(file, page)
        fdatasyncSync(file)
      },
      { count },
    )
    return asBare('append 4 kB + fdatasync', pace)
  } finally {
    closeSync(file)
  }
}

/** What SQLite alone gives: prepared inserts into one table of a ballot's size, so many a commit. */
export async function bareSqlite(
  folder: string,
  { inserts, perCommit }: { readonly inserts: number; readonly perCommit: number },
): Promise<Bare> {
  const db = new Database(join(folder, `bare-${randomUUID()}.sqlite`))
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.exec(`create table ballot (workspace text, proposal text, member text, choices text, at integer,
      primary key (workspace, proposal, member))`)
    const insert = db.prepare('insert into ballot values (?, ?, ?, ?, ?)')
    const commit = db.transaction(() => {
      for (let row = 0; row < perCommit; row += 1) insert.run(...bareRow())
    })
    const commits = Math.ceil(inserts / perCommit)
    const pace = await repeat(commit, { count: commits })
    const name = perCommit === 1 ? 'bare insert + commit' : `bare inserts, ${perCommit} a commit`
    return asBare(name, {
      perSecond: pace.perSecond * perCommit,
      ...(pace.cpuUs === undefined ? {} : { cpuUs: pace.cpuUs / perCommit }),
    })
  } finally {
    db.close()
  }
}

/** What PostgreSQL alone gives: prepared inserts over so many connections, each its own commit. */
export async function barePostgres(
  databaseUrl: string,
  { inserts, connections }: { readonly inserts: number; readonly connections: number },
): Promise<Bare> {
  const pool = new Pool({ connectionString: databaseUrl, max: connections })
  pool.on('error', () => undefined)
  try {
    await pool.query(`create table bare_ballot (workspace text, proposal text, member text, choices text, at bigint,
      primary key (workspace, proposal, member))`)
    const pace = await fire({
      count: inserts,
      callers: connections,
      call: () =>
        pool.query({
          name: 'bare',
          text: 'insert into bare_ballot values ($1, $2, $3, $4, $5)',
          values: bareRow(),
        }),
    })
    await pool.query('drop table bare_ballot')
    const over = connections === 1 ? 'one connection' : `${connections} connections`
    return asBare(`bare insert + commit, ${over}`, pace)
  } finally {
    await pool.end()
  }
}

const random = randomBytes(16 * 4096)
let used = 0

// Ids like ours, 128 random bits in base64url, without the price of asking for chance each time.
function bareId(): string {
  used += 1
  return `${random.toString('base64url', (used % 4096) * 16, (used % 4096) * 16 + 12)}${used.toString(36).padStart(6, '0')}`
}

function bareRow(): [string, string, string, string, number] {
  return ['workspace-of-22-letters', bareId(), bareId(), '["met","met","not-yet"]', Date.now()]
}

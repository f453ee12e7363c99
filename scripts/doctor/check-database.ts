import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Config } from '#src/config.ts'
import { openSealed } from '#src/credentials/seal.ts'
import { type DatabaseLook, emptyLook, type Jobs, type SealedKey } from './database-look.ts'
import { type Finding, troubleIn } from './finding.ts'
import { lookAtPostgres, type PostgresLook } from './look-at-postgres.ts'
import { lookAtSqlite } from './look-at-sqlite.ts'

const run = promisify(execFile)
const quickCheckMs = 30_000
/** The oldest version that still gets repairs. */
const oldestMajor = 15

/** What the database is like, and what was seen in it; undefined where it could not be read or is not there yet. */
export interface DatabaseCheck {
  readonly look: DatabaseLook | undefined
  readonly findings: readonly Finding[]
  /** Its clock against ours, where it has one of its own. */
  readonly aheadMs: number | undefined
}

/** Reads the database, changing nothing, whether the service uses it at this moment or not. */
export async function checkDatabase(config: Config, now: () => number): Promise<DatabaseCheck> {
  return config.databaseUrl === undefined
    ? checkSqlite(config, now)
    : checkPostgres(config.databaseUrl, now)
}

async function checkSqlite({ dataDir }: Config, now: () => number): Promise<DatabaseCheck> {
  const part = 'database'
  const file = join(dataDir, 'cordee.sqlite')
  const size = await stat(file).then(
    (found) => found.size,
    () => undefined,
  )
  if (size === undefined)
    return unread([{ part, mark: 'unchecked', say: (t) => t.sqliteNotYet({ file }) }])
  try {
    const look = lookAtSqlite(file, now())
    const mebibytes = size / 1024 / 1024
    const findings: Finding[] = [
      { part, mark: 'good', say: (t) => t.sqliteGood({ file, mebibytes }) },
      await checkTables('sqlite', look),
      await checkIntegrity(file),
      checkJobs(look.jobs, now()),
    ]
    return { look, findings, aheadMs: undefined }
  } catch (error) {
    const detail = troubleIn(error)
    return unread([{ part, mark: 'wrong', say: (t) => t.sqliteUnreadable({ file, detail }) }])
  }
}

async function checkPostgres(url: string, now: () => number): Promise<DatabaseCheck> {
  const part = 'database'
  try {
    const look = await lookAtPostgres(url, now)
    const findings: Finding[] = [
      ...describeServer(look),
      await checkTables('postgres', look),
      { part: 'integrity', mark: 'unchecked', say: (t) => t.integrityPostgres() },
      checkJobs(look.jobs, now()),
    ]
    return { look, findings, aheadMs: look.aheadMs }
  } catch (error) {
    const detail = saidByPg(error)
    return unread([{ part, mark: 'wrong', say: (t) => t.postgresUnreachable({ detail }) }])
  }
}

// Its own words say more than its codes, and never the password.
function saidByPg(error: unknown): string {
  const words = error instanceof Error ? oneLine(error.message) : ''
  return words === '' ? troubleIn(error) : words
}

function unread(findings: readonly Finding[]): DatabaseCheck {
  return { look: undefined, findings, aheadMs: undefined }
}

function describeServer({ version, major, where, lossy }: PostgresLook): Finding[] {
  const part = 'database'
  return [
    major < oldestMajor
      ? { part, mark: 'look', say: (t) => t.postgresOld({ version }) }
      : { part, mark: 'good', say: (t) => t.postgresGood({ version, where }) },
    ...lossy.map((setting): Finding => ({
      part,
      mark: 'wrong',
      say: (t) => t.postgresLossy({ setting }),
    })),
  ]
}

const journal = z.object({ entries: z.array(z.object({ when: z.number() })) })

async function checkTables(
  engine: 'sqlite' | 'postgres',
  { migratedAt }: DatabaseLook,
): Promise<Finding> {
  const part = 'tables'
  if (migratedAt === undefined) return { part, mark: 'unchecked', say: (t) => t.tablesNotYet() }
  const path = new URL(`../../migrations/${engine}/meta/_journal.json`, import.meta.url)
  const { entries } = journal.parse(JSON.parse(await readFile(path, 'utf8')))
  if (!entries.some(({ when }) => when >= migratedAt))
    return { part, mark: 'wrong', say: (t) => t.tablesNewer() }
  const missing = entries.filter(({ when }) => when > migratedAt).length
  if (missing > 0) return { part, mark: 'look', say: (t) => t.tablesOlder({ missing }) }
  return { part, mark: 'good', say: (t) => t.tablesCurrent() }
}

async function checkIntegrity(file: string): Promise<Finding> {
  const part = 'integrity'
  const script = fileURLToPath(new URL('quick-check.ts', import.meta.url))
  try {
    const options = { timeout: quickCheckMs, killSignal: 'SIGKILL' } as const
    const { stdout } = await run(process.execPath, [script, file], options)
    const said = stdout.trim()
    if (said === 'ok') return { part, mark: 'good', say: (t) => t.integrityGood() }
    return { part, mark: 'wrong', say: (t) => t.integrityBroken({ detail: oneLine(said) }) }
  } catch (error) {
    const wasStopped = error instanceof Error && 'killed' in error && error.killed === true
    if (wasStopped)
      return {
        part,
        mark: 'unchecked',
        say: (t) => t.integrityTooLong({ seconds: quickCheckMs / 1000 }),
      }
    const detail = codeSaidIn(error)
    return { part, mark: 'wrong', say: (t) => t.integrityBroken({ detail }) }
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200)
}

// The process of the check ends with an uncaught error, which names SQLite's code.
function codeSaidIn(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  return /SQLITE_\w+/.exec(said)?.[0] ?? troubleIn(error)
}

function checkJobs({ waiting, dead, late, oldestDueAt }: Jobs, now: number): Finding {
  const part = 'jobs'
  if (late > 0 && oldestDueAt !== undefined) {
    const minutes = Math.round((now - oldestDueAt) / 60_000)
    return { part, mark: 'look', say: (t) => t.jobsLate({ count: late, minutes }) }
  }
  if (dead > 0) return { part, mark: 'look', say: (t) => t.jobsDead({ count: dead }) }
  return { part, mark: 'good', say: (t) => t.jobsGood({ waiting }) }
}

const yearMs = 365 * 24 * 3_600_000

/** Says whether the master key opens every signing key that the database holds, and how old those in use are. */
export function checkIssuerKeys(
  { sealedKeys }: DatabaseLook = emptyLook,
  masterKey: Uint8Array | undefined,
  now: number,
): Finding {
  const part = 'issuer-keys'
  if (!masterKey || sealedKeys.length === 0)
    return { part, mark: 'unchecked', say: (t) => t.keysUnchecked() }
  const all = sealedKeys.length
  const count = sealedKeys.filter((sealed) => !opens(masterKey, sealed)).length
  if (count > 0) return { part, mark: 'wrong', say: (t) => t.keysClosed({ count, all }) }
  const active = sealedKeys.filter(({ state }) => state === 'active')
  const facts = {
    count: all,
    oldestAt: Math.min(now, ...active.map(({ createdAt }) => createdAt)),
    tokens: active.filter(({ purpose }) => purpose === 'token').length,
  }
  const isOld = now - facts.oldestAt > yearMs
  if (isOld) return { part, mark: 'look', say: (t) => t.keysOld(facts) }
  return { part, mark: 'good', say: (t) => t.keysOpen(facts) }
}

/** Says whether PUBLIC_URL is still the address that badges were made under; nothing where none were. */
export function checkPinnedAddress(
  { pinnedUrl: pinned }: DatabaseLook = emptyLook,
  { publicUrl: given }: Pick<Config, 'publicUrl'>,
): readonly Finding[] {
  const part = 'public-url'
  if (pinned === undefined) return []
  return given === pinned
    ? [{ part, mark: 'good', say: (t) => t.pinned({ pinned }) }]
    : [{ part, mark: 'wrong', say: (t) => t.pinnedOther({ pinned, given }) }]
}

function opens(
  masterKey: Uint8Array,
  { workspaceId, id, purpose, sealedSecret }: SealedKey,
): boolean {
  try {
    openSealed(masterKey, sealedSecret, { workspace: workspaceId, kid: id, purpose })
    return true
  } catch {
    return false
  }
}

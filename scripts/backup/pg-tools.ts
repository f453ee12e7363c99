import { execFile } from 'node:child_process'
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { BackupFailure } from './backup-failure.ts'

const run = promisify(execFile)
const debian = '/usr/lib/postgresql'

/** PostgreSQL's own programs, of one version. */
export interface PgTools {
  readonly dump: string
  readonly restore: string
}

/**
 * Finds a pg_dump that can read a server of this version: in PG_BIN alone where it is set, else in PATH and where
 * Debian keeps them. Throws BackupFailure `no-pg-dump`.
 */
export async function findPgTools(serverMajor: number): Promise<PgTools> {
  const tooOld: number[] = []
  for (const folder of await foldersToLook()) {
    const tools = { dump: join(folder, 'pg_dump'), restore: join(folder, 'pg_restore') }
    const major = await versionOf(tools)
    if (major === undefined) continue
    if (major >= serverMajor) return tools
    tooOld.push(major)
  }
  const found = tooOld.length > 0 ? ` (${[...new Set(tooOld)].join(', ')} < ${serverMajor})` : ''
  throw new BackupFailure('no-pg-dump', `${serverMajor}${found}`)
}

async function foldersToLook(): Promise<readonly string[]> {
  const given = process.env['PG_BIN']
  if (given) return [given]
  const inPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const versions = await readdir(debian).catch(() => [])
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a))
  return [...inPath, ...newestFirst.map((version) => join(debian, version, 'bin'))]
}

async function versionOf({ dump, restore }: PgTools): Promise<number | undefined> {
  try {
    await Promise.all([access(dump, constants.X_OK), access(restore, constants.X_OK)])
    const { stdout } = await run(dump, ['--version'], { timeout: 10_000 })
    return Number(/(\d+)(?:\.\d+)?/.exec(stdout)?.[1])
  } catch {
    return undefined
  }
}

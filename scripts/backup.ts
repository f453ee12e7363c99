import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Config, ConfigError, readConfig } from '#src/config.ts'
import { copySqlite, CopyBroken, type RowCounts } from '#src/storage/backup.ts'
import { codeOf } from '#src/storage/store.ts'
import { texts } from '#src/texts/texts.ts'
import { BackupFailure } from './backup/backup-failure.ts'
import { copyPostgres } from './backup/copy-postgres.ts'
import { type Manifest, writeManifest } from './backup/manifest.ts'

// Copies the database while the service goes on: npm run backup -- DIR
// Exit status 0: done and checked. 1: it went wrong. 78: something to mend first.

/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78
const toMendFirst = new Set([
  'no-folder',
  'folder-not-empty',
  'folder-not-writable',
  'no-database',
  'no-pg-dump',
])

// Names, addresses and ballots: this user's alone.
process.umask(0o077)
try {
  const config = readConfig(process.env)
  await backUp(config, process.argv[2])
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = configStatus
}

async function backUp(config: Config, given: string | undefined): Promise<void> {
  const t = texts[config.language].backup
  try {
    const folder = await emptyFolder(given)
    const { file, rows } = await makeManifest(config, folder)
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
    const copied = join(folder, file.name)
    console.log(t.done({ file: copied, rows: total, mebibytes: file.bytes / 1024 / 1024 }))
    console.log(t.leftOut({ masterKey: config.masterKeyFile, hasLetters: !config.smtpUrl }))
  } catch (error) {
    const { code, detail } = asFailure(error)
    console.error(t.failures[code](detail))
    process.exitCode = toMendFirst.has(code) ? configStatus : 1
  }
}

/** The folder is the backup: it must be new or empty, so that nothing is ever overwritten or mixed. */
async function emptyFolder(given: string | undefined): Promise<string> {
  if (!given) throw new BackupFailure('no-folder', '')
  const folder = resolve(given)
  try {
    await makeFolder(folder)
    if ((await readdir(folder)).length > 0) throw new BackupFailure('folder-not-empty', folder)
    return folder
  } catch (cause) {
    if (cause instanceof BackupFailure) throw cause
    throw new BackupFailure('folder-not-writable', folder, { cause })
  }
}

// Node's own `recursive` never ends where a parent is there but takes no folders, as /proc does.
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return
    const parent = dirname(folder)
    if (codeOf(error) !== 'ENOENT' || (await isThere(parent))) throw error
    await makeFolder(parent)
    await mkdir(folder, { mode: 0o700 })
  }
}

async function makeManifest(config: Config, folder: string): Promise<Manifest> {
  const { databaseUrl } = config
  const engine = databaseUrl === undefined ? 'sqlite' : 'postgres'
  const file = join(folder, engine === 'sqlite' ? 'cordee.sqlite' : 'cordee.dump')
  try {
    const rows =
      databaseUrl === undefined
        ? await copyDataFolder(config, file)
        : await copyPostgres(databaseUrl, file)
    return await writeManifest(file, { engine, rows })
  } catch (error) {
    // Half a backup must not be taken for one.
    await Promise.all(
      [file, `${file}-journal`, `${file}-wal`, join(folder, 'manifest.json')].map((path) =>
        rm(path, { force: true }),
      ),
    )
    throw error
  }
}

async function copyDataFolder({ dataDir }: Config, to: string): Promise<RowCounts> {
  const database = join(dataDir, 'cordee.sqlite')
  if (!(await isThere(database))) throw new BackupFailure('no-database', database)
  return copySqlite(database, to)
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function asFailure(error: unknown): Pick<BackupFailure, 'code' | 'detail'> {
  if (error instanceof BackupFailure) return error
  const code = codeOf(error) ?? ''
  if (error instanceof CopyBroken) return { code: 'copy-broken', detail: error.message }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code.startsWith('SQLITE_IOERR'))
    return { code: 'disk-full', detail: '' }
  if (code === 'EACCES' || code === 'EROFS' || code === 'SQLITE_CANTOPEN')
    return { code: 'folder-not-writable', detail: code }
  if (code.startsWith('SQLITE_')) return { code: 'database-unreadable', detail: code }
  throw error
}

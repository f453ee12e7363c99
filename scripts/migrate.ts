import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Config, ConfigError, readConfig } from '#src/config.ts'
import { openDatabase } from '#src/database.ts'
import { MoveFailure, moveRows, refuseIfInUse } from '#src/storage/move-rows.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { texts } from '#src/texts/texts.ts'

// Moves a data folder's SQLite into an empty PostgreSQL: DATABASE_URL=postgres://… npm run migrate -- DATA_FOLDER
// Exit status 0: moved and compared. 1: it went wrong. 78: something to mend first.

/** Exit status of a mistake in the configuration (sysexits.h, EX_CONFIG). */
const configStatus = 78

try {
  await migrate(readConfig(process.env), process.argv[2])
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = configStatus
}

async function migrate(config: Config, given: string | undefined): Promise<void> {
  const { databaseUrl, dataDir, language, masterKeyFile } = config
  const t = texts[language].migrate
  const file = join(given ? resolve(given) : dataDir, 'cordee.sqlite')
  if (databaseUrl === undefined) return fail(t.usage)
  if (!(await isThere(file))) return fail(t.noFile(file))
  try {
    refuseIfInUse(file)
    console.log(t.moving(file))
    const moved = await moveFile(file, config)
    const rows = Object.values(moved).reduce((sum, count) => sum + count, 0)
    console.log(t.done(rows, Object.keys(moved).length))
    console.log(t.next(given ? join(resolve(given), 'master.key') : masterKeyFile))
  } catch (error) {
    if (!(error instanceof MoveFailure)) throw error
    fail(t.failures[error.code](error.table))
  }
}

async function moveFile(file: string, config: Config) {
  const to = await openDatabase(config, file, { onError: ({ message }) => console.error(message) })
  const from = openSqlite(file)
  try {
    return await moveRows(from, to)
  } finally {
    await from.close()
    await to.close()
  }
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = configStatus
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

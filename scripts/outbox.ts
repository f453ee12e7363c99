import { type Config, ConfigError, readConfig } from '#src/config.ts'
import { failedJobs, retryFailedJobs } from '#src/storage/failed-jobs.ts'
import type { Store } from '#src/storage/store.ts'
import { texts } from '#src/texts/texts.ts'
import { openExisting } from './existing-database.ts'
import { tellFailures } from './outbox/tell-failures.ts'

// Shows what could not be delivered, and has it tried again: npm run outbox -- list | retry ID | retry-all
// It may run beside the service, which sees what changed at its next look, within half a minute.
// Exit status 0: done. 1: there is no such job. 64: not understood. 78: something to mend first.

const failedStatus = 1
/** sysexits.h, EX_USAGE and EX_CONFIG. */
const usageStatus = 64
const configStatus = 78
const mostListed = 1000

// What SQLite writes beside its file is this user's alone.
process.umask(0o077)
try {
  await run(readConfig(process.env), process.argv.slice(2))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.error(error.message)
  process.exitCode = configStatus
}

async function run(config: Config, [command = 'list', id]: readonly string[]): Promise<void> {
  const t = texts[config.language].outbox
  const isRetry = command === 'retry' && id !== undefined
  if (command !== 'list' && command !== 'retry-all' && !isRetry) {
    console.error(t.usage)
    process.exitCode = usageStatus
    return
  }
  const store = await openExisting(config)
  try {
    if (command === 'list') console.log(await list(store, config))
    else await retry(store, config, isRetry ? id : undefined)
  } finally {
    await store.close()
  }
}

async function list(store: Store, { language }: Config): Promise<string> {
  const rows = await failedJobs(store.db, { workspaceId: undefined, limit: mostListed })
  return tellFailures(store, rows, language)
}

async function retry(store: Store, { language }: Config, id: string | undefined): Promise<void> {
  const t = texts[language].outbox
  const now = Date.now()
  const retried = await store.tx((tx) => retryFailedJobs(tx, { workspaceId: undefined, id, now }))
  if (retried > 0 || id === undefined) return console.log(t.retried(retried))
  console.error(t.unknown(id))
  process.exitCode = failedStatus
}

import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, ConfigError } from '#src/config.ts'
import { openDatabase } from '#src/database.ts'
import type { Store } from '#src/storage/store.ts'
import { texts } from '#src/texts/texts.ts'

/** Opens the service's database beside it. Throws ConfigError where there is none: a mistyped DATA_DIR must not make an empty one. */
export async function openExisting(config: Config): Promise<Store> {
  await refuseMissing(config)
  return openDatabase(config, databaseFile(config), { onError: () => undefined, patienceMs: 0 })
}

/** Throws ConfigError where there is no SQLite file. What a PostgreSQL holds is seen once it is open. */
export async function refuseMissing(config: Config): Promise<void> {
  const file = databaseFile(config)
  const isThere = config.databaseUrl !== undefined || (await stat(file).catch(() => undefined))
  if (!isThere) throw new ConfigError(texts[config.language].outbox.noDatabase(file))
}

/** Where SQLite's is. */
export function databaseFile({ dataDir }: Pick<Config, 'dataDir'>): string {
  return join(dataDir, 'cordee.sqlite')
}

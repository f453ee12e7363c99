import { access, constants, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Config, ConfigError } from './config.ts'

/** What the service keeps on disk, beside its master key. */
export interface DataDir {
  /** The SQLite file, where there is no DATABASE_URL. */
  readonly database: string
  readonly mailFolder: string
}

/** Opens the data folder, making what is missing. Throws ConfigError where it cannot be used. */
export async function openDataDir({ dataDir }: Pick<Config, 'dataDir'>): Promise<DataDir> {
  // Whatever is written from here on is this user's alone: the database holds names, addresses and ballots.
  process.umask(0o077)
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new ConfigError(
      `DATA_DIR: ${dataDir} cannot be written: choose another folder, or give this user the right to write there.`,
      { cause },
    )
  }
  return { database: join(dataDir, 'cordee.sqlite'), mailFolder: join(dataDir, 'mail') }
}

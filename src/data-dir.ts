import { randomBytes } from 'node:crypto'
import { access, constants, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Config, ConfigError } from './config.ts'

/** What the service keeps on disk. */
export interface DataDir {
  readonly database: string
  readonly mailFolder: string
  readonly masterKey: Uint8Array
  /** The key was made just now: somebody should keep a copy of it. */
  readonly masterKeyIsNew: boolean
}

/** Opens the data folder, making what is missing. Throws ConfigError where it cannot be used. */
export async function openDataDir({ dataDir, masterKeyFile }: Config): Promise<DataDir> {
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
  const database = join(dataDir, 'cordee.sqlite')
  const known = await readMasterKey(masterKeyFile)
  if (!known && (await exists(database)))
    throw new ConfigError(
      `MASTER_KEY_FILE: ${masterKeyFile} is missing, and the keys in ${database} only open with it: put its copy back.`,
    )
  return {
    database,
    mailFolder: join(dataDir, 'mail'),
    masterKey: known ?? (await makeMasterKey(masterKeyFile)),
    masterKeyIsNew: !known,
  }
}

async function readMasterKey(file: string): Promise<Uint8Array | undefined> {
  if (!(await exists(file))) return undefined
  const key = await readFile(file, 'utf8').then(
    (text) => Buffer.from(text.trim(), 'base64'),
    () => Buffer.alloc(0),
  )
  if (key.length !== 32)
    throw new ConfigError(
      `MASTER_KEY_FILE: ${file} does not hold a master key (32 bytes in base64): put its copy back.`,
    )
  return key
}

async function makeMasterKey(file: string): Promise<Uint8Array> {
  const key = randomBytes(32)
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    throw new ConfigError(`MASTER_KEY_FILE: ${file} cannot be written: choose another path.`, {
      cause,
    })
  }
  return key
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

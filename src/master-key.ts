import { randomBytes } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openSealed } from '#src/credentials/seal.ts'
import { anyIssuerKey } from '#src/storage/issuer-keys.ts'
import type { Store } from '#src/storage/store.ts'
import { ConfigError } from './config.ts'

export interface MasterKey {
  readonly key: Uint8Array
  /** Made just now: somebody should keep a copy of it. */
  readonly isNew: boolean
}

/**
 * The key that seals the signing keys: read from its file, or made there where nothing is sealed yet. Throws
 * ConfigError where the file is no key, or where keys are sealed and it is missing.
 */
export async function masterKeyFor(store: Store, file: string): Promise<MasterKey> {
  const known = await readMasterKey(file)
  if (known) return { key: known, isNew: false }
  if (await anyIssuerKey(store.db))
    throw new ConfigError(
      `MASTER_KEY_FILE: ${file} is missing, and the keys in the database only open with it: put its copy back.`,
    )
  return { key: await makeMasterKey(file), isNew: true }
}

/** Throws ConfigError where the database was sealed with another master key, as on a node that has its own. */
export async function checkMasterKey(store: Store, key: Uint8Array, file: string): Promise<void> {
  const sealed = await anyIssuerKey(store.db)
  if (!sealed) return
  const { workspaceId: workspace, id: kid, purpose, sealedSecret } = sealed
  try {
    openSealed(key, sealedSecret, { workspace, kid, purpose })
  } catch (cause) {
    throw new ConfigError(
      `MASTER_KEY_FILE: ${file} is not the key that this database was sealed with: put the right one there, the same for every node.`,
      { cause },
    )
  }
}

/** Undefined where there is no such file. Throws ConfigError where it holds no key. */
export async function readMasterKey(file: string): Promise<Uint8Array | undefined> {
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

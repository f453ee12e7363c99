import { randomBytes } from 'node:crypto'
import { open, realpath, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { opensEvery, rewrapKeys } from '#src/app/rewrap-keys.ts'
import { type Config, ConfigError } from '#src/config.ts'
import { readMasterKey } from '#src/master-key.ts'
import { everyIssuerKey } from '#src/storage/issuer-keys.ts'
import { MoveFailure, refuseIfInUse } from '#src/storage/move-rows.ts'
import { nodesAtWork } from '#src/storage/nodes-at-work.ts'
import type { Store } from '#src/storage/store.ts'
import { texts } from '#src/texts/texts.ts'
import { databaseFile, openExisting, refuseMissing } from '../existing-database.ts'

export interface Rewrapped {
  readonly count: number
  readonly file: string
  /** Where the key of before is kept. */
  readonly old: string
}

/**
 * Takes a new master key. First the old one is copied to `.old` and the new one written to `.new`, and both are on the disk for
 * good; then every key is sealed anew in one transaction; then `.new` takes the place of the file. Wherever it is cut
 * short, the key that opens the database lies there, and doing it again finishes it. Throws ConfigError for what has to be mended.
 */
export async function rewrap(config: Config): Promise<Rewrapped> {
  const file = await realpath(config.masterKeyFile).catch(() => config.masterKeyFile)
  await refuseMissing(config)
  refuseBesideService(config)
  const store = await openExisting(config)
  try {
    if ((await nodesAtWork(store)) > 0) throw new ConfigError(texts[config.language].keys.inUse)
    return await takeNewKey(store, file, config)
  } finally {
    await store.close()
  }
}

type Speaking = Pick<Config, 'language'>

async function takeNewKey(store: Store, file: string, speaking: Speaking): Promise<Rewrapped> {
  const t = texts[speaking.language].keys
  const old = await readMasterKey(file)
  if (!old) throw new ConfigError(t.noMasterKey(file))
  // One that was being written when the power went opens nothing, and nothing was sealed with it.
  const begun = await readMasterKey(`${file}.new`).catch(() => undefined)
  const isSealed = begun !== undefined && (await opensEvery(store, begun))
  if (!isSealed) {
    if (!(await opensEvery(store, old))) throw new ConfigError(t.doesNotOpen(file))
    const fresh = begun ?? randomBytes(32)
    await keepBoth(file, { old, fresh }, speaking)
    await rewrapKeys(store, { from: old, to: fresh })
  }
  await replace(file).catch((cause: unknown) => {
    throw new ConfigError(t.notReplaced({ file, fresh: `${file}.new` }), { cause })
  })
  const count = (await everyIssuerKey(store.db)).length
  return { count, file, old: `${file}.old` }
}

async function keepBoth(
  file: string,
  { old, fresh }: { readonly old: Uint8Array; readonly fresh: Uint8Array },
  { language }: Speaking,
): Promise<void> {
  const t = texts[language].keys
  const kept = await readMasterKey(`${file}.old`).catch(() => Buffer.alloc(0))
  if (kept && !Buffer.from(old).equals(kept)) throw new ConfigError(t.oldThere(`${file}.old`))
  try {
    await write(`${file}.old`, old)
    await write(`${file}.new`, fresh)
    await keepNames(file)
  } catch (cause) {
    throw new ConfigError(t.notWritable(file), { cause })
  }
}

async function write(path: string, key: Uint8Array): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(`${Buffer.from(key).toString('base64')}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function replace(file: string): Promise<void> {
  await rename(`${file}.new`, file)
  await keepNames(file)
}

/** A new name is on the disk for good once its folder is. */
async function keepNames(file: string): Promise<void> {
  // Windows opens no folder.
  if (process.platform === 'win32') return
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function refuseBesideService(config: Config): void {
  if (config.databaseUrl !== undefined) return
  try {
    refuseIfInUse(databaseFile(config))
  } catch (error) {
    if (!(error instanceof MoveFailure)) throw error
    throw new ConfigError(texts[config.language].keys.inUse)
  }
}

import { access, constants, stat } from 'node:fs/promises'
import type { Config } from '#src/config.ts'
import { readMasterKey } from '#src/master-key.ts'
import type { Finding } from './finding.ts'

/** The folder that holds names, addresses and ballots: usable by this user, closed to others. */
export async function checkDataFolder({ dataDir: folder }: Config): Promise<Finding> {
  const part = 'data-folder'
  const mode = await modeOf(folder)
  if (mode === undefined) return { part, mark: 'unchecked', say: (t) => t.folderNotYet({ folder }) }
  if (!(await isUsable(folder)))
    return { part, mark: 'wrong', say: (t) => t.folderNotUsable({ folder }) }
  if (isForOthers(mode)) return { part, mark: 'look', say: (t) => t.folderOpen({ folder }) }
  return { part, mark: 'good', say: (t) => t.folderGood({ folder }) }
}

/** The key that opens the issuers' keys, and what there is to say about its file. */
export interface MasterKeyCheck {
  readonly key: Uint8Array | undefined
  readonly finding: Finding
}

/** `isNeeded`: the database holds keys that were sealed with it. */
export async function checkMasterKey(
  { masterKeyFile: file }: Config,
  isNeeded: boolean,
): Promise<MasterKeyCheck> {
  const part = 'master-key'
  const mode = await modeOf(file)
  if (mode === undefined)
    return {
      key: undefined,
      finding: isNeeded
        ? { part, mark: 'wrong', say: (t) => t.keyMissing({ file }) }
        : { part, mark: 'unchecked', say: (t) => t.keyNotYet({ file }) },
    }
  const key = await readMasterKey(file).catch(() => undefined)
  if (!key) return { key, finding: { part, mark: 'wrong', say: (t) => t.keyUnreadable({ file }) } }
  return {
    key,
    finding: isForOthers(mode)
      ? { part, mark: 'look', say: (t) => t.keyOpen({ file }) }
      : { part, mark: 'good', say: (t) => t.keyGood({ file }) },
  }
}

/** True where this user may list, read and write in a folder. */
export async function isUsable(folder: string): Promise<boolean> {
  return access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function modeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mode }) => mode,
    () => undefined,
  )
}

function isForOthers(mode: number): boolean {
  // Windows keeps its rights elsewhere, and shows every file as open to all.
  return process.platform !== 'win32' && (mode & 0o077) !== 0
}

import { openSealed, seal } from '#src/credentials/seal.ts'
import {
  findInstallation,
  type InstallationRow,
  removeInstallation,
  saveInstallation,
} from '#src/storage/installations.ts'
import { activeKey } from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { Tx } from '#src/storage/store.ts'
import { issuerOf } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { cleanName } from './clean-text.ts'
import { openKey } from './issuer-keys.ts'

/** What lets the service into a workspace of a platform, opened. */
export interface OpenInstallation {
  readonly ref: string
  readonly name: string
  readonly secret: string
}

type SealedInstallation = Pick<InstallationRow, 'workspaceId' | 'ref' | 'sealed'>

/** Seals and stores; replaces what was there under the same name. */
export async function keepInstallation(
  app: App,
  workspaceId: string,
  { ref, secret, ...named }: OpenInstallation,
): Promise<void> {
  const name = cleanName(named.name, ref)
  const sealed = sealInstallation(app.masterKey, { workspaceId, ref }, secret)
  await app.store.tx(async (tx) => {
    await holdLock(tx, 'issuer-keys')
    await refuseOtherMasterKey(app, tx, workspaceId)
    // Of an organisation that it was given to anew, from another workspace here, the last word counts.
    const earlier = await findInstallation(tx, ref)
    if (earlier && earlier.workspaceId !== workspaceId) await removeInstallation(tx, ref)
    await saveInstallation(tx, { workspaceId, ref, name, sealed, changedAt: app.now() })
  })
}

export async function installationOf(
  { store, masterKey }: App,
  ref: string,
): Promise<OpenInstallation | undefined> {
  const row = await findInstallation(store.db, ref)
  return row && { ref, name: row.name, secret: openInstallation(masterKey, row) }
}

export async function forgetInstallation({ store }: App, ref: string): Promise<void> {
  await store.tx((tx) => removeInstallation(tx, ref))
}

/** Throws `sealed-does-not-open` where the master key is another. */
export function openInstallation(masterKey: Uint8Array, row: SealedInstallation): string {
  return openSealed(masterKey, row.sealed, sealedFor(row))
}

/** Seals a secret for its row, where alone it opens. */
export function sealInstallation(
  masterKey: Uint8Array,
  row: Omit<SealedInstallation, 'sealed'>,
  secret: string,
): string {
  return seal(masterKey, secret, sealedFor(row))
}

function sealedFor({ workspaceId, ref }: Omit<SealedInstallation, 'sealed'>) {
  return { workspace: workspaceId, kid: ref, purpose: 'installation' }
}

// Where everything was sealed anew meanwhile, what this process would add could be opened by nobody.
async function refuseOtherMasterKey(
  { masterKey }: App,
  tx: Tx,
  workspaceId: string,
): Promise<void> {
  const issuer = await issuerOf(tx, workspaceId)
  const key = issuer && (await activeKey(tx, issuer, 'credential'))
  if (key) openKey(masterKey, key)
}

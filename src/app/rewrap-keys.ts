import { everyInstallation, saveInstallation } from '#src/storage/installations.ts'
import { everyIssuerKey, saveIssuerKey } from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { Store, Tx } from '#src/storage/store.ts'
import { openInstallation, sealInstallation } from './installations.ts'
import { openKey, sealKey } from './issuer-keys.ts'

interface MasterKeys {
  readonly from: Uint8Array
  readonly to: Uint8Array
}

/**
 * Seals every key of every issuer and every installation anew, all or none: what the old master key opened, the new one opens
 * afterwards, and the old one nothing. Answers how many keys. Throws `sealed-does-not-open` where one does not open with
 * the old master key.
 */
export async function rewrapKeys(store: Store, masterKeys: MasterKeys): Promise<number> {
  return store.tx(async (tx) => {
    await holdLock(tx, 'issuer-keys')
    await rewrapInstallations(tx, masterKeys)
    return rewrapIssuerKeys(tx, masterKeys)
  })
}

/** Whether a master key opens everything that is stored sealed. */
export async function opensEvery({ db }: Store, masterKey: Uint8Array): Promise<boolean> {
  const keys = await everyIssuerKey(db)
  const installations = await everyInstallation(db)
  return (
    keys.every((key) => opens(() => openKey(masterKey, key))) &&
    installations.every((row) => opens(() => openInstallation(masterKey, row)))
  )
}

async function rewrapIssuerKeys(tx: Tx, { from, to }: MasterKeys): Promise<number> {
  const keys = await everyIssuerKey(tx)
  for (const key of keys) {
    const sealedSecret = sealKey(to, key, openKey(from, key))
    await saveIssuerKey(tx, key, { sealedSecret })
  }
  return keys.length
}

async function rewrapInstallations(tx: Tx, { from, to }: MasterKeys): Promise<void> {
  for (const row of await everyInstallation(tx)) {
    const sealed = sealInstallation(to, row, openInstallation(from, row))
    await saveInstallation(tx, { ...row, sealed })
  }
}

function opens(open: () => unknown): boolean {
  try {
    open()
    return true
  } catch {
    return false
  }
}

import { everyIssuerKey, type IssuerKeyRow, saveIssuerKey } from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { Store } from '#src/storage/store.ts'
import { openKey, sealKey } from './issuer-keys.ts'

/**
 * Seals every key of every issuer anew, all or none: what the old master key opened, the new one opens afterwards, and the
 * old one nothing. Answers how many. Throws `sealed-does-not-open` where a key does not open with the old one.
 */
export async function rewrapKeys(
  store: Store,
  { from, to }: { readonly from: Uint8Array; readonly to: Uint8Array },
): Promise<number> {
  return store.tx(async (tx) => {
    await holdLock(tx, 'issuer-keys')
    const keys = await everyIssuerKey(tx)
    for (const key of keys) {
      const sealedSecret = sealKey(to, key, openKey(from, key))
      await saveIssuerKey(tx, key, { sealedSecret })
    }
    return keys.length
  })
}

/** Whether a master key opens every key that is stored. */
export async function opensEvery(store: Store, masterKey: Uint8Array): Promise<boolean> {
  return (await everyIssuerKey(store.db)).every((key) => opens(masterKey, key))
}

function opens(masterKey: Uint8Array, key: IssuerKeyRow): boolean {
  try {
    openKey(masterKey, key)
    return true
  } catch {
    return false
  }
}

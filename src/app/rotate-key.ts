import {
  activeKey,
  type IssuerKeyRow,
  type KeyPurpose,
  saveIssuerKey,
} from '#src/storage/issuer-keys.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { IssuerRow } from '#src/storage/workspaces.ts'
import { addFreshKey, freshKey, type KeyHolder } from './issuer-keys.ts'

export interface Rotation {
  readonly active: IssuerKeyRow
  /** Absent where no key had been needed yet. */
  readonly retired: IssuerKeyRow | undefined
}

/**
 * Gives an issuer a new key for a purpose. The one it had signs nothing more and stays published: what it signed goes on
 * verifying. A service that runs beside this process signs with the new one within half a minute. Throws `sealed-does-not-open` where
 * the master key is not the one that the issuer's keys are sealed with.
 */
export async function rotateKey(
  app: KeyHolder,
  issuer: Pick<IssuerRow, 'workspaceId' | 'id'>,
  purpose: KeyPurpose,
): Promise<Rotation> {
  const active = await freshKey(app, issuer, purpose)
  const retired = await app.store.tx(async (tx) => {
    await holdLock(tx, 'issuer-keys')
    const earlier = await activeKey(tx, issuer, purpose)
    await addFreshKey(tx, app.masterKey, active)
    if (earlier) await saveIssuerKey(tx, earlier, { state: 'retired', retiredAt: app.now() })
    return earlier
  })
  return { active, retired }
}

import type { JsonObject } from '#src/credentials/json.ts'
import { writeRevocationList } from '#src/credentials/revocation-list.ts'
import { endedAwardsOf } from '#src/storage/awards.ts'
import { findIssuer } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'

/**
 * The OB 2.0 RevocationList of an issuer: every award that was revoked or declined, since a signed assertion of any may be
 * in somebody's hands. Undefined where there is no such issuer.
 */
export async function revocationsOf(
  { store, baseUrl }: App,
  issuerId: string,
): Promise<JsonObject | undefined> {
  const issuer = await findIssuer(store.db, issuerId)
  if (!issuer) return undefined
  const ended = await endedAwardsOf(store.db, issuer.workspaceId)
  const revoked = ended.map(({ id, revokedReason }) => ({
    awardId: id,
    ...(revokedReason ? { reason: revokedReason } : {}),
  }))
  return writeRevocationList(issuerId, revoked, { baseUrl })
}

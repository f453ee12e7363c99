import { bakePng } from '#src/credentials/bake-png.ts'
import { findPicture } from '#src/storage/achievements.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import type { App } from './app.ts'

/** The documents of an award once they are signed. */
export interface AwardDocuments {
  readonly credential: string
  readonly assertion: string
}

/** Undefined while they are being made. */
export function documentsOf({ credential, assertion }: AwardRow): AwardDocuments | undefined {
  return credential === null || assertion === null ? undefined : { credential, assertion }
}

/** The picture with both documents in it, baked anew at each call: it costs hundredths of a millisecond. */
export async function bakedPicture(
  { store }: App,
  award: AwardRow,
): Promise<Uint8Array | undefined> {
  const documents = documentsOf(award)
  const png = award.pictureId
    ? await findPicture(store.db, award.workspaceId, award.pictureId)
    : undefined
  if (!documents || !png) return undefined
  const { credential, assertion } = documents
  return bakePng(png, { openbadges: assertion, openbadgecredential: credential })
}

import { checkPicture, type PictureRefusal } from '#src/credentials/check-picture.ts'
import { plainPng } from '#src/credentials/plain-png.ts'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { findAchievement, keepPicture, setPicture } from '#src/storage/achievements.ts'
import type { MemberRow } from '#src/storage/members.ts'
import type { App } from './app.ts'
import { hash } from './fresh.ts'
import { isTrainer } from './roles.ts'

export type UploadRefusal =
  | PictureRefusal
  | { readonly code: 'trainers-only' }
  | { readonly code: 'unknown-badge'; readonly asked: string }

/** Gives an achievement a picture of the organisation's own. Badges made before keep theirs. */
export async function uploadPicture(
  app: App,
  {
    by,
    achievementId,
    png,
  }: { readonly by: MemberRow; readonly achievementId: string; readonly png: Uint8Array },
): Promise<Outcome<{ readonly pictureId: string }, UploadRefusal>> {
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  const achievement = await findAchievement(app.store.db, achievementId)
  if (achievement?.workspaceId !== by.workspaceId)
    return refuse({ code: 'unknown-badge', asked: achievementId })
  const checked = checkPicture(png)
  if (!checked.ok) return checked
  const { workspaceId } = achievement
  // Everybody may see the picture; what a camera or a drawing program noted in the file is nobody's business.
  const plain = plainPng(png)
  const id = hash(plain)
  await app.store.tx(async (tx) => {
    await keepPicture(tx, { workspaceId, id, png: plain })
    await setPicture(tx, achievement, id)
  })
  return accept({ pictureId: id })
}

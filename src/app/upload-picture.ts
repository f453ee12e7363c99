import { checkPicture, type PictureRefusal } from '#src/credentials/check-picture.ts'
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
  const id = hash(png)
  await app.store.tx(async (tx) => {
    await keepPicture(tx, { workspaceId, id, png })
    await setPicture(tx, achievement, id)
  })
  return accept({ pictureId: id })
}

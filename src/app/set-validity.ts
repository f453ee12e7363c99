import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { lockAchievement, saveContent } from '#src/storage/achievements.ts'
import type { MemberRow } from '#src/storage/members.ts'
import type { App } from './app.ts'
import { isTrainer } from './roles.ts'

/** Longest time that awards of an achievement may stand, in months; beyond it, they stand for ever. */
export const mostMonths = 600

export type ValidityRefusal =
  | { readonly code: 'trainers-only' }
  | { readonly code: 'unknown-badge'; readonly asked: string }
  | { readonly code: 'validity-out-of-range'; readonly most: number }

/** What stands afterwards. */
export interface Validity {
  /** Null: for ever. */
  readonly months: number | null
  readonly version: number
}

/**
 * Says how many months the awards of an achievement stand (null: for ever), as a new version of it. Needs a trainer of
 * its workspace. Votes that are open keep what was agreed, and awards made before keep their date.
 */
export async function setValidity(
  app: App,
  {
    by,
    achievementId,
    months,
  }: { readonly by: MemberRow; readonly achievementId: string; readonly months: number | null },
): Promise<Outcome<Validity, ValidityRefusal>> {
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  return app.store.tx(async (tx): Promise<Outcome<Validity, ValidityRefusal>> => {
    const achievement = await lockAchievement(tx, achievementId)
    if (achievement?.workspaceId !== by.workspaceId)
      return refuse({ code: 'unknown-badge', asked: achievementId })
    if (months !== null && !isInRange(months))
      return refuse({ code: 'validity-out-of-range', most: mostMonths })
    const { validMonths = null, ...rest } = achievement.content
    if (validMonths === months) return accept({ months, version: achievement.version })
    const content = months === null ? rest : { ...rest, validMonths: months }
    const version = achievement.version + 1
    await saveContent(tx, { ...achievement, version, content })
    return accept({ months, version })
  })
}

function isInRange(months: number): boolean {
  return Number.isSafeInteger(months) && months >= 1 && months <= mostMonths
}

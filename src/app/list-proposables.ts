import { type AchievementRow, achievementsOf } from '#src/storage/achievements.ts'
import type { MemberRow } from '#src/storage/members.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { seatsOfGroup } from './seats-of-group.ts'

/** What can be proposed in a group, and for whom. */
export async function proposables(
  { store }: App,
  { workspaceId, id }: Pick<GroupRow, 'workspaceId' | 'id'>,
): Promise<{
  readonly achievements: readonly AchievementRow[]
  readonly people: readonly MemberRow[]
}> {
  const { seats } = await seatsOfGroup(store.db, { workspaceId, id })
  return {
    achievements: await achievementsOf(store.db, workspaceId),
    people: seats.toSorted((a, b) => a.name.localeCompare(b.name, 'fr')),
  }
}

/** The badges of a workspace, in the order of the catalogue that they started from. */
export function badgesOf(
  { store }: App,
  { workspaceId }: Pick<GroupRow, 'workspaceId'>,
): Promise<readonly AchievementRow[]> {
  return achievementsOf(store.db, workspaceId)
}

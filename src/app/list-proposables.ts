import { type AchievementRow, achievementsOf } from '#src/storage/achievements.ts'
import { type MemberRow, membersOfGroup } from '#src/storage/members.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'

/** What can be proposed in a group, and for whom. */
export async function proposables(
  { store }: App,
  { workspaceId, id }: Pick<GroupRow, 'workspaceId' | 'id'>,
): Promise<{
  readonly achievements: readonly AchievementRow[]
  readonly people: readonly MemberRow[]
}> {
  const members = await membersOfGroup(store.db, workspaceId, id)
  return {
    achievements: await achievementsOf(store.db, workspaceId),
    people: members
      .filter(({ role }) => role === 'learner')
      .toSorted((a, b) => a.name.localeCompare(b.name, 'fr')),
  }
}

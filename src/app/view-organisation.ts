import { isPractice } from '#src/credentials/award-facts.ts'
import { type AchievementRow, achievementsOf, findAchievement } from '#src/storage/achievements.ts'
import { type IssuerKeyRow, publishedKeys } from '#src/storage/issuer-keys.ts'
import {
  findGroup,
  findIssuer,
  type GroupRow,
  issuerOf,
  type IssuerRow,
} from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { addressOf } from './award-facts.ts'

/** An organisation that awards: its profile, its keys, its badges. */
export interface IssuerView {
  readonly issuer: IssuerRow
  readonly did: string
  readonly practice: boolean
  readonly keys: readonly IssuerKeyRow[]
  readonly achievements: readonly AchievementRow[]
}

export async function viewIssuer(app: App, id: string): Promise<IssuerView | undefined> {
  const { db } = app.store
  const issuer = await findIssuer(db, id)
  if (!issuer) return undefined
  const keys = await publishedKeys(db, issuer, 'credential')
  const active = keys.find(({ state }) => state === 'active')
  const did = active ? addressOf(app, issuer, active).issuerDid : ''
  const achievements = await achievementsOf(db, issuer.workspaceId)
  return { issuer, did, practice: isPractice(did), keys, achievements }
}

/** A badge: what it stands for, and who may award it. */
export interface AchievementView {
  readonly achievement: AchievementRow
  readonly issuer: IssuerRow
}

export async function viewAchievement(
  { store }: App,
  id: string,
): Promise<AchievementView | undefined> {
  const achievement = await findAchievement(store.db, id)
  const issuer = achievement && (await issuerOf(store.db, achievement.workspaceId))
  return achievement && issuer ? { achievement, issuer } : undefined
}

/** A group, without its members: who they are is theirs to tell. */
export interface GroupView {
  readonly group: GroupRow
  readonly issuer: IssuerRow
}

export async function viewGroup({ store }: App, id: string): Promise<GroupView | undefined> {
  const group = await findGroup(store.db, id)
  const issuer = group && (await issuerOf(store.db, group.workspaceId))
  return group && issuer ? { group, issuer } : undefined
}

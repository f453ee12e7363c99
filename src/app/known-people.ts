import { type Language, memberByRef } from '#src/storage/members.ts'
import {
  groupSize,
  groupSourceOf,
  groupsOfSource,
  meetingOf,
  metRows,
} from '#src/storage/roster.ts'
import {
  aliasesOf,
  findWorkspace,
  firstWorkspace,
  groupOfChannel,
  type GroupRow,
} from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { isTrainer } from './roles.ts'

/** Somebody as met on a platform. */
export interface Acquaintance {
  readonly ref: string
  readonly name: string
  readonly language: Language
  readonly isTrainer: boolean
  /** 0: joined by another way, and was never described by a platform. */
  readonly metAt: number
}

export async function acquaintance(
  { store }: App,
  workspaceId: string,
  ref: string,
): Promise<Acquaintance | undefined> {
  const member = await memberByRef(store.db, workspaceId, ref)
  if (!member) return undefined
  const meeting = await meetingOf(store.db, workspaceId, ref)
  const { name, language } = member
  return { ref, name, language, isTrainer: isTrainer(member), metAt: meeting?.metAt ?? 0 }
}

/** The same for many at once; those who were never met are left out. */
export async function acquaintances(
  { store }: App,
  workspaceId: string,
  refs: readonly string[],
): Promise<readonly Acquaintance[]> {
  const rows = await metRows(store.db, workspaceId, refs)
  return rows.map(({ ref, member, meeting }) => ({
    ref,
    name: member.name,
    language: member.language,
    isTrainer: isTrainer(member),
    metAt: meeting?.metAt ?? 0,
  }))
}

/** A group that meets in a channel of a platform. */
export interface GatheredGroup {
  readonly channel: string
  readonly name: string
  readonly source: string | undefined
  /** 0: its members are to be gathered anew. */
  readonly gatheredAt: number
  readonly size: number
}

export async function gatheredGroup(
  { store }: App,
  workspaceId: string,
  channel: string,
): Promise<GatheredGroup | undefined> {
  const group = await groupOfChannel(store.db, workspaceId, channel)
  if (!group) return undefined
  return asGathered(store, group, await groupSourceOf(store.db, workspaceId, group.id))
}

export async function groupsFromSource(
  { store }: App,
  workspaceId: string,
  source: string,
): Promise<readonly GatheredGroup[]> {
  const rows = await groupsOfSource(store.db, workspaceId, source)
  return Promise.all(rows.map((row) => asGathered(store, row.group, row.source)))
}

/** What a platform calls the service's own organisation, where it has a name there (`slack:T1`). */
export async function ownPlace(
  { store: { db } }: App,
  platform: string,
): Promise<string | undefined> {
  const first = await firstWorkspace(db)
  if (!first) return undefined
  const names = [first.ref, ...(await aliasesOf(db, first.id))]
  return names.find((ref) => ref.startsWith(`${platform}:`))
}

/** What is written for everybody in a workspace. */
export async function languageOf(
  { store }: App,
  workspaceId: string,
): Promise<Language | undefined> {
  return (await findWorkspace(store.db, workspaceId))?.language
}

async function asGathered(
  { db }: App['store'],
  { workspaceId, id, channel, name }: GroupRow,
  from: { readonly source: string | null; readonly gatheredAt: number } | undefined,
): Promise<GatheredGroup> {
  const { source = null, gatheredAt = 0 } = from ?? {}
  const size = await groupSize(db, workspaceId, id)
  return { channel, name, source: source ?? undefined, gatheredAt, size }
}

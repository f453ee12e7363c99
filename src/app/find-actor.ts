import { type MemberRow, memberByRef } from '#src/storage/members.ts'
import { samePerson } from '#src/storage/persons.ts'
import { groupsOfMembers, outsidersAmong } from '#src/storage/roster.ts'
import { type GroupRow, groupOfChannel, workspaceByRef } from '#src/storage/workspaces.ts'
import type { Store } from '#src/storage/store.ts'
import type { App } from './app.ts'

export type Person = MemberRow
export type Group = GroupRow

/** The member behind a chat identity, in the workspace that the platform names so. */
export async function memberOfPlace(
  { store }: Pick<App, 'store'>,
  { workspace, ref }: { readonly workspace: string; readonly ref: string },
): Promise<Person | undefined> {
  const workspaceId = await workspaceOfPlace({ store }, workspace)
  return workspaceId === undefined ? undefined : memberByRef(store.db, workspaceId, ref)
}

/** The id of the member behind a chat identity, in the workspace of a group. */
export async function memberOfRef(
  { store }: Pick<App, 'store'>,
  { workspaceId }: Pick<Group, 'workspaceId'>,
  ref: string,
): Promise<string | undefined> {
  return (await memberByRef(store.db, workspaceId, ref))?.id
}

/** The groups that a member's person is in, by name. */
export async function groupsOfPerson(
  { store: { db } }: App,
  { workspaceId, id }: Pick<Person, 'workspaceId' | 'id'>,
): Promise<readonly Group[]> {
  const members = await samePerson(db, { workspaceId, memberId: id })
  return groupsOfMembers(db, workspaceId, members)
}

/** Whether a platform said that somebody belongs to another organisation. */
export async function isOutsider(
  { store: { db } }: App,
  { workspaceId, id }: Pick<Person, 'workspaceId' | 'id'>,
): Promise<boolean> {
  return (await outsidersAmong(db, workspaceId, [id])).has(id)
}

/** The group that meets in a channel. */
export function groupOfPlace(
  { store }: App,
  { workspaceId, channel }: { readonly workspaceId: string; readonly channel: string },
): Promise<Group | undefined> {
  return groupOfChannel(store.db, workspaceId, channel)
}

// A platform's name for a workspace never comes to mean another one, and every ballot asks for it.
const known = new WeakMap<Store, Map<string, string>>()

/** The workspace that a platform names so, by its id. */
export async function workspaceOfPlace(
  { store }: Pick<App, 'store'>,
  ref: string,
): Promise<string | undefined> {
  const ids = known.get(store) ?? new Map<string, string>()
  known.set(store, ids)
  const id = ids.get(ref) ?? (await workspaceByRef(store.db, ref))?.id
  if (id !== undefined) ids.set(ref, id)
  return id
}

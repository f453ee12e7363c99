import { type MemberRow, memberByRef } from '#src/storage/members.ts'
import { type GroupRow, groupOfChannel, workspaceByRef } from '#src/storage/workspaces.ts'
import type { Store } from '#src/storage/store.ts'
import type { App } from './app.ts'

export type Person = MemberRow
export type Group = GroupRow

/** The member behind a chat identity, in the workspace that the platform names so. */
export async function memberOfPlace(
  { store }: App,
  { workspace, ref }: { readonly workspace: string; readonly ref: string },
): Promise<Person | undefined> {
  const workspaceId = await workspaceNamed(store, workspace)
  return workspaceId === undefined ? undefined : memberByRef(store.db, workspaceId, ref)
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

async function workspaceNamed(store: Store, ref: string): Promise<string | undefined> {
  const ids = known.get(store) ?? new Map<string, string>()
  known.set(store, ids)
  const id = ids.get(ref) ?? (await workspaceByRef(store.db, ref))?.id
  if (id !== undefined) ids.set(ref, id)
  return id
}

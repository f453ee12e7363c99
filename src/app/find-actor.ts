import { type MemberRow, memberByRef } from '#src/storage/members.ts'
import { type GroupRow, groupOfChannel, workspaceByRef } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'

export type Person = MemberRow
export type Group = GroupRow

/** The member behind a chat identity, in the workspace that the platform names so. */
export async function memberOfPlace(
  { store }: App,
  { workspace, ref }: { readonly workspace: string; readonly ref: string },
): Promise<Person | undefined> {
  const found = await workspaceByRef(store.db, workspace)
  return found && memberByRef(store.db, found.id, ref)
}

/** The group that meets in a channel. */
export function groupOfPlace(
  { store }: App,
  { workspaceId, channel }: { readonly workspaceId: string; readonly channel: string },
): Promise<Group | undefined> {
  return groupOfChannel(store.db, workspaceId, channel)
}

import { refsOf } from '#src/storage/members.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'

/** Where to write to a member in private: that person's identity on the platform of the group's channel. */
export interface Place {
  readonly ref: string
  readonly channel: string
}

/** Undefined when the member has no identity on that platform. */
export async function placeOf(
  { store }: App,
  { workspaceId, channel }: Pick<GroupRow, 'workspaceId' | 'channel'>,
  memberId: string,
): Promise<Place | undefined> {
  const platform = channel.slice(0, channel.indexOf(':') + 1)
  const refs = await refsOf(store.db, workspaceId, memberId)
  const ref = refs.find((one) => one.startsWith(platform))
  return ref === undefined ? undefined : { ref, channel }
}

import { refsOf } from '#src/storage/members.ts'
import { samePerson } from '#src/storage/persons.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'

/** Where to write to a member in private: that person's identity on the platform of the group's channel. */
export interface Place {
  readonly ref: string
  readonly channel: string
}

/** Undefined when no member of that person has an identity on that platform. */
export async function placeOf(
  { store: { db } }: App,
  { workspaceId, channel }: Pick<GroupRow, 'workspaceId' | 'channel'>,
  memberId: string,
): Promise<Place | undefined> {
  const platform = channel.slice(0, channel.indexOf(':') + 1)
  const onPlatform = async (id: string) =>
    (await refsOf(db, workspaceId, id)).find((one) => one.startsWith(platform))
  const own = await onPlatform(memberId)
  if (own !== undefined) return { ref: own, channel }
  const [, ...others] = await samePerson(db, { workspaceId, memberId })
  for (const other of others) {
    const ref = await onPlatform(other)
    if (ref !== undefined) return { ref, channel }
  }
  return undefined
}

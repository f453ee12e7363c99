import { holdLock } from '#src/storage/locks.ts'
import {
  groupSourceOf,
  type MetRow,
  metRows,
  saveGroupSource,
  setGroupMembers,
} from '#src/storage/roster.ts'
import type { Tx } from '#src/storage/store.ts'
import { addGroup, type GroupRow, groupOfChannel, renameGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { cleanName } from './clean-text.ts'

export interface Gathering {
  readonly workspaceId: string
  readonly channel: { readonly ref: string; readonly name: string }
  /** Those who are there, as met before; whoever was never met is left out. */
  readonly refs: readonly string[]
}

/**
 * Makes the people of a channel, or of the list that its trainer chose, the members of its group, and founds the group where
 * there is none. Who is gone is no member, nor is who belongs to another organisation unless the group takes them.
 * Votes under way keep their roll.
 */
export async function gatherGroup(app: App, gathering: Gathering): Promise<void> {
  const { workspaceId, refs } = gathering
  const at = app.now()
  await app.store.tx(async (tx) => {
    await holdLock(tx, 'roster')
    const group = await groupFor(app, tx, gathering)
    const earlier = await groupSourceOf(tx, workspaceId, group.id)
    const source = earlier?.source ?? null
    const outsiders = earlier?.outsiders ?? false
    const members = (await metRows(tx, workspaceId, refs)).filter((met) => belongs(met, outsiders))
    await setGroupMembers(tx, {
      workspaceId,
      groupId: group.id,
      memberIds: members.map(({ member }) => member.id),
      at,
    })
    await saveGroupSource(tx, { workspaceId, groupId: group.id, source, outsiders, gatheredAt: at })
  })
}

/** Whether somebody who is there may be a member. */
export function belongs({ meeting }: MetRow, outsiders: boolean): boolean {
  return meeting?.gone !== true && (outsiders || meeting?.outside !== true)
}

/** The group of a channel, under the channel's name of today; a fresh one where there was none. */
export async function groupFor(
  app: App,
  tx: Tx,
  { workspaceId, channel }: Pick<Gathering, 'workspaceId' | 'channel'>,
): Promise<GroupRow> {
  const known = await groupOfChannel(tx, workspaceId, channel.ref)
  const name = cleanName(channel.name, channel.ref)
  if (known) {
    if (known.name !== name) await renameGroup(tx, { ...known, name })
    return known
  }
  const group: GroupRow = {
    workspaceId,
    id: app.newId(),
    name,
    channel: channel.ref,
    createdAt: app.now(),
  }
  await addGroup(tx, group)
  return group
}

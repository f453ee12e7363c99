import { holdLock } from '#src/storage/locks.ts'
import {
  addGroupMember,
  groupSize,
  groupSourceOf,
  metRows,
  saveGroupSource,
} from '#src/storage/roster.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { belongs, type Gathering, groupFor } from './gather-group.ts'

export interface GroupJoining extends Pick<Gathering, 'workspaceId' | 'channel'> {
  /** Who says so, as met before. */
  readonly ref: string
}

/**
 * Makes somebody a member of a channel's group by that person's own word, and founds the group where there is none; answers how
 * many it has then. For platforms that do not show their people. Votes under way keep their roll.
 */
export async function joinGroup(app: App, joining: GroupJoining): Promise<number> {
  return app.store.tx((tx) => join(app, tx, joining))
}

async function join(app: App, tx: Tx, joining: GroupJoining): Promise<number> {
  const { workspaceId, ref } = joining
  await holdLock(tx, 'roster')
  const [met] = await metRows(tx, workspaceId, [ref])
  if (!met) throw new Error(`${ref} was never met.`)
  const { id: groupId } = await groupFor(app, tx, joining)
  const from = await groupSourceOf(tx, workspaceId, groupId)
  if (!from)
    await saveGroupSource(tx, {
      workspaceId,
      groupId,
      source: null,
      outsiders: false,
      gatheredAt: 0,
    })
  if (belongs(met, from?.outsiders ?? false))
    await addGroupMember(tx, { workspaceId, groupId, memberId: met.member.id, at: app.now() })
  return groupSize(tx, workspaceId, groupId)
}

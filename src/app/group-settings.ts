import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import { holdLock } from '#src/storage/locks.ts'
import { type Language, type MemberRow, membersOfGroup } from '#src/storage/members.ts'
import { groupSourceOf, saveGroupSource, setRoles } from '#src/storage/roster.ts'
import type { Tx } from '#src/storage/store.ts'
import {
  findWorkspace,
  groupOfChannel,
  type GroupRow,
  setWorkspaceLanguage,
} from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { type Event, eventOf } from './event.ts'
import { isTrainer } from './roles.ts'

/** What trainers may change about a group. */
export interface GroupSettings {
  /** Members of the group who may be trainers, owners and the asker left out: they are already. */
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly trains: boolean
  }[]
  /** Where its members come from; undefined: they join by themselves, as in the room. */
  readonly gathered:
    | { readonly source: string | undefined; readonly outsiders: boolean }
    | undefined
  /** Of what is written for everybody in the workspace. */
  readonly language: Language
}

export async function groupSettings(
  { store: { db } }: App,
  { workspaceId, id }: GroupRow,
  by: Pick<MemberRow, 'id'>,
): Promise<GroupSettings> {
  const from = await groupSourceOf(db, workspaceId, id)
  const members = await membersOfGroup(db, workspaceId, id)
  const workspace = await findWorkspace(db, workspaceId)
  return {
    people: members
      .filter(({ id: memberId, role }) => memberId !== by.id && role !== 'owner')
      .map((member) => ({ id: member.id, name: member.name, trains: member.role === 'trainer' }))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'fr')),
    gathered: from && { source: from.source ?? undefined, outsiders: from.outsiders },
    language: workspace?.language ?? 'fr',
  }
}

export interface SettingsChange {
  readonly event: Event
  readonly by: MemberRow
  readonly group: GroupRow
  /** Ids of the members of the group who are trainers from now on; those left out are learners. */
  readonly trainerIds: readonly string[]
  /** Undefined: the people of the channel. */
  readonly source: string | undefined
  readonly outsiders: boolean
  readonly language: Language
}

export type SettingsRefusal =
  | { readonly code: 'trainers-only' }
  | { readonly code: 'unknown-person' }

/**
 * Names the trainers of a group and says where its members come from; they are gathered when the group is next needed. Nobody
 * takes the role from himself or herself, nor from an owner.
 */
export async function changeSettings(
  app: App,
  change: SettingsChange,
): Promise<Outcome<{ readonly changed: true }, SettingsRefusal>> {
  const { event, by, group } = change
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  const { workspaceId } = group
  return decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<{ changed: true }, SettingsRefusal>> => {
      await holdLock(tx, 'roster')
      if (!(await nameTrainers(tx, change))) return refuse({ code: 'unknown-person' })
      await chooseSource(tx, change)
      await setWorkspaceLanguage(tx, { id: workspaceId, language: change.language })
      return accept({ changed: true })
    },
  )
}

async function nameTrainers(tx: Tx, { by, group, trainerIds }: SettingsChange): Promise<boolean> {
  const { workspaceId, id } = group
  const members = (await membersOfGroup(tx, workspaceId, id)).filter(
    ({ id: memberId, role }) => memberId !== by.id && role !== 'owner',
  )
  const named = new Set(trainerIds)
  const known = new Set(members.map(({ id: memberId }) => memberId))
  if (!named.isSubsetOf(known)) return false
  const added = members.filter((one) => named.has(one.id) && one.role !== 'trainer')
  const removed = members.filter((one) => !named.has(one.id) && one.role === 'trainer')
  await setRoles(tx, { workspaceId, memberIds: idsOf(added), role: 'trainer' })
  await setRoles(tx, { workspaceId, memberIds: idsOf(removed), role: 'learner' })
  return true
}

function idsOf(members: readonly MemberRow[]): readonly string[] {
  return members.map(({ id }) => id)
}

/** Says where the members of a channel's group come from, if one meets there; they are gathered when it is next needed. */
export async function setGroupSource(
  { store }: App,
  {
    workspaceId,
    channel,
    source,
  }: {
    readonly workspaceId: string
    readonly channel: string
    readonly source: string | undefined
  },
): Promise<void> {
  await store.tx(async (tx) => {
    await holdLock(tx, 'roster')
    const group = await groupOfChannel(tx, workspaceId, channel)
    if (group) await chooseSource(tx, { group, source })
  })
}

async function chooseSource(
  tx: Tx,
  {
    group: { workspaceId, id: groupId },
    source: asked,
    outsiders: taken,
  }: Pick<SettingsChange, 'group' | 'source'> & Partial<Pick<SettingsChange, 'outsiders'>>,
): Promise<void> {
  const before = await groupSourceOf(tx, workspaceId, groupId)
  // A group whose members join by themselves has no source to choose.
  if (!before) return
  const source = asked ?? null
  const outsiders = taken ?? before.outsiders
  if (before.source === source && before.outsiders === outsiders) return
  await saveGroupSource(tx, { ...before, source, outsiders, gatheredAt: 0 })
}

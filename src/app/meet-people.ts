import { confirmedAmong } from '#src/storage/email-codes.ts'
import { holdLock } from '#src/storage/locks.ts'
import { type Language, type MemberRow, saveMember } from '#src/storage/members.ts'
import {
  addMetMembers,
  leaveGroups,
  type MeetingRow,
  type MetRow,
  metRows,
  saveMeetings,
} from '#src/storage/roster.ts'
import type { Tx } from '#src/storage/store.ts'
import { findWorkspace } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { cleanEmail, cleanName } from './clean-text.ts'

/** Somebody as a platform describes that person. */
export interface Met {
  readonly ref: string
  readonly name: string
  readonly email: string | undefined
  readonly language: Language | undefined
  /** Counts when somebody is met for the first time. */
  readonly rank: 'owner' | 'member'
  readonly outside: boolean
  readonly gone: boolean
}

/**
 * Adds the people of a platform as members, or brings their names, addresses and languages up to date; what the platform does
 * not say stays as it was, and so does an address that its owner confirmed. Whoever is gone leaves every group; ballots and badges stay.
 */
export async function meetPeople(
  app: App,
  workspaceId: string,
  people: readonly Met[],
): Promise<void> {
  const last = [...new Map(people.map((one) => [one.ref, cleaned(one)])).values()]
  if (last.length === 0) return
  await app.store.tx((tx) => meet(app, tx, workspaceId, last))
}

function cleaned(met: Met): Met {
  return { ...met, name: cleanName(met.name, met.ref), email: cleanEmail(met.email) }
}

async function meet(app: App, tx: Tx, workspaceId: string, people: readonly Met[]): Promise<void> {
  // Two meetings of the same stranger would make two members.
  await holdLock(tx, 'roster')
  const workspace = await findWorkspace(tx, workspaceId)
  if (!workspace) throw new Error(`There is no workspace ${workspaceId}.`)
  const refs = people.map(({ ref }) => ref)
  const known = new Map((await metRows(tx, workspaceId, refs)).map((row) => [row.ref, row]))
  const at = app.now()
  await addMetMembers(
    tx,
    people
      .filter(({ ref }) => !known.has(ref))
      .map((one) => ({ ref: one.ref, member: newMember(app, workspace, one) })),
  )
  const confirmed = await confirmedAmong(tx, workspaceId, otherwiseAddressed(people, known))
  for (const one of people) {
    const before = known.get(one.ref)?.member
    const after = before && broughtUpToDate(before, one, confirmed.has(before.id))
    if (after && !isSame(before, after)) await saveMember(tx, after)
  }
  await saveMeetings(
    tx,
    people.map(({ ref, outside, gone }): MeetingRow => ({
      workspaceId,
      ref,
      outside,
      gone,
      metAt: at,
    })),
  )
  const memberIds = people.flatMap(({ ref, gone }) =>
    gone ? (known.get(ref)?.member.id ?? []) : [],
  )
  await leaveGroups(tx, { workspaceId, memberIds, at })
}

function newMember(
  app: App,
  { id: workspaceId, language }: { readonly id: string; readonly language: Language },
  met: Met,
): MemberRow {
  return {
    workspaceId,
    id: app.newId(),
    name: met.name,
    email: met.email ?? null,
    language: met.language ?? language,
    role: met.rank === 'owner' ? 'owner' : 'learner',
    joinedAt: app.now(),
  }
}

// Few people's address changes: only theirs are looked at.
function otherwiseAddressed(
  people: readonly Met[],
  known: ReadonlyMap<string, MetRow>,
): readonly string[] {
  return people.flatMap(({ ref, email }) => {
    const member = known.get(ref)?.member
    return member && email !== undefined && email !== member.email ? [member.id] : []
  })
}

function broughtUpToDate(
  before: MemberRow,
  { name, email, language }: Met,
  isConfirmed: boolean,
): MemberRow {
  return {
    ...before,
    name,
    email: isConfirmed ? before.email : (email ?? before.email),
    language: language ?? before.language,
  }
}

function isSame(a: MemberRow, b: MemberRow): boolean {
  return a.name === b.name && a.email === b.email && a.language === b.language
}

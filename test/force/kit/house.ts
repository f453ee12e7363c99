import { PNG } from 'pngjs'
import type { App } from '#src/app/app.ts'
import { firstStart } from '#src/app/first-start.ts'
import { freshToken, hash } from '#src/app/fresh.ts'
import { roomRef } from '#src/app/join-room.ts'
import { freshRoomCode } from '#src/app/room-code.ts'
import {
  type AchievementRow,
  achievementsOf,
  keepPicture,
  setPicture,
} from '#src/storage/achievements.ts'
import { addMember, addSession, type MemberRow } from '#src/storage/members.ts'
import type { Tx } from '#src/storage/store.ts'
import { addGroup, addRoom, type GroupRow } from '#src/storage/workspaces.ts'

/** An organisation with groups of the same size, written to the database in bulk. */
export interface House {
  readonly workspaceId: string
  readonly achievements: readonly AchievementRow[]
  readonly classes: readonly Class[]
}

/** A group with its room. */
export interface Class {
  readonly group: GroupRow
  /** The code of the room. */
  readonly code: string
  readonly trainer: Person
  readonly learners: readonly Person[]
}

export interface Person {
  readonly member: MemberRow
  /** A session's token, as the cookie carries it. */
  readonly token: string
}

/**
 * Adds `classes` groups of `learners` to the practice organisation, all with an address and a session. Its badges have
 * an uploaded picture: drawing them takes longer than all that is tried here.
 */
export async function buildHouse(
  app: App,
  { classes, learners }: { readonly classes: number; readonly learners: number },
): Promise<House> {
  const { workspaceId } = await firstStart(app, {
    language: 'en',
    mailFrom: 'badges@example.org',
  })
  const built: Class[] = []
  for (let number = 1; number <= classes; number += 1)
    built.push(await app.store.tx((tx) => addClass(app, tx, { workspaceId, number, learners })))
  const achievements = await achievementsOf(app.store.db, workspaceId)
  await app.store.tx(async (tx) => {
    await keepPicture(tx, { workspaceId, id: hash(picture), png: picture })
    for (const one of achievements) await setPicture(tx, one, hash(picture))
  })
  return { workspaceId, achievements, classes: built }
}

async function addClass(
  app: App,
  tx: Tx,
  {
    workspaceId,
    number,
    learners,
  }: { readonly workspaceId: string; readonly number: number; readonly learners: number },
): Promise<Class> {
  const code = freshRoomCode()
  const group: GroupRow = {
    workspaceId,
    id: app.newId(),
    name: `Class ${number}`,
    channel: `room:${code}`,
    createdAt: app.now(),
  }
  await addGroup(tx, group)
  await addRoom(tx, { workspaceId, code, groupId: group.id })
  const enter = (name: string, role: MemberRow['role']) =>
    addPerson(app, tx, { group, name: `${name} of ${number}`, role })
  const trainer = await enter('Trainer', 'trainer')
  const people: Person[] = []
  for (let place = 1; place <= learners; place += 1)
    people.push(await enter(`Learner ${place}`, 'learner'))
  return { group, code, trainer, learners: people }
}

async function addPerson(
  app: App,
  tx: Tx,
  {
    group,
    name,
    role,
  }: { readonly group: GroupRow; readonly name: string; readonly role: MemberRow['role'] },
): Promise<Person> {
  const { workspaceId, id: groupId } = group
  const id = app.newId()
  const member: MemberRow = {
    workspaceId,
    id,
    name,
    email: role === 'learner' ? `${id.toLowerCase()}@example.org` : null,
    language: 'en',
    role,
    joinedAt: app.now(),
  }
  await addMember(tx, member, { ref: roomRef(id), groupId })
  const token = freshToken()
  await addSession(tx, {
    workspaceId,
    tokenHash: hash(token),
    memberId: id,
    createdAt: app.now(),
    expiresAt: app.now() + sessionMs,
  })
  return { member, token }
}

const picture = PNG.sync.write(new PNG({ width: 64, height: 64, colorType: 2 }))

// Trials let years go by.
const sessionMs = 100 * 365 * 24 * 3_600_000

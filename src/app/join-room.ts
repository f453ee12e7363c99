import { createHmac, timingSafeEqual } from 'node:crypto'
import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import {
  addMember,
  addSession,
  findMember,
  type Language,
  type MemberRow,
  memberOfSession,
  saveMember,
} from '#src/storage/members.ts'
import type { Tx } from '#src/storage/store.ts'
import { type GroupRow, roomByCode, type RoomRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { freshToken, hash } from './fresh.ts'

export interface Joining {
  readonly code: string
  readonly name: string
  readonly email: string | undefined
  readonly language: Language
  /** From the trainer's link; a learner has none. */
  readonly trainerKey: string | undefined
  /** Someone who is in the room already keeps place, votes and badges. */
  readonly sessionToken: string | undefined
}

export type JoinRefusal =
  | { readonly code: 'unknown-room' }
  | { readonly code: 'trainer-link-wrong' }

export interface Joined {
  readonly member: MemberRow
  /** For the cookie; only its hash is stored. */
  readonly token: string
}

const sessionMs = 30 * 24 * 3_600_000

/** Lets somebody into a room by its code, as trainer with the trainer's link, as learner without. */
export async function joinRoom(app: App, joining: Joining): Promise<Outcome<Joined, JoinRefusal>> {
  const found = await roomByCode(app.store.db, joining.code)
  if (!found) return refuse({ code: 'unknown-room' })
  const { trainerKey } = joining
  if (trainerKey !== undefined && !opensAsTrainer(app, found.room, trainerKey))
    return refuse({ code: 'trainer-link-wrong' })
  const known = await sessionMember(app, joining.sessionToken)
  const token = freshToken()
  const { workspaceId } = found.room
  const event = { workspaceId, source: 'join', eventId: hash(token), at: app.now() }
  const memberId = await decideOnce(app.store, event, async (tx) => {
    const entering =
      known?.workspaceId === workspaceId
        ? await comeBack(tx, known, joining)
        : await enter(app, tx, found.group, joining)
    await addSession(tx, {
      workspaceId: entering.workspaceId,
      tokenHash: hash(token),
      memberId: entering.id,
      createdAt: app.now(),
      expiresAt: app.now() + sessionMs,
    })
    return entering.id
  })
  const member = await findMember(app.store.db, workspaceId, memberId)
  if (!member) throw new Error('The member who just joined is not there.')
  return accept({ member, token })
}

/** Whom a session's cookie stands for. */
export async function sessionMember(
  app: App,
  token: string | undefined,
): Promise<MemberRow | undefined> {
  return token === undefined ? undefined : memberOfSession(app.store.db, hash(token), app.now())
}

/** What the trainer's link of a room carries. Made from the master key: stored nowhere, the same at each start. */
export function trainerKey(
  { masterKey }: Pick<App, 'masterKey'>,
  room: Pick<RoomRow, 'workspaceId' | 'code'>,
): string {
  const text = `trainer\0${room.workspaceId}\0${room.code}`
  return createHmac('sha256', masterKey).update(text).digest('base64url').slice(0, 22)
}

/** The room's own name of a member. */
export function roomRef(memberId: string): `room:${string}` {
  return `room:${memberId}`
}

function opensAsTrainer(app: App, room: RoomRow, key: string): boolean {
  const right = Buffer.from(trainerKey(app, room))
  const given = Buffer.from(key)
  return right.length === given.length && timingSafeEqual(right, given)
}

async function enter(app: App, tx: Tx, group: GroupRow, joining: Joining): Promise<MemberRow> {
  const member: MemberRow = {
    workspaceId: group.workspaceId,
    id: app.newId(),
    name: joining.name,
    email: joining.email ?? null,
    language: joining.language,
    role: joining.trainerKey === undefined ? 'learner' : 'trainer',
    joinedAt: app.now(),
  }
  await addMember(tx, member, { ref: roomRef(member.id), groupId: group.id })
  return member
}

async function comeBack(tx: Tx, known: MemberRow, joining: Joining): Promise<MemberRow> {
  const member: MemberRow = {
    ...known,
    name: joining.name,
    email: joining.email ?? known.email,
    language: joining.language,
    role: joining.trainerKey === undefined ? known.role : 'trainer',
  }
  await saveMember(tx, member)
  return member
}

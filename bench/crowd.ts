import type { App } from '#src/app/app.ts'
import type { Ballot } from '#src/app/cast-ballot.ts'
import { freshId, freshToken, hash } from '#src/app/fresh.ts'
import { freshKey } from '#src/app/issuer-keys.ts'
import { roomRef } from '#src/app/join-room.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { freshRoomCode } from '#src/app/room-code.ts'
import { findEntry } from '#src/catalogue/catalogue.ts'
import type { Choice } from '#src/domain/tally.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { addAchievements } from '#src/storage/achievements.ts'
import { addIssuerKey } from '#src/storage/issuer-keys.ts'
import { addMember, addSession, type MemberRow } from '#src/storage/members.ts'
import {
  addGroup,
  addIssuer,
  addRoom,
  addWorkspace,
  type GroupRow,
} from '#src/storage/workspaces.ts'

/** A group with its room, its trainer and its learners; a badge of three criteria; votes that run. */
export interface Crowd {
  readonly workspaceId: string
  readonly group: GroupRow
  readonly code: string
  readonly trainer: MemberRow
  readonly learners: readonly MemberRow[]
  /** One session for each learner, where they were asked for. */
  readonly tokens: readonly string[]
  readonly achievementId: string
}

export interface People {
  readonly learners: number
  /** Gives each learner a session, as joining does. */
  readonly sessions?: boolean
}

/** The shipped badge that is voted on: three required criteria, for groups. */
export const entryId = 'col.production-collective'
export const criterionIds = ['c1', 'c2', 'c3'] as const

/** Taken until the deadline, so that a burst of ballots meets open votes only. */
export const staysOpen: Rule = { ...presets['two-thirds'], settle: 'at-deadline' }

/** A workspace of its own, with its issuer, one badge and a crowd in it. */
export async function addCrowd(app: App, people: People): Promise<Crowd> {
  const workspaceId = app.newId()
  const achievementId = app.newId()
  const issuerId = app.newId()
  const createdAt = app.now()
  const key = await freshKey(app, { workspaceId, id: issuerId }, 'credential')
  await app.store.tx(async (tx) => {
    await addWorkspace(tx, {
      id: workspaceId,
      ref: `room:${workspaceId}`,
      name: 'Workspace of the bench',
      language: 'fr',
      createdAt,
    })
    await addIssuer(tx, {
      workspaceId,
      id: issuerId,
      name: 'Organisation of the bench',
      url: null,
      email: 'badges@example.org',
      description: null,
    })
    await addIssuerKey(tx, key)
    const content = badgeContent()
    await addAchievements(tx, [
      { workspaceId, id: achievementId, version: 1, content, pictureId: null, createdAt },
    ])
  })
  return addGroupOf(app, { workspaceId, achievementId }, people)
}

/** Another group of a workspace, with its room and its people. */
export async function addGroupOf(
  app: App,
  { workspaceId, achievementId }: Pick<Crowd, 'workspaceId' | 'achievementId'>,
  { learners: count, sessions = false }: People,
): Promise<Crowd> {
  const code = freshRoomCode()
  const group: GroupRow = {
    workspaceId,
    id: app.newId(),
    name: `Group ${code}`,
    channel: `room:${code}`,
    createdAt: app.now(),
  }
  const trainer = aMember(app, group, { name: 'Trainer', role: 'trainer' })
  const learners = Array.from({ length: count }, (_, index) =>
    aMember(app, group, { name: `Learner ${index}`, role: 'learner' }),
  )
  const tokens = sessions ? learners.map(freshToken) : []
  await app.store.tx(async (tx) => {
    await addGroup(tx, group)
    await addRoom(tx, { workspaceId, code, groupId: group.id })
    for (const member of [trainer, ...learners])
      await addMember(tx, member, { ref: roomRef(member.id), groupId: group.id })
    for (const [index, token] of tokens.entries())
      await addSession(tx, {
        workspaceId,
        tokenHash: hash(token),
        memberId: learners[index]?.id ?? '',
        createdAt: app.now(),
        expiresAt: app.now() + 24 * 3_600_000,
      })
  })
  return { workspaceId, achievementId, group, code, trainer, learners, tokens }
}

function aMember(
  app: App,
  { workspaceId }: GroupRow,
  { name, role }: Pick<MemberRow, 'name' | 'role'>,
): MemberRow {
  const email = role === 'learner' ? `${name.toLowerCase().replace(' ', '.')}@example.org` : null
  return { workspaceId, id: app.newId(), name, email, language: 'fr', role, joinedAt: app.now() }
}

/** Opens votes about the whole group, as its trainer would, and answers their ids. */
export async function openVotes(
  app: App,
  { trainer, group, achievementId }: Pick<Crowd, 'trainer' | 'group' | 'achievementId'>,
  { count, rule = staysOpen }: { readonly count: number; readonly rule?: Rule },
): Promise<string[]> {
  const open = async () => {
    const outcome = await proposeAward(app, {
      event: { source: 'bench', eventId: freshId(), at: app.now() },
      by: trainer,
      group,
      achievementId,
      candidates: { kind: 'group', mints: 'group-and-members' },
      grounds: { reason: 'Built a shared garden, from the plan to the first harvest.' },
      rule,
      deadline: app.now() + 3 * 24 * 3_600_000,
    })
    if (!outcome.ok) throw new Error(`The vote did not open: ${outcome.refusal.code}.`)
    return outcome.value
  }
  return (await Promise.all(Array.from({ length: count }, open))).flat()
}

/** A ballot of somebody on the roll. Most are in favour, one in five says something. */
export function aBallot(
  { workspaceId, proposalId, memberId }: Pick<Ballot, 'workspaceId' | 'proposalId' | 'memberId'>,
  random: () => number,
): Ballot {
  const answers = criterionIds.map((id) => [
    id,
    {
      choice: aChoice(random()),
      words: random() < 0.07 ? 'Everyone had a part in it, and could say which.' : '',
    },
  ])
  return {
    event: { source: 'bench', eventId: freshId(), at: Date.now() },
    workspaceId,
    proposalId,
    memberId,
    answers: Object.fromEntries(answers),
  }
}

export function aChoice(chance: number): Choice {
  if (chance < 0.8) return 'met'
  return chance < 0.9 ? 'not-yet' : 'abstain'
}

function badgeContent() {
  const entry = findEntry(entryId)
  if (!entry) throw new Error(`The catalogue lacks ${entryId}.`)
  const { name, definition, criteria, kind } = entry
  return {
    name,
    definition,
    criteria: criteria.map((criterion) => ({ ...criterion, required: true })),
    kind,
    basedOn: entryId,
  }
}

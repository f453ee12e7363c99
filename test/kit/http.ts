import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import type { App } from '#src/app/app.ts'
import { type Bus, localBus } from '#src/app/bus.ts'
import { castBallot } from '#src/app/cast-ballot.ts'
import { firstStart } from '#src/app/first-start.ts'
import { freshId } from '#src/app/fresh.ts'
import { issueAwards } from '#src/app/issue-awards.ts'
import { freshKey } from '#src/app/issuer-keys.ts'
import { joinRoom, trainerKey } from '#src/app/join-room.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { freshRoomCode } from '#src/app/room-code.ts'
import type { Interaction, Ref, Reply, Said } from '#src/chat/contract.ts'
import { type Config, readConfig } from '#src/config.ts'
import type { Outside } from '#src/credentials/outside.ts'
import { presets } from '#src/domain/rule.ts'
import type { RoomDoor, RoomMessage } from '#src/http/room-door.ts'
import type { Readiness } from '#src/http/routes/web.ts'
import { createServer, type ServerParts } from '#src/http/server.ts'
import { SharedOutside } from '#src/outside/shared-outside.ts'
import { type AchievementRow, achievementsOf, addAchievements } from '#src/storage/achievements.ts'
import { type AwardRow, awardsOfProposal } from '#src/storage/awards.ts'
import { addIssuerKey } from '#src/storage/issuer-keys.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import {
  addGroup,
  addIssuer,
  addRoom,
  addWorkspace,
  type GroupRow,
  roomByCode,
  type RoomRow,
} from '#src/storage/workspaces.ts'

/** A served service: real database, real use cases; only the room is a fake whose answers a test chooses. */
export interface Served {
  readonly server: FastifyInstance
  readonly app: App
  readonly bus: Bus
  readonly room: FakeRoom
  readonly place: RoomRow
  readonly group: GroupRow
  readonly trainerKey: string
}

export interface Choices {
  readonly env?: Readonly<Record<string, string>>
  /** Absent: nothing outside is reached. */
  readonly outside?: Outside
  readonly ready?: () => Promise<readonly Readiness[]>
  readonly log?: NonNullable<ServerParts['log']>
}

/** Starts a service for one test file; it closes with it. */
export async function served(
  t: Test,
  { env = {}, outside = unreachable, ready, log }: Choices = {},
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'cordee-http-'))
  const config: Config = readConfig({
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    DATA_DIR: folder,
    ...env,
  })
  const store = openSqlite(join(folder, 'cordee.sqlite'))
  const address = { baseUrl: config.publicUrl ?? 'http://127.0.0.1:3000' }
  const app: App = {
    store,
    now: Date.now,
    newId: freshId,
    get baseUrl() {
      return address.baseUrl
    },
    publicUrl: config.publicUrl,
    masterKey: randomBytes(32),
    wake: () => undefined,
    changed: () => undefined,
  }
  const place = await firstStart(app, { language: 'fr', mailFrom: 'badges@example.org' })
  const found = await roomByCode(store.db, place.code)
  if (!found) throw new Error('The first start makes a room.')
  const bus = localBus()
  const room = new FakeRoom(bus)
  const shared = new SharedOutside(outside)
  const server = await createServer({
    app,
    room,
    bus,
    config,
    outsideFor: (who) => shared.forBadge(who),
    ready: ready ?? (async () => [{ name: 'database', ok: true }]),
    ...(log ? { log } : {}),
  })
  t.teardown(async () => {
    await server.close()
    await store.close()
    await rm(folder, { recursive: true })
  })
  return { server, app, bus, room, place, group: found.group, trainerKey: trainerKey(app, place) }
}

/** A service that is asked without HTTP: a group that can vote. */
export type House = Pick<Served, 'app' | 'place' | 'group'>

const unreachable: Outside = { get: async () => ({ ok: false, why: 'unreachable' }) }

/** Somebody in a room, with the cookie that says so. */
export interface Joined {
  readonly member: MemberRow
  readonly cookie: string
  readonly cookies: { readonly [name: string]: string }
}

export async function joined(
  { app, place }: Pick<Served, 'app' | 'place'>,
  {
    name = 'Léa',
    email,
    trainer = false,
  }: { name?: string; email?: string; trainer?: boolean } = {},
): Promise<Joined> {
  const outcome = await joinRoom(app, {
    code: place.code,
    name,
    email,
    language: 'fr',
    trainerKey: trainer ? trainerKey(app, place) : undefined,
    sessionToken: undefined,
  })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  const { member, token } = outcome.value
  return { member, cookie: `cordee-session=${token}`, cookies: { 'cordee-session': token } }
}

/** Another tenant of the same service, with a room of its own. */
export async function anotherWorkspace({ app }: Pick<Served, 'app'>): Promise<{
  readonly place: RoomRow
  readonly achievement: AchievementRow
}> {
  const [workspaceId, issuerId, groupId, code] = [freshId(), freshId(), freshId(), freshRoomCode()]
  const key = await freshKey(app, { workspaceId, id: issuerId }, 'credential')
  const createdAt = app.now()
  const place: RoomRow = { workspaceId, code, groupId }
  const achievement: AchievementRow = {
    workspaceId,
    id: freshId(),
    version: 1,
    content: {
      name: { fr: 'Écoute', en: 'Listening' },
      definition: { fr: 'Sait écouter.', en: 'Listens well.' },
      criteria: [{ id: 'c1', fr: 'Écoute', en: 'Listens', required: true }],
      kind: 'both',
      basedOn: null,
    },
    pictureId: null,
    createdAt,
  }
  await app.store.tx(async (tx) => {
    await addWorkspace(tx, {
      id: workspaceId,
      ref: `room:${workspaceId}`,
      name: 'Autre',
      language: 'fr',
      createdAt,
    })
    await addIssuer(tx, {
      workspaceId,
      id: issuerId,
      name: 'Autre',
      url: null,
      email: 'autre@example.org',
      description: null,
    })
    await addIssuerKey(tx, key)
    await addGroup(tx, {
      workspaceId,
      id: groupId,
      name: 'Autre groupe',
      channel: `room:${code}`,
      createdAt,
    })
    await addRoom(tx, place)
    await addAchievements(tx, [achievement])
  })
  return { place, achievement }
}

/** A vote on a badge for the whole group, and the learners who may cast ballots in it. */
export interface Vote {
  readonly proposalId: string
  readonly achievement: AchievementRow
  readonly trainer: Joined
  readonly learners: readonly Joined[]
}

const names = ['Ada', 'Bilal', 'Chloé', 'Dany', 'Élodie']

export async function aVote(service: House): Promise<Vote> {
  const { app, group, place } = service
  const trainer = await joined(service, { name: 'Paul', trainer: true })
  const learners: Joined[] = []
  for (const name of names)
    learners.push(await joined(service, { name, email: `${names.indexOf(name)}@example.org` }))
  const all = await achievementsOf(app.store.db, place.workspaceId)
  const achievement = all.find(({ content }) => content.kind !== 'individual')
  if (!achievement) throw new Error('The catalogue has a badge for groups.')
  const outcome = await proposeAward(app, {
    event: event(),
    by: trainer.member,
    group,
    achievementId: achievement.id,
    candidates: { kind: 'group', mints: 'group-and-members' },
    grounds: { reason: 'Le jardin est fini, et il est beau.' },
    rule: presets.everyone,
    deadline: app.now() + 86_400_000,
  })
  if (!outcome.ok) throw new Error(outcome.refusal.code)
  const [proposalId = ''] = outcome.value
  return { proposalId, achievement, trainer, learners }
}

/** Everybody says yes; with a support, everybody signs it. */
export async function votedThrough(
  { app, place }: House,
  vote: Vote,
  { support }: { readonly support?: string } = {},
): Promise<void> {
  for (const { member } of vote.learners) {
    const answers = vote.achievement.content.criteria.map(({ id }) => [
      id,
      { choice: 'met', words: '' } as const,
    ])
    await castBallot(app, {
      event: event(),
      workspaceId: place.workspaceId,
      proposalId: vote.proposalId,
      memberId: member.id,
      answers: Object.fromEntries(answers),
      ...(support === undefined ? {} : { support }),
    })
  }
}

/** What came of a vote: the group's award and one for each member, documents signed. */
export interface Awarded extends Vote {
  readonly groupAward: AwardRow
  /** The first learner's. */
  readonly award: AwardRow
  readonly recipient: Joined
}

export async function awarded(
  service: House,
  { issue = true, ...signing }: { issue?: boolean; support?: string } = {},
): Promise<Awarded> {
  const { app, place } = service
  const vote = await aVote(service)
  await votedThrough(service, vote, signing)
  const { proposalId, learners } = vote
  if (issue) await issueAwards(app, { workspaceId: place.workspaceId, proposalId })
  const awards = await awardsOfProposal(app.store.db, place.workspaceId, proposalId)
  const [recipient] = learners
  const groupAward = awards.find(({ kind }) => kind === 'group')
  const award = awards.find((one) => one.recipient === recipient?.member.id)
  if (!recipient || !groupAward || !award) throw new Error('The vote was not accepted.')
  return { ...vote, groupAward, award, recipient }
}

function event() {
  return { source: 'room', eventId: freshId(), at: Date.now() }
}

/** A room that answers as it is told, and remembers what was done in it. */
export class FakeRoom implements RoomDoor {
  readonly acted: Interaction[] = []
  reply: Reply = { message: { text: 'Bien reçu.' } }
  reads = 0
  readonly #bus: Bus
  readonly #messages: RoomMessage[] = []
  #stamp = Date.now()

  constructor(bus: Bus) {
    this.#bus = bus
  }

  async act(interaction: Interaction): Promise<Reply> {
    this.acted.push(interaction)
    return this.reply
  }

  async messagesFor(_: unknown, memberId: string, since = 0): Promise<readonly RoomMessage[]> {
    return this.#changed(since).filter(
      ({ toMember }) => toMember === undefined || toMember === memberId,
    )
  }

  async changesSince(_: unknown, since: number): Promise<readonly RoomMessage[]> {
    this.reads += 1
    return this.#changed(since)
  }

  post(code: string, said: Said, toMember?: string): Ref {
    this.#stamp = Math.max(Date.now() + 1, this.#stamp + 1)
    const ref: Ref = `room:${code}/${freshId()}`
    this.#messages.push({ ref, toMember, said, postedAt: this.#stamp, changedAt: this.#stamp })
    this.#bus.publish(`room:${code}`)
    return ref
  }

  #changed(since: number): readonly RoomMessage[] {
    return this.#messages.filter(({ changedAt }) => changedAt > since)
  }
}

/** The same words in both languages, told apart. */
export function said(text: string): Said {
  return { fr: { text: `${text} (fr)` }, en: { text: `${text} (en)` } }
}

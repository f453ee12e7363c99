import { bareApp } from '#test/kit/bare-app.ts'
import { join } from 'node:path'
import type { App } from '#src/app/app.ts'
import { freshToken, hash } from '#src/app/fresh.ts'
import { proposeAward, type NewProposal } from '#src/app/propose-award.ts'
import { readConfig } from '#src/config.ts'
import { openDataDir } from '#src/data-dir.ts'
import { longestVoteMs } from '#src/domain/proposal.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { masterKeyFor } from '#src/master-key.ts'
import { addSession, type MemberRow } from '#src/storage/members.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { buildHouse, type Class, type House, type Person } from '../kit/house.ts'

/** What is voted on while the service soaks. */
export interface Stage {
  readonly house: House
  /** A large class; its votes stay open whatever is cast, so that it can go on voting. */
  readonly crowd: Class
  readonly openVotes: readonly OpenVote[]
  /** One session after the other: each may do so much in a minute. */
  readonly sessions: readonly string[]
  /** Votes of small classes, each accepted as soon as its class has voted. */
  readonly quickVotes: readonly QuickVote[]
}

export interface OpenVote {
  readonly id: string
  readonly criteria: readonly string[]
}

export interface QuickVote extends OpenVote {
  readonly code: string
  readonly voters: readonly Person[]
  readonly candidate: Person
}

/** A group has at most fifty votes at a time. */
const votesOfClass = 40
const learnersOfClass = 6

/** Writes a data directory with a class of `learners`, its open votes, and `quickVotes` that will make badges. */
export async function prepareStage(
  dataDir: string,
  {
    learners,
    sessionsEach,
    quickVotes,
  }: { readonly learners: number; readonly sessionsEach: number; readonly quickVotes: number },
): Promise<Stage> {
  const config = readConfig({ DATA_DIR: dataDir, DEFAULT_LANGUAGE: 'en' })
  const { database } = await openDataDir(config)
  const store = openSqlite(database)
  const { key: masterKey } = await masterKeyFor(store, config.masterKeyFile)
  const app = { ...bareApp(store, Date.now), masterKey }
  const classes = Math.ceil(quickVotes / votesOfClass)
  const house = await buildHouse(app, { classes, learners: learnersOfClass })
  const crowdHouse = await buildHouse(app, { classes: 1, learners })
  const [crowd] = crowdHouse.classes
  if (!crowd) throw new Error('The crowd has no class.')
  const open: Rule = { ...presets['two-thirds'], settle: 'at-deadline' }
  const openVotes = await Promise.all(
    [1, 2, 3].map((number) => propose(app, house, { where: crowd, rule: open, number })),
  )
  const quick = await Promise.all(
    Array.from({ length: quickVotes }, (_, number) => openQuickVote(app, house, number)),
  )
  const sessions: string[] = []
  for (let round = 0; round < sessionsEach; round += 1)
    for (const { member } of crowd.learners) sessions.push(await anotherSession(app, member))
  await store.close()
  return { house, crowd, openVotes, sessions, quickVotes: quick }
}

async function openQuickVote(app: App, house: House, number: number): Promise<QuickVote> {
  const where = house.classes[Math.floor(number / votesOfClass)]
  const [candidate, ...voters] = where?.learners ?? []
  if (!where || !candidate) throw new Error('There is no class for this vote.')
  const rule = presets['two-thirds']
  const opened = await propose(app, house, { where, rule, number, candidate })
  return { ...opened, code: where.code, voters, candidate }
}

async function propose(
  app: App,
  { achievements }: House,
  {
    where: { group, trainer },
    rule,
    number,
    candidate,
  }: {
    readonly where: Class
    readonly rule: Rule
    readonly number: number
    readonly candidate?: Person
  },
): Promise<OpenVote> {
  const both = achievements.filter(({ content }) => content.kind === 'both')
  const achievement = both[number % both.length]
  if (!achievement) throw new Error('There is no badge for people and groups.')
  const candidates: NewProposal['candidates'] = candidate
    ? { kind: 'people', memberIds: [candidate.member.id] }
    : { kind: 'group', mints: 'group' }
  const opened = await proposeAward(app, {
    event: { source: 'force', eventId: app.newId(), at: app.now() },
    by: trainer.member,
    group,
    achievementId: achievement.id,
    candidates,
    grounds: { reason: 'Seen in the workshop.' },
    rule,
    deadline: app.now() + longestVoteMs,
  })
  const [id] = opened.ok ? opened.value : []
  if (id === undefined) throw new Error(`A vote was refused: ${JSON.stringify(opened)}`)
  return { id, criteria: achievement.content.criteria.map((criterion) => criterion.id) }
}

async function anotherSession(app: App, member: MemberRow): Promise<string> {
  const token = freshToken()
  const { workspaceId, id: memberId } = member
  await app.store.tx((tx) =>
    addSession(tx, {
      workspaceId,
      tokenHash: hash(token),
      memberId,
      createdAt: app.now(),
      expiresAt: app.now() + longestVoteMs,
    }),
  )
  return token
}

/** The database that the service left. */
export function openAfterwards(dataDir: string) {
  return openSqlite(join(dataDir, 'cordee.sqlite'))
}

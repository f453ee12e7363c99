import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Form, Ref } from '#src/chat/contract.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { readConfig } from '#src/config.ts'
import { type Service, startService } from '#src/service.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { memberByRef } from '#src/storage/members.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { groupOfChannel, workspaceByRef } from '#src/storage/workspaces.ts'
import { seeded, shuffled } from './chance.ts'
import { entryId, openVotes } from './crowd.ts'
import type { Size } from './measure.ts'

const sizes = {
  tiny: { channels: 2, votesEach: 1 },
  quick: { channels: 20, votesEach: 10 },
  full: { channels: 60, votesEach: 10 },
} as const

const rollSize = 30

/** A chat platform whose people vote: how it names things, and what it sends when a ballot is filled in. */
export interface Platform {
  readonly workspace: Ref
  /** Of anything that has an id in the workspace. */
  readonly thing: (id: string) => Ref
  readonly channel: (number: number) => string
  readonly user: (number: number, index: number) => string
  readonly trainer: (number: number) => string
  readonly ballot: (filled: Filled) => Promise<string> | string
}

export interface Filled {
  readonly service: Service
  readonly form: Form
  readonly channel: string
  readonly user: string
  readonly random: () => number
}

/** Votes that run, and the requests by which everybody votes, shuffled. By a service of its own, whose first start is then behind it. */
export async function prepareBallots(
  env: Readonly<Record<string, string>>,
  size: Size,
  platform: Platform,
): Promise<string[]> {
  const { channels, votesEach } = sizes[size]
  const service = await startService(readConfig(env))
  try {
    const random = seeded(7)
    const payloads: string[] = []
    for (let number = 0; number < channels; number += 1)
      payloads.push(...(await ballotsOfChannel(service, platform, { number, votesEach, random })))
    await service.outbox.idle()
    return shuffled(payloads, random)
  } finally {
    await service.stop()
  }
}

async function ballotsOfChannel(
  service: Service,
  platform: Platform,
  {
    number,
    votesEach,
    random,
  }: { readonly number: number; readonly votesEach: number; readonly random: () => number },
): Promise<string[]> {
  const { app } = service
  const channel = platform.channel(number)
  const users = Array.from({ length: rollSize }, (_, index) => platform.user(number, index))
  const votes = await votesIn(service, platform, { number, users, count: votesEach })
  const [first = ''] = users
  const inbox = createInbox(app)
  const payloads: string[] = []
  for (const proposalId of votes) {
    const opened = await inbox.receive({
      id: randomUUID(),
      kind: 'press',
      action: `vote:${proposalId}`,
      by: { ref: platform.thing(first), name: first },
      workspace: platform.workspace,
      channel: platform.thing(channel),
      language: 'fr',
    })
    if (!('form' in opened)) throw new Error('The ballot of the bench did not open.')
    const { form } = opened
    for (const user of users)
      payloads.push(await platform.ballot({ service, form, channel, user, random }))
  }
  return payloads
}

async function votesIn(
  { app }: Service,
  { workspace, thing, channel, trainer }: Platform,
  {
    number,
    users,
    count,
  }: { readonly number: number; readonly users: readonly string[]; readonly count: number },
): Promise<readonly string[]> {
  const { roster } = storedChatBook(app)
  await roster.connect({ ref: workspace, name: 'Bench', language: 'fr', own: true })
  const place = thing(channel(number))
  const owner = thing(trainer(number))
  const members = users.map(thing)
  await roster.meet(workspace, [
    ...members.map((ref) => person(ref, 'member')),
    person(owner, 'owner'),
  ])
  await roster.gather(workspace, { ref: place, name: `group-${number}` }, [...members, owner])
  const { db } = app.store
  const workspaceId = (await workspaceByRef(db, workspace))?.id ?? ''
  const by = await memberByRef(db, workspaceId, owner)
  const group = await groupOfChannel(db, workspaceId, place)
  const shipped = await achievementsOf(db, workspaceId)
  const achievementId = shipped.find(({ content }) => content.basedOn === entryId)?.id
  if (!by || !group || !achievementId) throw new Error('The group of the bench was not founded.')
  return openVotes(app, { trainer: by, group, achievementId }, { count })
}

function person(ref: Ref, rank: 'owner' | 'member') {
  const name = ref.slice(ref.lastIndexOf('/') + 1)
  return { ref, name, email: undefined, language: 'fr', rank, outside: false, gone: false } as const
}

/** Throws where fewer ballots are stored than were acknowledged. */
export async function checkStored(folder: string, answered: number): Promise<void> {
  const store = openSqlite(join(folder, 'cordee.sqlite'))
  try {
    const { db } = store
    const stored = (await db.select({ at: db.t.ballot.castAt }).from(db.t.ballot)).length
    if (stored < answered)
      throw new Error(`${answered} ballots were acknowledged, ${stored} are stored.`)
  } finally {
    await store.close()
  }
}

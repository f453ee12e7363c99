import { writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RoomAdapter } from '#adapters/room/index.ts'
import type { App } from '#src/app/app.ts'
import { localBus } from '#src/app/bus.ts'
import { castBallot } from '#src/app/cast-ballot.ts'
import { freshId } from '#src/app/fresh.ts'
import { proposeAward } from '#src/app/propose-award.ts'
import { carriers } from '#src/carriers.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { storedRoomBook } from '#src/chat/stored-room-book.ts'
import { folderMailer } from '#src/delivery/folder-mailer.ts'
import { type Carry, Outbox } from '#src/delivery/outbox.ts'
import { longestVoteMs } from '#src/domain/proposal.ts'
import { presets } from '#src/domain/rule.ts'
import { and, inArray, notInArray } from '#src/storage/drizzle.ts'
import { openStore } from '#src/storage/open-store.ts'
import { forgetLeases } from '#src/storage/outbox.ts'
import { codeOf } from '#src/storage/store.ts'
import type { House } from '../kit/house.ts'
import { clockOf, type Orders, type Said, votePlan, type VotePlan } from './plan.ts'
import { voteStands } from './vote-stands.ts'

// A node without HTTP, made of the same parts as the service, that votes by itself until it is killed. What it says on
// its standard output it says after the fact. It waits for its orders on the standard input, and ends when that ends.

const pause = new Int32Array(new SharedArrayBuffer(4))
/** Votes under way at the same time. */
const atOnce = 3
const day = 24 * 3_600_000

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because the trial that starts it wrote them.
const orders = JSON.parse(await firstLine()) as Orders
const dataDir = process.env['DATA_DIR'] ?? ''
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because the trial that starts it wrote it.
const house = JSON.parse(await readFile(orders.house, 'utf8')) as House

const store = await openStore(
  { databaseUrl: process.env['DATABASE_URL'], file: join(dataDir, 'cordee.sqlite') },
  { onError: (error) => console.error(error) },
)
const now = clockOf(orders.clock)
const worker: { outbox?: Outbox } = {}
const app: App = {
  store,
  now,
  newId: freshId,
  baseUrl: 'http://127.0.0.1:3000',
  publicUrl: undefined,
  masterKey: Buffer.from(await readFile(join(dataDir, 'master.key'), 'utf8'), 'base64'),
  wake: (dueAt) => worker.outbox?.wake(dueAt),
  changed: () => undefined,
}
const bus = localBus()
const room = new RoomAdapter(storedRoomBook(app, bus))
const mailer = folderMailer(join(dataDir, 'mail'), {
  from: 'badges@example.org',
  fromName: 'Cordée',
  host: 'cordee.example',
})
const outbox = new Outbox({
  store,
  now,
  random: Math.random,
  newId: freshId,
  carriers: telling(
    carriers(app, { app, bus, adapters: new Map([[room.platform, room]]) }, mailer),
  ),
  laneLimits: new Map([
    ['mail', mailer.atOnce],
    ['tell', 8],
  ]),
  log: { info: () => undefined, warn: complain, error: complain },
  onDead: ({ queue, lastError }) => {
    say({ kind: 'given-up', queue, reason: lastError ?? 'for no reason' })
    return []
  },
})
worker.outbox = outbox

for (const vote of orders.report)
  say({ kind: 'stands', vote, stands: await voteStands(app, house, vote) })
await room.start(createInbox(app))
await forgetLeases(store, now())
outbox.start()
say({ kind: 'ready' })
await voteOn(orders.resume)
if (orders.fresh)
  for (let from = orders.fresh.from; ; from += atOnce * orders.fresh.step) {
    const { step } = orders.fresh
    await voteOn(Array.from({ length: atOnce }, (_, index) => from + index * step))
    // Deliveries keep pace with the votes, or nothing but votes would be killed.
    await outbox.idle()
  }
await allDone()
await outbox.stop()
await store.close()
say({ kind: 'done' })
process.exit()

async function firstLine(): Promise<string> {
  // Whoever is killed has no time to keep what it compiled.
  flushCompileCache()
  process.stdin.setEncoding('utf8')
  process.stdin.on('end', () => process.exit())
  let text = ''
  return new Promise((resolve) => {
    process.stdin.on('data', (piece: string) => {
      text += piece
      if (text.endsWith('\n')) resolve(text)
    })
  })
}

// What a dead node had leased becomes due in its time.
async function allDone(): Promise<void> {
  const { outbox: jobs } = store.db.t
  const isPending = and(
    inArray(jobs.state, ['ready', 'leased']),
    notInArray(jobs.queue, ['close', 'remind']),
  )
  do {
    await outbox.idle()
    await wait(20)
    outbox.wake()
  } while ((await store.db.select({ id: jobs.id }).from(jobs).where(isPending).limit(1)).length > 0)
}

async function voteOn(votes: readonly number[]): Promise<void> {
  await Promise.all(votes.map(playVote))
}

async function playVote(vote: number): Promise<void> {
  const plan = votePlan(vote)
  const proposalId = await openVote(vote, plan)
  for (const [index, { learner, turn, choice }] of plan.ballots.entries()) {
    const { content } = achievementOf(plan)
    const answer = await castBallot(app, {
      event: { source: 'force', eventId: `${vote} ${index}`, at: now() },
      workspaceId: house.workspaceId,
      proposalId,
      memberId: memberOf(plan, learner),
      answers: Object.fromEntries(
        content.criteria.map(({ id }) => [id, { choice, words: `turn ${turn}` }]),
      ),
    })
    say({ kind: 'answered', vote, step: index + 1, answer })
  }
  say({ kind: 'finished', vote })
}

async function openVote(vote: number, plan: VotePlan): Promise<string> {
  const { group, trainer } = classOf(plan)
  const opened = await proposeAward(app, {
    event: { source: 'force', eventId: `open ${vote}`, at: now() },
    by: trainer.member,
    group,
    achievementId: achievementOf(plan).id,
    candidates:
      plan.candidate === 'group'
        ? { kind: 'group', mints: 'group-and-members' }
        : { kind: 'people', memberIds: [memberOf(plan, plan.candidate)] },
    grounds: { reason: `Vote ${vote}.` },
    rule: presets['two-thirds'],
    deadline: now() + longestVoteMs - day,
  })
  say({ kind: 'answered', vote, step: 0, answer: opened })
  const [id] = opened.ok ? opened.value : []
  if (id === undefined) throw new Error(`Vote ${vote} was refused: ${JSON.stringify(opened)}`)
  return id
}

function classOf(plan: VotePlan) {
  return house.classes[plan.class] ?? missing()
}

function memberOf(plan: VotePlan, learner: number): string {
  return classOf(plan).learners[learner]?.member.id ?? missing()
}

function achievementOf(plan: VotePlan) {
  const both = house.achievements.filter(({ content }) => content.kind === 'both')
  return both[plan.achievement] ?? missing()
}

function telling(all: ReadonlyMap<string, Carry>): ReadonlyMap<string, Carry> {
  return new Map(
    [...all].map(([queue, carry]) => [
      queue,
      async (job) => {
        await carry(job)
        say({ kind: 'carried', queue, job: job.id })
      },
    ]),
  )
}

function say(said: Said): void {
  let left = Buffer.from(`${JSON.stringify(said)}\n`)
  while (left.length > 0)
    try {
      left = left.subarray(writeSync(1, left))
    } catch (error) {
      // Whoever reads is busy and the pipe is full. What was done must be said before anything else is.
      if (codeOf(error) !== 'EAGAIN') throw error
      Atomics.wait(pause, 0, 0, 1)
    }
}

function complain(facts: object, message: string): void {
  console.error(message, facts)
}

function missing(): never {
  throw new Error('The house is not as the plan has it.')
}

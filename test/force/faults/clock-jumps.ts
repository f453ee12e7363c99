import type { Rule } from '#src/domain/rule.ts'
import { claimJobs } from '#src/storage/outbox.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { type FaultProxy, openFaultProxy } from '#test/kit/fault-proxy.ts'
import { dayMs } from '#test/kit/proposal-builders.ts'
import { openSmtpSink, type SmtpSink } from '#test/kit/smtp-sink.ts'
import { auditVotes } from '../kit/audit-votes.ts'
import type { Report } from '../kit/report.ts'
import {
  aClass,
  type ClassRoom,
  type Desk,
  deskOf,
  finishJobs,
  settle,
  waitingJobs,
} from './a-class.ts'
import { type Ground, type GroundRules, onGround } from './ground.ts'

export interface ClockTrial extends GroundRules {
  readonly learners: number
  /** By how much the clock jumps, one trial each: forward, or back. */
  readonly jumpsMs: readonly number[]
}

/** A lease lasts a minute: whatever the clock does, nothing is leased for longer than this. */
const leasePatienceMinutes = 5

/**
 * The clock jumps while leases are held and jobs wait, over deadlines and back: no job is lost, nothing stays leased,
 * deadlines fire once by their stored instants, and of each voter the last ballot stands.
 */
export async function clockJumps({ learners, jumpsMs, ...rules }: ClockTrial): Promise<Report> {
  return onGround(async (ground) => {
    const figures: Record<string, string | number> = {}
    for (const jumpMs of jumpsMs) {
      const stage = await aStage(ground, learners)
      ground.watchLag()
      const jump: Jump = { ...stage, jumpMs, name: nameOf(jumpMs) }
      await whileLetterUnderWay(ground, jump)
      const leased = await afterDeadWorker(ground, jump)
      const waited = await whileJobsWait(ground, jump)
      await ballotsAcross(ground, jump)
      const votes = await overDeadlines(ground, jump)
      figures[`${jump.name}: minutes until a dead worker's jobs were done`] = leased
      figures[`${jump.name}: minutes until jobs that waited were done`] = waited
      figures[`${jump.name}: votes ended by their deadline, each once`] = votes
      const { breaches } = await auditVotes(stage.room.service.store)
      for (const breach of breaches) ground.check(false, `${jump.name}: ${breach}`)
      await checkLetters(ground, jump)
    }
    return figures
  }, rules)
}

interface Stage {
  readonly room: ClassRoom
  readonly desk: Desk
  readonly sink: SmtpSink
  readonly proxy: FaultProxy
  /** Letters are refused once, to be tried later. */
  readonly mail: { later: boolean }
}

interface Jump extends Stage {
  readonly jumpMs: number
  readonly name: string
}

async function aStage(ground: Ground, learners: number): Promise<Stage> {
  const mail = { later: false }
  const sink = await openSmtpSink(ground, {
    onLetter: () => (mail.later ? { code: 451, words: 'Later' } : undefined),
  })
  const { hostname, port } = new URL(sink.url)
  const proxy = await openFaultProxy(ground, { host: hostname, port: Number(port) })
  const room = await aClass(ground, {
    learners,
    env: { SMTP_URL: `smtp://${proxy.host}:${proxy.port}` },
  })
  return { room, desk: await deskOf(room), sink, proxy, mail }
}

// The worker lives and holds its lease when the clock jumps.
async function whileLetterUnderWay(ground: Ground, jump: Jump): Promise<void> {
  const { room, desk, proxy, jumpMs, name } = jump
  proxy.set({ silent: 'both' })
  await accept(room, desk)
  await ground.until(`${name}: a letter is under way`, async () => {
    const jobs = await waitingJobs(room.service.store)
    return (
      proxy.open > 0 && jobs.some(({ queue, state }) => queue === 'letter' && state === 'leased')
    )
  })
  room.clock.advance(jumpMs)
  room.service.outbox.wake()
  proxy.set()
  const minutes = await minutesUntilDone(jump, (job) => job.queue === 'letter')
  ground.check(
    minutes <= leasePatienceMinutes,
    `${name}: letters under way took ${minutes} minutes`,
  )
  await finishJobs(room)
}

// Another worker took the jobs and died; this one must get them.
async function afterDeadWorker(ground: Ground, jump: Jump): Promise<number> {
  const { room, desk, jumpMs, name } = jump
  const { outbox, store } = room.service
  await outbox.stop()
  await accept(room, desk)
  const taken = await claimJobs(store, {
    now: room.clock.now(),
    leaseMs: 60_000,
    limit: 64,
    token: 'of a worker that died',
    busyLanes: [],
  })
  ground.check(taken.length > 0, `${name}: there was nothing to take`)
  room.clock.advance(jumpMs)
  outbox.start()
  const ids = new Set(taken.map(({ id }) => id))
  const minutes = await minutesUntilDone(jump, ({ id }) => ids.has(id))
  ground.check(
    minutes <= leasePatienceMinutes,
    `${name}: a dead worker's jobs stayed leased for ${minutes} minutes`,
  )
  await finishJobs(room)
  return minutes
}

// A card to be redrawn, a letter to be tried again: late at worst by as much as the clock went back.
async function whileJobsWait(ground: Ground, jump: Jump): Promise<number> {
  const { room, desk, mail, jumpMs, name } = jump
  mail.later = true
  await accept(room, desk)
  await ground.until(`${name}: a letter waits`, async () => {
    const jobs = await waitingJobs(room.service.store)
    return jobs.some(({ queue, state, attempts }) => {
      return queue === 'letter' && state === 'ready' && attempts > 0
    })
  })
  room.clock.advance(jumpMs)
  mail.later = false
  const minutes = await minutesUntilDone(jump, () => true)
  const most = Math.max(0, -jumpMs / 60_000) + leasePatienceMinutes
  ground.check(minutes <= most, `${name}: jobs that waited took ${minutes} minutes`)
  await finishJobs(room)
  return minutes
}

// Ballots before, after and after the clock is right again: the last one of each voter stands.
async function ballotsAcross(ground: Ground, { room, desk, jumpMs, name }: Jump): Promise<void> {
  const { learners, clock } = room
  const id = await desk.open('group', atDeadline)
  const turns = ['before', 'after the jump', 'after the clock was set right']
  for (const [turn, words] of turns.entries()) {
    for (const voter of learners) {
      const cast = await desk.cast(voter, id, { choice: turn === 1 ? 'not-yet' : 'met', words })
      ground.check(cast.ok, `${name}: a ballot ${words} was refused`)
    }
    const { db } = room.service.store
    const standing = (await db.select().from(db.t.ballot)).filter((row) => row.proposalId === id)
    ground.check(
      standing.length === learners.length && standing.every((row) => row.words[0] === words),
      `${name}: of the ballots ${words} not every one stands`,
    )
    if (turn < 2) clock.advance(turn === 0 ? jumpMs : -jumpMs)
  }
  await finishJobs(room)
}

const atDeadline = { settle: 'at-deadline' } as const

interface Ending {
  readonly rule: Partial<Rule>
  readonly choice: 'met' | 'not-yet' | undefined
  /** After the deadline, and after the extension where there is one. */
  readonly becomes: readonly [string, string]
}

const endings: readonly Ending[] = [
  { rule: atDeadline, choice: 'met', becomes: ['accepted', 'accepted'] },
  { rule: atDeadline, choice: 'not-yet', becomes: ['declined', 'declined'] },
  { rule: { noQuorum: 'lapse' }, choice: undefined, becomes: ['lapsed', 'lapsed'] },
  { rule: { noQuorum: 'trainer' }, choice: undefined, becomes: ['undecided', 'undecided'] },
  { rule: { noQuorum: 'extend-once' }, choice: undefined, becomes: ['open', 'lapsed'] },
]

// Votes of three days, and a clock that jumps just before they end, over their end and back over it.
async function overDeadlines(ground: Ground, { room, desk, jumpMs, name }: Jump): Promise<number> {
  const { clock, service, learners, trainer } = room
  const ids: string[] = []
  for (const { rule, choice } of endings) {
    const id = await desk.open('group', rule)
    if (choice) for (const voter of learners) await desk.cast(voter, id, { choice })
    ids.push(id)
  }
  await finishJobs(room)
  const statuses = async () => {
    const rows = await Promise.all(ids.map((id) => findProposal(service.store.db, id)))
    return rows.map((row) => row?.status ?? 'none').join()
  }
  const expect = async (when: string, wanted: readonly string[]) => {
    await settle(service)
    const found = await statuses()
    ground.check(found === wanted.join(), `${name}: ${when} the votes are ${found}`)
  }
  const open = endings.map(() => 'open')
  const [ended, extended] = [0, 1].map((turn) => endings.map(({ becomes }) => becomes[turn] ?? ''))
  const size = Math.abs(jumpMs)

  const deadline = Math.min(...(await closings(service, ids)))
  const goTo = (at: number) => clock.advance(at - clock.now())

  goTo(deadline - 1 - size / 2)
  await expect('before the deadline', open)
  if (jumpMs < 0) clock.advance(jumpMs)
  await expect('with the clock gone back', open)
  goTo(deadline - 1)
  await expect('a millisecond before the deadline', open)
  clock.advance(jumpMs > 0 ? jumpMs : dayMs)
  await expect('after the deadline', ended ?? [])
  goTo(deadline - size / 2)
  await expect('with the clock back before the deadline', ended ?? [])
  const [first] = learners
  if (first) {
    const late = await desk.cast(first, ids[0] ?? '', { choice: 'not-yet' })
    ground.check(!late.ok, `${name}: a vote that was over took a ballot when the clock went back`)
  }
  clock.advance(size + dayMs)
  await expect('over the deadline once more', ended ?? [])
  clock.advance(8 * dayMs)
  await expect('after the extension', extended ?? [])
  await finishJobs(room)

  const messages = await trainer.messages()
  const asked = messages.filter(({ message: { buttons = [] } }) =>
    buttons.some(({ action }) => action === `accept:${ids[3]}`),
  )
  ground.check(asked.length === 1, `${name}: the trainer was asked ${asked.length} times to decide`)
  return ids.length
}

async function closings(
  { store }: ClassRoom['service'],
  ids: readonly string[],
): Promise<readonly number[]> {
  const rows = await Promise.all(ids.map((id) => findProposal(store.db, id)))
  return rows.map((row) => row?.closesAt ?? 0)
}

async function accept({ learners }: ClassRoom, desk: Desk): Promise<string> {
  const id = await desk.open('group')
  for (const voter of learners.slice(0, Math.ceil(learners.length / 2))) await desk.cast(voter, id)
  return id
}

type Job = Awaited<ReturnType<typeof waitingJobs>>[number]

/** Lets the clock go minute by minute until those jobs are done; answers the minutes. */
async function minutesUntilDone(
  { room: { service, clock } }: Stage,
  isOurs: (job: Job) => boolean,
): Promise<number> {
  for (let minutes = 0; minutes <= mostMinutes; minutes += 1) {
    await settle(service)
    if (!(await waitingJobs(service.store)).some(isOurs)) return minutes
    clock.advance(60_000)
  }
  throw new Error(`Jobs still wait after ${mostMinutes} minutes.`)
}

const mostMinutes = 4 * 60

async function checkLetters(ground: Ground, { room, sink, name }: Jump): Promise<void> {
  const { db } = room.service.store
  const awards = await db.select().from(db.t.award)
  const people = awards.filter(({ kind }) => kind === 'person')
  const ids = new Set(sink.letters.map(({ raw }) => /^message-id:\s*(\S+)/im.exec(raw)?.[1]))
  ground.check(
    ids.size === people.length,
    `${name}: ${ids.size} letters for ${people.length} badges`,
  )
  const dead = (await db.select().from(db.t.outbox)).filter(({ state }) => state === 'dead')
  ground.check(dead.length === 0, `${name}: ${dead.length} jobs were given up`)
}

function nameOf(jumpMs: number): string {
  return `${Math.abs(jumpMs) / 60_000} min ${jumpMs > 0 ? 'forward' : 'back'}`
}

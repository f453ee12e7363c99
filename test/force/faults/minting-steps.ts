import { setTimeout as wait } from 'node:timers/promises'
import { isUnavailable } from '#src/storage/store.ts'
import { openSmtpSink } from '#test/kit/smtp-sink.ts'
import { auditVotes } from '../kit/audit-votes.ts'
import type { Report } from '../kit/report.ts'
import { aClass, type ClassRoom, type Desk, deskOf, finishJobs, waitingJobs } from './a-class.ts'
import { FailingWrites } from './failing-writes.ts'
import { type Ground, type GroundRules, onGround } from './ground.ts'
import { RoomOnDisk, sqliteOf } from './room-on-disk.ts'

export interface MintingTrial extends GroundRules {
  readonly subject: 'group' | 'person'
  /** Writes tried: each one, or each second one and so on. */
  readonly stride: number
  /** Every letter is refused for good, so that giving up and telling the trainer is on the path too. */
  readonly refuseLetters?: boolean
  /** Also tries it with that many pages of room left on the disk, from none on. */
  readonly pages?: number
}

/**
 * From the deciding ballot to the last letter, the Nth row that is written cannot be, for N = 1, 2, 3 …: once, and from
 * there on until it is mended. Afterwards each award is there once, with its documents, its private message and its letter.
 */
export async function mintingSteps({
  subject,
  stride,
  refuseLetters = false,
  pages = 0,
  ...rules
}: MintingTrial): Promise<Report> {
  return onGround(async (ground) => {
    const stage = await aStage(ground, refuseLetters)
    const whole = await countWrites(ground, stage, subject)
    ground.watchLag()
    let struck = 0
    let turnedAway = 0
    const tally = (found: Found) => {
      if (found.struck) struck += 1
      if (found.turnedAway) turnedAway += 1
    }
    for (let step = 1; step <= whole; step += stride)
      for (const lasts of [1, Number.POSITIVE_INFINITY])
        tally(
          await tryStep(ground, stage, {
            subject,
            begin: (f) => f.writes.arm(step, lasts),
            at: `write ${step}`,
          }),
        )
    for (let left = 0; left < pages; left += 1)
      tally(
        await tryStep(ground, stage, {
          subject,
          begin: (f) => f.disk.leave(left),
          at: `${left} pages left`,
          limitMs: 300,
        }),
      )
    ground.stopLag()
    await checkAll(ground, stage)
    return {
      'writes from the deciding ballot to the last letter': whole,
      'trials in which a write failed': struck,
      'deciding ballots turned away, then counted': turnedAway,
    }
  }, rules)
}

interface Stage {
  readonly room: ClassRoom
  readonly desk: Desk
  readonly writes: FailingWrites
  readonly disk: RoomOnDisk
  readonly refuseLetters: boolean
}

async function aStage(ground: Ground, refuseLetters: boolean): Promise<Stage> {
  const sink = refuseLetters
    ? await openSmtpSink(ground, { onRecipient: () => ({ code: 550, words: 'No such person' }) })
    : undefined
  const room = await aClass(ground, {
    learners: 3,
    engine: 'sqlite',
    env: sink ? { SMTP_URL: sink.url } : {},
  })
  const desk = await deskOf(room)
  const store = sqliteOf(room.service.store)
  return {
    room,
    desk,
    writes: new FailingWrites(store),
    disk: new RoomOnDisk(store),
    refuseLetters,
  }
}

async function countWrites(ground: Ground, stage: Stage, subject: Subject): Promise<number> {
  const { struck } = await tryStep(ground, stage, {
    subject,
    begin: () => undefined,
    at: 'no write',
  })
  ground.check(!struck, 'a write failed although nothing was wrong')
  return stage.writes.seen
}

type Subject = MintingTrial['subject']

interface Step {
  readonly subject: Subject
  readonly at: string
  /** Longest wait for the trouble to show. */
  readonly limitMs?: number
  readonly begin: (stage: Stage) => void
}

interface Found {
  readonly struck: boolean
  readonly turnedAway: boolean
}

async function tryStep(
  ground: Ground,
  stage: Stage,
  { subject, begin, at, limitMs = 10_000 }: Step,
): Promise<Found> {
  const { room, desk, writes, disk } = stage
  const voters = subject === 'group' ? room.learners : room.learners.slice(1)
  const id = await desk.open(subject, { quorum: { num: 1, den: 1 } })
  for (const voter of voters.slice(0, -1)) await desk.cast(voter, id)
  await finishJobs(room)
  const last = voters.at(-1)
  if (!last) throw new Error('The class is empty.')

  writes.arm(Number.POSITIVE_INFINITY)
  begin(stage)
  const event = `deciding ${id}`
  const turnedAway = !(await counted(ground, desk.cast(last, id, { event }), at))
  const struck = await untilStuckOrDone(stage, limitMs)
  writes.repair()
  disk.free()
  if (turnedAway) {
    const again = await counted(ground, desk.cast(last, id, { event }), `${at}, mended`)
    ground.check(again, `${at}: the deciding ballot is turned away although all is well again`)
  }
  await finishJobs(room)
  const proposal = await room.get(`/records/${id}.json`)
  ground.check(proposal.text.includes('"accepted"'), `${at}: the vote was not accepted in the end`)
  return { struck: turnedAway || struck, turnedAway }
}

/** False: turned away, to be asked again. */
async function counted(
  ground: Ground,
  ballot: ReturnType<Desk['cast']>,
  at: string,
): Promise<boolean> {
  try {
    const outcome = await ballot
    ground.check(outcome.ok, `${at}: the ballot was refused`)
    return true
  } catch (error) {
    ground.check(isUnavailable(error), `${at}: the ballot failed with ${String(error)}`)
    return false
  }
}

// A job that met a full disk waits for its lease to end: nothing tells it from one that is slow.
async function untilStuckOrDone({ room, writes }: Stage, limitMs: number): Promise<boolean> {
  const { service, clock } = room
  for (const end = performance.now() + limitMs; performance.now() < end; await wait(5)) {
    if (writes.failed > 0) return true
    const waiting = await waitingJobs(service.store)
    if (!waiting.some(({ state, runAt }) => state === 'leased' || runAt <= clock.now()))
      return false
  }
  return true
}

async function checkAll(ground: Ground, { room, refuseLetters }: Stage): Promise<void> {
  const { service, trainer } = room
  const { db } = service.store
  const { awards, awardsOwed, breaches } = await auditVotes(service.store)
  for (const breach of breaches) ground.check(false, breach)
  ground.check(awards === awardsOwed, `${awards} awards were made, ${awardsOwed} are owed`)

  const rows = await db.select().from(db.t.award)
  ground.check(
    rows.every(({ credential }) => credential !== null),
    'an award has no documents',
  )
  const toPeople = rows.filter(({ kind }) => kind === 'person')
  const notes = await db.select().from(db.t.roomMessage)
  for (const { id, recipient } of toPeople) {
    const told = notes.filter(
      ({ toMember, body }) => toMember === recipient && JSON.stringify(body).includes(id),
    )
    ground.check(told.length === 1, `award ${id} was told ${told.length} times`)
  }
  const jobs = await db.select().from(db.t.outbox)
  const letters = jobs.filter(({ queue }) => queue === 'letter')
  ground.check(
    letters.length === toPeople.length,
    `${letters.length} letters for ${toPeople.length}`,
  )
  if (refuseLetters) {
    ground.check(
      letters.every(({ state }) => state === 'dead'),
      'a refused letter is not dead',
    )
    const told = notes.filter(({ toMember }) => toMember === trainer.id)
    ground.check(
      told.length === letters.length,
      `the trainer was told of ${told.length} letters of ${letters.length}`,
    )
    return
  }
  ground.check(
    letters.every(({ state }) => state === 'done'),
    'a letter is not done',
  )
  const ids = new Set((await service.letters()).map(({ messageId }) => messageId))
  ground.check(ids.size === toPeople.length, `${ids.size} letters written, ${toPeople.length} owed`)
}

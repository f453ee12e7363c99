import { setTimeout as wait } from 'node:timers/promises'
import type { TestPostgres } from '#test/kit/postgres.ts'
import { auditVotes } from '../kit/audit-votes.ts'
import type { Report } from '../kit/report.ts'
import { aClass, type ClassRoom, deskOf } from './a-class.ts'
import { ballotLoad } from './ballot-load.ts'
import { type Ground, type GroundRules, onGround } from './ground.ts'

export interface RestartTrial extends GroundRules {
  /** A server of our own. */
  readonly postgres: TestPostgres
  readonly voters: number
  readonly ballotsPerSecond: number
  /** When somebody who was turned away asks again: sooner than told, to see when things are well again. */
  readonly againMs: number
  /** Ballots counted before, between and after the restarts. */
  readonly ballotsBetween: number
  /** How it goes down, one after the other. */
  readonly ways: readonly ('fast' | 'crash')[]
  /** How long it stays away. */
  readonly downMs: number
}

/** Time that the service has to be well again, once the database is. */
const recoveryMs = 5_000
/** People wait that long at most before they are turned away. */
const patienceMs = 3_000

/**
 * PostgreSQL is restarted while ballots arrive: whoever asks waits or is turned away with 503 and Retry-After, never
 * told "counted" for nothing; /readyz is red meanwhile; the service recovers by itself.
 */
export async function databaseRestart({
  postgres,
  voters,
  ballotsPerSecond,
  ballotsBetween,
  againMs,
  ways,
  downMs,
  ...rules
}: RestartTrial): Promise<Report> {
  return onGround(async (ground) => {
    const url = new URL(await postgres.createDatabase())
    // Where the server does not wait for the disk it still writes before it answers: that survives a crash of its own.
    url.searchParams.set('options', '-c synchronous_commit=on')
    const room = await aClass(ground, {
      learners: voters,
      engine: 'sqlite', // The address of the database comes first.
      env: { DATABASE_URL: url.href },
      clock: 'real',
    })
    const desk = await deskOf(room)
    const proposalId = await desk.open('group', { settle: 'at-deadline' })
    ground.watchLag()
    const load = ballotLoad(ground, room, {
      proposalId,
      perSecond: ballotsPerSecond,
      againMs,
    })
    let upMs = 0
    const whileUp = async () => {
      const wanted = load.counts.counted + ballotsBetween
      upMs += await ground.until('ballots arrive', () => load.counts.counted >= wanted, 60_000)
    }
    const recoveries: number[] = []
    for (const way of ways) {
      await whileUp()
      await goDown(ground, room, { postgres, way, downMs })
      recoveries.push(await recover(ground, room, load))
    }
    await whileUp()
    await load.stop()
    await worksOn(ground, room)
    const { breaches } = await auditVotes(room.service.store)
    for (const breach of breaches) ground.check(false, breach)
    const { counted, turnedAway, longestMs } = load.counts
    return {
      'restarts (fast, crash)': ways.length,
      'ballots counted': counted,
      'ballots a second while the database is there': Math.round(
        (ballotsBetween * (ways.length + 1) * 1000) / upMs,
      ),
      'times that someone was turned away (503)': turnedAway,
      'longest wait for an answer': `${longestMs} ms`,
      'well again after the database is, at most': `${Math.max(...recoveries)} ms`,
    }
  }, rules)
}

async function goDown(
  ground: Ground,
  room: ClassRoom,
  { postgres, way, downMs }: Pick<RestartTrial, 'postgres' | 'downMs'> & { way: 'fast' | 'crash' },
): Promise<void> {
  await postgres.stop(way)
  const ready = room.get('/readyz')
  const alive = await room.get('/healthz')
  ground.check(alive.ok, `/healthz is ${alive.status} while the database is away`)
  await wait(downMs)
  if (downMs > patienceMs) {
    const { status, retryAfter } = await ready
    ground.check(status === 503, `/readyz is ${status} while the database is away (${way})`)
    ground.check((retryAfter ?? 0) > 0, '/readyz says nothing of when to ask again')
  }
  await postgres.start()
}

async function recover(
  ground: Ground,
  room: ClassRoom,
  load: ReturnType<typeof ballotLoad>,
): Promise<number> {
  const backAt = performance.now()
  const [green, counted] = await Promise.all([
    ground.until('/readyz is green again', async () => (await room.get('/readyz')).ok, recoveryMs),
    ground.until('ballots are counted again', () => load.lastCountedAt() > backAt, recoveryMs),
  ])
  return Math.max(green, counted)
}

// What was due meanwhile is done, and so is what comes now.
async function worksOn(ground: Ground, room: ClassRoom): Promise<void> {
  const desk = await deskOf(room)
  const id = await desk.open('person', { quorum: { num: 1, den: 100 } })
  for (const voter of room.learners.slice(1, 5)) await desk.cast(voter, id)
  await ground.until(
    'the letter of a vote after the restarts is written',
    async () => (await room.service.letters()).length === 1,
    20_000,
  )
}

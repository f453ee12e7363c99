import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { auditVotes } from '../kit/audit-votes.ts'
import { type Report, secondsSince } from '../kit/report.ts'
import { until } from '../kit/until.ts'
import { connectionsAtMost, Crowd } from './crowd.ts'
import { Listeners } from './listeners.ts'
import { openAfterwards, prepareStage, type Stage } from './prepare.ts'
import type { Measure } from './service.ts'
import { SoakedService } from './soaked-service.ts'

export interface SoakSize {
  readonly seconds: number
  /** People with an open page, each with a websocket. */
  readonly listeners: number
  readonly ballotsASecond: number
  /** Most that the heap may grow between the first third and the end. */
  readonly heapGrowthMb: number
}

/** One session may do sixty things a minute. */
const actsOfSession = 55

/**
 * Votes, open pages and verifications by HTTP for a while: the service's heap and its open files must not grow, no
 * socket may be dropped, and everything that was acknowledged must stand afterwards.
 */
export async function soak(size: SoakSize): Promise<Report> {
  const dataDir = await mkdtemp(join(tmpdir(), 'cordee-soak-'))
  try {
    const stage = await prepareStage(dataDir, {
      learners: size.listeners,
      sessionsEach: Math.ceil((size.ballotsASecond * 60) / actsOfSession / size.listeners),
      quickVotes: Math.ceil(size.seconds) + 1,
    })
    return await soakOn(dataDir, stage, size)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function soakOn(dataDir: string, stage: Stage, size: SoakSize): Promise<Report> {
  const service = await SoakedService.start(dataDir)
  const crowd = new Crowd(stage, { ...size, origin: service.origin })
  const listeners = listenersOf(service, stage)
  try {
    const idle = await service.measure()
    await listeners.open()
    const startedAt = performance.now()
    await playFor(size.seconds / 3, { crowd, listeners })
    const early = await service.measure()
    const hasAll = () => crowd.verified > 0 && listeners.frames > 0
    await playFor((size.seconds * 2) / 3, { crowd, listeners, hasAll })
    const late = await service.measure()
    const time = secondsSince(startedAt)
    await listeners.close()
    crowd.close()
    const closed = await descriptorsClosed(service, idle)
    await service.stop()
    const most = idle.descriptors + listeners.size + connectionsAtMost + spareDescriptors
    const growth = late.heapMb - early.heapMb
    const breaches = [
      ...crowd.breaches,
      ...(growth > size.heapGrowthMb ? [`the heap grew by ${growth.toFixed(1)} MB`] : []),
      ...(closed > idle.descriptors + spareDescriptors
        ? [`${closed} files stay open, ${idle.descriptors} were at the start`]
        : []),
      ...(late.descriptors > most
        ? [`${late.descriptors} files are open, of at most ${most} that people can have`]
        : []),
      ...(listeners.dropped > 0 ? [`${listeners.dropped} sockets were dropped`] : []),
      ...(listeners.frames === 0 ? ['nobody heard anything'] : []),
      ...(crowd.verified === 0 ? ['no badge was verified'] : []),
      ...(await lostBreaches(dataDir, crowd)),
    ]
    return {
      figures: {
        ...figures(crowd, listeners, size),
        ...measured({ idle, early, late }),
        'open files after everybody left': closed,
        time,
      },
      breaches,
    }
  } finally {
    crowd.close()
    await service.stop()
  }
}

/** A connection that is just being closed, a file that is just being written. */
const spareDescriptors = 8

function listenersOf({ origin }: SoakedService, { crowd }: Stage): Listeners {
  const live = new URL(`/rooms/${crowd.code}/live`, origin)
  live.protocol = 'ws:'
  return new Listeners(
    live,
    crowd.learners.map(({ token }) => token),
  )
}

// Measured at rest: what is under way would count as growth. A busy machine gets longer, until there was some of everything.
async function playFor(
  seconds: number,
  {
    crowd,
    listeners,
    hasAll = () => true,
  }: {
    readonly crowd: Crowd
    readonly listeners: Listeners
    readonly hasAll?: () => boolean
  },
): Promise<void> {
  crowd.start()
  const end = performance.now() + seconds * 1000
  const isOver = (now: number) => now >= end && (hasAll() || now >= end + patienceMs)
  for (; !isOver(performance.now()); await wait(200)) await listeners.reconnectOne()
  await crowd.pause()
}

const patienceMs = 30_000

async function descriptorsClosed(service: SoakedService, idle: Measure): Promise<number> {
  const look = async () => (await service.measure()).descriptors
  try {
    return await until(
      'the end of all connections',
      async () => {
        const open = await look()
        return open <= idle.descriptors + spareDescriptors ? open : undefined
      },
      20_000,
    )
  } catch {
    return look()
  }
}

async function lostBreaches(dataDir: string, { counted }: Crowd): Promise<readonly string[]> {
  const store = openAfterwards(dataDir)
  const { breaches } = await auditVotes(store)
  const { inbox } = store.db.t
  const events = await store.db.select({ id: inbox.eventId }).from(inbox)
  await store.close()
  const kept = events.length >= counted
  return [...breaches, ...(kept ? [] : [`${counted} ballots were counted, ${events.length} kept`])]
}

function figures(crowd: Crowd, listeners: Listeners, { seconds }: SoakSize) {
  const sorted = crowd.latencies.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1)
  return {
    ballots: `${crowd.counted.toLocaleString('en')}, ${Math.round(crowd.counted / seconds)} a second`,
    'answered after, ms': `p50 ${at(0.5)}, p99 ${at(0.99)}`,
    'badges made and verified': `${crowd.badges}, ${crowd.verified} times`,
    'open pages': `${listeners.size}, ${listeners.reconnected} came back`,
    'frames that they got': listeners.frames,
  }
}

function measured({
  idle,
  early,
  late,
}: {
  readonly idle: Measure
  readonly early: Measure
  readonly late: Measure
}) {
  const row = (of: (measure: Measure) => number, digits = 0) =>
    [idle, early, late].map((measure) => of(measure).toFixed(digits)).join(' → ')
  return {
    'heap, MB (before → a third → end)': row(({ heapMb }) => heapMb, 1),
    'memory, MB': row(({ rssMb }) => rssMb),
    'open files': row(({ descriptors }) => descriptors),
    'loop late, ms': `p50 ${late.lagMs.p50}, p99 ${late.lagMs.p99}, most ${late.lagMs.max}`,
  }
}

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Visitor } from '../../../scripts/visitor.ts'
import { type FaultProxy, openFaultProxy, type Target } from '#test/kit/fault-proxy.ts'
import type { TestPostgres } from '#test/kit/postgres.ts'
import { auditVotes } from '../kit/audit-votes.ts'
import type { Report } from '../kit/report.ts'
import { aClass, type ClassRoom, type Desk, deskOf, waitingJobs } from './a-class.ts'
import { castUntilCounted } from './ballot-load.ts'
import { type Ground, type GroundRules, onGround } from './ground.ts'

export interface LineTrial extends GroundRules {
  readonly postgres: TestPostgres
  readonly voters: number
  /** How often each fault strikes. */
  readonly rounds: number
  /** In the first round a dead line stays so until everybody has got an answer, instead of coming back. */
  readonly waitOut: boolean
}

/** A call on a line that is silent ends within this time. */
const answerLimitMs = 30_000

/**
 * Ballots while the way to PostgreSQL fails: reset at COMMIT, so that nobody knows what happened, silent, slow, cut,
 * closed. Whoever asks again with the same click hears what happened, and each ballot counts once.
 */
export async function databaseLine({
  postgres,
  voters,
  rounds,
  waitOut,
  ...rules
}: LineTrial): Promise<Report> {
  return onGround(async (ground) => {
    const figures: Record<string, string | number> = {}
    let standing = 0
    // One member may act sixty times a minute.
    const sharesClass = rounds === 1
    let stage: Stage | undefined
    for (const fault of lineFaults) {
      if (!stage || !sharesClass) stage = await aStage(ground, { postgres, voters })
      if (fault === lineFaults[0]) ground.watchLag()
      figures[fault.name] = await tryRounds(ground, stage, { fault, rounds, waitOut })
      const { breaches, ballots } = await auditVotes(stage.room.service.store)
      for (const breach of breaches) ground.check(false, `${fault.name}: ${breach}`)
      standing = sharesClass ? ballots : standing + ballots
    }
    return { ...figures, 'ballots standing at the end': standing }
  }, rules)
}

interface Stage {
  readonly room: ClassRoom
  readonly desk: Desk
  readonly proxy: FaultProxy
}

async function aStage(
  ground: Ground,
  { postgres, voters }: Pick<LineTrial, 'postgres' | 'voters'>,
): Promise<Stage> {
  const url = new URL(await postgres.createDatabase())
  const proxy = await openFaultProxy(ground, targetOf(url, postgres))
  url.searchParams.delete('host')
  url.hostname = proxy.host
  url.port = String(proxy.port)
  const room = await aClass(ground, {
    learners: voters,
    engine: 'sqlite', // The address of the database comes first.
    env: { DATABASE_URL: url.href },
    clock: 'real',
  })
  return { room, desk: await deskOf(room), proxy }
}

function targetOf(url: URL, { socketDir }: TestPostgres): Target {
  if (socketDir !== undefined) return { path: join(socketDir, '.s.PGSQL.5432') }
  return { host: url.hostname, port: Number(url.port || 5432) }
}

interface LineFault {
  readonly name: string
  begin(proxy: FaultProxy): Promise<void> | void
  struck(proxy: FaultProxy): boolean
  /** Goes on until the trial ends it, and may be waited out. */
  readonly lasts?: boolean
}

const lineFaults: readonly LineFault[] = [
  {
    name: 'reset before COMMIT arrives',
    begin: (proxy) =>
      proxy.set({ trap: { way: 'toTarget', text: 'commit\0', passes: false, times: 1 } }),
    struck: ({ counts }) => counts.trapped > 0,
  },
  {
    name: 'reset after COMMIT was done',
    begin: (proxy) =>
      proxy.set({ trap: { way: 'toClient', text: 'COMMIT\0', passes: false, times: 1 } }),
    struck: ({ counts }) => counts.trapped > 0,
  },
  {
    name: 'reset after COMMIT, three times in a row',
    begin: (proxy) =>
      proxy.set({ trap: { way: 'toClient', text: 'COMMIT\0', passes: false, times: 3 } }),
    struck: ({ counts }) => counts.trapped > 0,
  },
  {
    name: 'every connection reset',
    begin: (proxy) => proxy.reset(),
    struck: ({ counts }) => counts.reset > 0,
  },
  {
    name: 'half-open',
    begin: (proxy) => proxy.set({ silent: 'both' }),
    struck: ({ open }) => open > 0,
    lasts: true,
  },
  {
    name: 'half-open towards us: done, and not heard',
    begin: (proxy) => proxy.set({ silent: 'toClient' }),
    struck: ({ open }) => open > 0,
    lasts: true,
  },
  {
    name: 'closed: nobody listens',
    async begin(proxy) {
      await proxy.refuse()
      proxy.reset()
    },
    struck: ({ counts }) => counts.reset > 0,
    lasts: true,
  },
  {
    name: 'delay of 5 ms each way',
    begin: (proxy) => proxy.set({ delayMs: 5 }),
    struck: ({ open }) => open > 0,
  },
]

async function tryRounds(
  ground: Ground,
  stage: Stage,
  { fault, rounds, waitOut }: Pick<LineTrial, 'rounds' | 'waitOut'> & { readonly fault: LineFault },
): Promise<string> {
  let turnedAway = 0
  let longestMs = 0
  for (let round = 0; round < rounds; round += 1) {
    const found = await tryFault(ground, stage, { fault, waitOut: waitOut && round === 0 })
    turnedAway += found.turnedAway
    longestMs = Math.max(longestMs, found.longestMs)
  }
  return `turned away ${turnedAway}, longest wait ${longestMs} ms`
}

async function tryFault(
  ground: Ground,
  { room, desk, proxy }: Stage,
  { fault, waitOut }: { readonly fault: LineFault; readonly waitOut: boolean },
): Promise<{ readonly turnedAway: number; readonly longestMs: number }> {
  const proposalId = await desk.open('group', { settle: 'at-deadline' })
  // The next commit is a ballot's.
  await ground.until(
    'all is quiet',
    async () => (await waitingJobs(room.service.store)).length === 0,
  )
  Object.assign(proxy.counts, { cut: 0, trapped: 0, reset: 0 })
  await fault.begin(proxy)
  const clicks = room.learners.map((voter) => ({ voter, event: randomUUID(), proposalId }))
  const answered = new Set<Click>()
  const casting = Promise.all(
    clicks.map((click) =>
      castUntilCounted(ground, room, { ...click, onAnswer: () => answered.add(click) }),
    ),
  )
  // What is thrown is thrown below; until then it is nobody's.
  casting.catch(() => undefined)
  if (fault.lasts === true) {
    const isAnswered = () => answered.size === clicks.length
    await endLasting(ground, { room, proxy }, waitOut ? isAnswered : undefined)
  }
  const answers = await casting
  ground.check(fault.struck(proxy), `${fault.name}: it never struck`)
  proxy.set()
  await askAgain(ground, room, { name: fault.name, clicks, answers })
  return {
    turnedAway: answers.reduce((sum, { turnedAway }) => sum + turnedAway, 0),
    longestMs: Math.max(...answers.map(({ longestMs }) => longestMs)),
  }
}

// With `isAnswered`, the line stays dead until everybody has got an answer in spite of it.
async function endLasting(
  ground: Ground,
  { room, proxy }: Pick<Stage, 'room' | 'proxy'>,
  isAnswered: (() => boolean) | undefined,
): Promise<void> {
  const ready = room.get('/readyz')
  if (isAnswered) {
    await ground.until('every call on a dead line ends', isAnswered, answerLimitMs)
    const { status } = await ready
    ground.check(status === 503, `/readyz is ${status} while the line is dead`)
  } else {
    await wait(300)
  }
  proxy.set()
  await proxy.accept()
  await ground.until(
    '/readyz is green again',
    async () => (await room.get('/readyz')).ok,
    answerLimitMs,
  )
  await ready
}

interface Click {
  readonly voter: Visitor
  readonly event: string
  readonly proposalId: string
}

// The same click again: the first answer, and nothing is counted twice.
async function askAgain(
  ground: Ground,
  room: ClassRoom,
  {
    name,
    clicks,
    answers,
  }: {
    readonly name: string
    readonly clicks: readonly Click[]
    readonly answers: Awaited<ReturnType<typeof castUntilCounted>>[]
  },
): Promise<void> {
  for (const [index, { voter, event, proposalId }] of clicks.entries()) {
    const again = await room.cast(voter, proposalId, { event, words: 'turn 0' })
    ground.check(
      again.text === answers[index]?.answer.text,
      `${name}: the same click is answered otherwise: ${again.text.slice(0, 200)}`,
    )
    ground.check(again.text.includes('Vote counted.'), `${name}: a ballot counted twice`)
  }
}

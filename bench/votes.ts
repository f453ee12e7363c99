import { bareApp } from '#test/kit/bare-app.ts'
import type { App } from '#src/app/app.ts'
import type { Ballot } from '#src/app/cast-ballot.ts'
import { barePostgres, bareSqlite, bareSync } from './bare-machine.ts'
import { cast } from './cast.ts'
import { seeded, shuffled } from './chance.ts'
import { aBallot, addCrowd, openVotes } from './crowd.ts'
import { type Ground, onPostgres, onSqlite } from './engines.ts'
import {
  asBare,
  type Aim,
  type Bare,
  figure,
  type Pace,
  type Report,
  type Size,
} from './measure.ts'
import { measureCurve } from './votes-curve.ts'
import { measureVotesOverHttp } from './votes-over-http.ts'

const sizes = {
  tiny: { crowds: 2, votesEach: 2, bare: 50, lone: 10 },
  quick: { crowds: 30, votesEach: 10, bare: 1000, lone: 500 },
  full: { crowds: 100, votesEach: 10, bare: 3000, lone: 2000 },
} as const

const callers = 64
const rollSize = 30
/** The most that may vote on one proposal. */
const hotRoll = 2000

/** Durable ballots a second: through the use case on both engines, over HTTP, and by how many are stored already. */
export async function measureVotes(size: Size, report: Report): Promise<void> {
  await measureUseCases(size, report)
  await measureVotesOverHttp(size, report)
  await measureCurve(size, report)
}

/** The use case alone, in this process, on each engine that can be had. */
export async function measureUseCases(size: Size, report: Report): Promise<void> {
  await onSqlite((ground) => measureUseCase(ground, size, report))
  const found = await onPostgres(async (ground) => {
    await measureUseCase(ground, size, report)
    return true
  })
  if (!found) report({ name: 'castBallot on PostgreSQL', notMeasured: 'no PostgreSQL' })
}

const aims = { sqlite: 10_000, postgres: 5_000 }

async function measureUseCase(ground: Ground, size: Size, report: Report): Promise<void> {
  const { engine, store } = ground
  const { lone } = sizes[size]
  const app = bareApp(store)
  const bare = await bareFigures(ground, size)
  for (const one of bare) report(one)

  const ballots = await ballotsOfMany(app, size)
  const alone = await cast(app, ballots.splice(0, lone), 1)
  report(
    figure(`castBallot on ${engine}, 1 caller`, alone, {
      bare: bare.slice(0, 2),
      cost: `lone-ballot-${engine}`,
    }),
  )
  // The first burst also warms up what the others run on.
  await cast(app, ballots.splice(0, Math.ceil(ballots.length / 10)), callers)
  const many = await cast(app, ballots, callers)
  report(
    figure(`castBallot on ${engine}, ${callers} callers`, many, {
      bare: bare.toReversed(),
      cost: `ballot-${engine}`,
      aim: ballotsAim(many, aims[engine]),
      note: `rolls of ${rollSize}, 3 criteria, ${sizes[size].votesEach} votes open in each of ${sizes[size].crowds} groups`,
    }),
  )
  const hot = await cast(app, await ballotsOfOne(app, size), callers)
  report(
    figure(`castBallot on ${engine}, ${callers} callers, one hot vote`, hot, {
      bare: [asBare(`the same on many votes`, many)],
    }),
  )
}

/** The closest last. */
async function bareFigures(
  { engine, folder, databaseUrl }: Ground,
  size: Size,
): Promise<readonly Bare[]> {
  const { bare: count } = sizes[size]
  const sync = await bareSync(folder, count)
  if (engine === 'sqlite' || databaseUrl === undefined)
    return [
      sync,
      await bareSqlite(folder, { inserts: count, perCommit: 1 }),
      await bareSqlite(folder, { inserts: count * callers, perCommit: callers }),
    ]
  return [
    sync,
    await barePostgres(databaseUrl, { inserts: count, connections: 1 }),
    await barePostgres(databaseUrl, { inserts: count * 4, connections: 8 }),
  ]
}

function ballotsAim({ perSecond }: Pace, wanted: number): Aim {
  return { aim: `${wanted.toLocaleString('en')} ballots/s`, met: perSecond >= wanted }
}

async function ballotsOfMany(app: App, size: Size): Promise<Ballot[]> {
  const { crowds, votesEach } = sizes[size]
  const random = seeded(1)
  const ballots: Ballot[] = []
  for (let number = 0; number < crowds; number += 1) {
    const crowd = await addCrowd(app, { learners: rollSize })
    for (const proposalId of await openVotes(app, crowd, { count: votesEach }))
      for (const { id: memberId, workspaceId } of crowd.learners)
        ballots.push(aBallot({ workspaceId, proposalId, memberId }, random))
  }
  return shuffled(ballots, random)
}

async function ballotsOfOne(app: App, size: Size): Promise<Ballot[]> {
  const random = seeded(2)
  const crowd = await addCrowd(app, { learners: size === 'tiny' ? rollSize : hotRoll })
  const [proposalId = ''] = await openVotes(app, crowd, { count: 1 })
  const { workspaceId } = crowd
  const first = crowd.learners.map(({ id: memberId }) =>
    aBallot({ workspaceId, proposalId, memberId }, random),
  )
  // Each then thinks again: a changed mind moves the same counters.
  const second = first.map((ballot) => aBallot(ballot, random))
  return [...first, ...second]
}

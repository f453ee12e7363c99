import { bareApp } from '#test/kit/bare-app.ts'
import { join } from 'node:path'
import type { App } from '#src/app/app.ts'
import type { Ballot } from '#src/app/cast-ballot.ts'
import { bareSqlite } from './bare-machine.ts'
import { cast } from './cast.ts'
import { seeded, shuffled } from './chance.ts'
import { aBallot, addCrowd, type Crowd, openVotes } from './crowd.ts'
import { type Ground, onPostgres, onSqlite } from './engines.ts'
import { fillWithBallots, type Template } from './fill.ts'
import { type Bare, figure, type Report, type Size } from './measure.ts'

const sizes = {
  tiny: { levels: [10, 300], crowds: 1, votesEach: 2 },
  quick: { levels: [10, 1e3, 1e5], crowds: 10, votesEach: 10 },
  full: { levels: [10, 1e3, 1e5, 1e6], crowds: 20, votesEach: 10 },
} as const

const rollSize = 30
/** Flat: at the last level a ballot costs at most so many times what it did at the first, both beside bare inserts. */
const flat = 1.25

/** What a ballot costs by how many ballots, rolls and events are stored already. */
export async function measureCurve(size: Size, report: Report): Promise<void> {
  await onSqlite((ground) => curveOn(ground, size, report))
  if (size === 'full') await onPostgres((ground) => curveOn(ground, size, report))
}

async function curveOn(ground: Ground, size: Size, report: Report): Promise<void> {
  const { engine } = ground
  const app = bareApp(ground.store)
  const random = seeded(4)
  const { levels, crowds: count, votesEach } = sizes[size]
  const crowds: Crowd[] = []
  for (let number = 0; number < count; number += 1)
    crowds.push(await addCrowd(app, { learners: rollSize }))
  const templates: Template[] = []
  for (const crowd of crowds)
    for (const proposalId of await openVotes(app, crowd, { count: 1 }))
      templates.push({ workspaceId: crowd.workspaceId, proposalId })
  await cast(app, await freshBallots(app, crowds, { votesEach: 1, random }), 64)

  let stored = 0
  let first: number | undefined
  for (const level of levels) {
    await fillWithBallots(
      { ...ground, file: join(ground.folder, 'cordee.sqlite') },
      { templates, ballots: level - stored },
    )
    stored = level
    const ballots = await freshBallots(app, crowds, { votesEach, random })
    // The machine's own pace just before and just after: others may use it too.
    const before = await gauge(ground, ballots.length)
    const pace = await cast(app, ballots, 64)
    const bare = mean(before, await gauge(ground, ballots.length))
    const cost = (pace.cpuUs ?? 0) / (bare.cpuUs ?? 1)
    first ??= cost
    report(
      figure(`castBallot on ${engine}, ${level.toLocaleString('en')} ballots stored`, pace, {
        bare: [bare],
        note: `CPU ${cost.toFixed(1)} times that of a bare insert, ${(cost / first).toFixed(2)} times the cost at ${levels[0]}`,
        ...(level === levels.at(-1)
          ? {
              aim: {
                aim: `at most ${flat} times the cost at ${levels[0]}`,
                met: cost / first <= flat,
              },
            }
          : {}),
      }),
    )
    stored += ballots.length
  }
}

function gauge({ folder }: Ground, inserts: number): Promise<Bare> {
  return bareSqlite(folder, { inserts: inserts * 4, perCommit: 64 })
}

function mean(one: Bare, other: Bare): Bare {
  return {
    name: one.name,
    perSecond: (one.perSecond + other.perSecond) / 2,
    cpuUs: ((one.cpuUs ?? 0) + (other.cpuUs ?? 0)) / 2,
  }
}

async function freshBallots(
  app: App,
  crowds: readonly Crowd[],
  { votesEach, random }: { readonly votesEach: number; readonly random: () => number },
): Promise<Ballot[]> {
  const ballots: Ballot[] = []
  for (const crowd of crowds) {
    const { workspaceId, learners } = crowd
    for (const proposalId of await openVotes(app, crowd, { count: votesEach }))
      for (const { id: memberId } of learners)
        ballots.push(aBallot({ workspaceId, proposalId, memberId }, random))
  }
  return shuffled(ballots, random)
}

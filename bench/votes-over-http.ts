import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Config, readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { seeded, shuffled } from './chance.ts'
import { startChild } from './child.ts'
import { aChoice, addCrowd, type Crowd, criterionIds, openVotes } from './crowd.ts'
import { behindHttps, inFolder } from './engines.ts'
import { fireOver, type Shot } from './http-load.ts'
import { asBare, figure, type Report, type Size } from './measure.ts'

const sizes = {
  tiny: { crowds: 2, votesEach: 1 },
  quick: { crowds: 34, votesEach: 10 },
  full: { crowds: 100, votesEach: 10 },
} as const

const rollSize = 30
const wanted = { perSecond: 5000, p99Ms: 50 }

/** Ballots posted to a real service in a process of its own, as behind the proxy that https needs. */
export async function measureVotesOverHttp(size: Size, report: Report): Promise<void> {
  await inFolder(async (folder) => {
    const env = behindHttps(folder)
    const shots = await prepare(readConfig(env), size)
    const bare = await startChild('bare-server')
    const bareShots = shots.map((shot) => ({ ...shot, path: '/bare' }))
    await fireOver(bare, bareShots.slice(0, 2000))
    const floor = await fireOver(bare, bareShots)
    await bare.stop()

    const service = await startChild('service', env)
    await fireOver(service, shots.splice(0, Math.ceil(shots.length / 10)))
    const pace = await fireOver(service, shots)
    await service.stop()
    await checkStored(folder, Math.ceil(shots.length))
    report(
      figure('ballots over HTTP on sqlite, 64 connections', pace, {
        cost: 'request',
        bare: [asBare('bare Fastify POST route', floor)],
        aim: {
          aim: `${wanted.perSecond.toLocaleString('en')} ballots/s, p99 below ${wanted.p99Ms} ms`,
          met: pace.perSecond >= wanted.perSecond && (pace.p99Ms ?? 0) < wanted.p99Ms,
        },
        note: 'sessions, rate limits, cards redrawn meanwhile; the CPU is the service\u2019s',
      }),
    )
  })
}

// By a service of its own, so that its first start and its cards are behind it.
async function prepare(config: Config, size: Size): Promise<Shot[]> {
  const { crowds, votesEach } = sizes[size]
  const service = await startService(config)
  try {
    const { app } = service
    const random = seeded(3)
    const shots: Shot[] = []
    for (let number = 0; number < crowds; number += 1) {
      const crowd = await addCrowd(app, { learners: rollSize, sessions: true })
      for (const proposalId of await openVotes(app, crowd, { count: votesEach }))
        for (const index of crowd.tokens.keys())
          shots.push(ballotShot(crowd, { proposalId, index, crowd: number }, random))
    }
    await service.outbox.idle()
    return shuffled(shots, random)
  } finally {
    await service.stop()
  }
}

function ballotShot(
  { code, tokens }: Crowd,
  voter: { readonly proposalId: string; readonly index: number; readonly crowd: number },
  random: () => number,
): Shot {
  const fields = criterionIds.map((id) => [id, aChoice(random())])
  return {
    method: 'POST',
    path: `/rooms/${code}/interactions`,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      cookie: `__Host-cordee-session=${tokens[voter.index]}`,
      // RFC 2544 keeps these addresses for benchmarks.
      'x-forwarded-for': `198.18.${voter.crowd % 256}.${voter.index + 1}`,
    },
    body: JSON.stringify({
      id: randomUUID(),
      kind: 'submit',
      form: `ballot:${voter.proposalId}`,
      fields: Object.fromEntries(fields),
    }),
  }
}

async function checkStored(folder: string, answered: number): Promise<void> {
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

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { castBallot } from '#src/app/cast-ballot.ts'
import { readConfig } from '#src/config.ts'
import { type Service, startService } from '#src/service.ts'
import { aBallot, addCrowd, openVotes } from './crowd.ts'
import { seeded } from './chance.ts'
import { onPostgres } from './engines.ts'
import { asBare, figure, type Pace, repeat, type Report, type Size } from './measure.ts'

const ballots = { tiny: 3, quick: 20, full: 60 } as const
/** Voters come one by one: what comes at the same moment shares one frame. */
const pauseMs = 250
const wantedMs = 200

/** From a ballot counted at one node to the frame of an open board at another, on one PostgreSQL. */
export async function measureLive(size: Size, report: Report): Promise<void> {
  const name = 'a ballot at one node, seen at another'
  const measured = await onPostgres(async ({ folder, databaseUrl = '' }) => {
    const bare = await hintAndBack(databaseUrl, ballots[size])
    const seen = await onTwoNodes({ folder, databaseUrl }, (one, other) =>
      watch(one, other, ballots[size]),
    )
    report(
      figure(name, seen, {
        bare: [asBare('bare NOTIFY to another connection', bare)],
        aim: { aim: `p99 below ${wantedMs} ms`, met: (seen.p99Ms ?? wantedMs) < wantedMs },
        note: `one ballot each ${pauseMs} ms`,
      }),
    )
    return true
  })
  if (!measured) report({ name, notMeasured: 'no PostgreSQL' })
}

async function watch(one: Service, other: Service, count: number): Promise<Pace> {
  const crowd = await addCrowd(one.app, { learners: count + 1 })
  const [proposalId = ''] = await openVotes(one.app, crowd, { count: 1 })
  await one.outbox.idle()
  const address = `${other.app.baseUrl}/screen/${proposalId}/live`
  const { origin } = new URL(address)
  const socket = new WebSocket(address.replace('http', 'ws'), { headers: { origin } })
  const frames: number[] = []
  socket.addEventListener('message', ({ data }) => frames.push(JSON.parse(String(data)).cast))
  await once(socket, 'open')
  const random = seeded(7)
  try {
    return await repeatApart(count, async (index) => {
      const { workspaceId, learners } = crowd
      const memberId = learners[index]?.id ?? ''
      await castBallot(one.app, aBallot({ workspaceId, proposalId, memberId }, random))
      while (!frames.includes(index + 1))
        await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })
    })
  } finally {
    socket.close()
  }
}

// The pause is nobody's waiting.
async function repeatApart(count: number, work: (index: number) => Promise<void>): Promise<Pace> {
  const waits: number[] = []
  for (let index = 0; index < count; index += 1) {
    await wait(pauseMs)
    const from = performance.now()
    await work(index)
    waits.push(performance.now() - from)
  }
  const sorted = waits.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0
  const total = waits.reduce((sum, one) => sum + one, 0)
  return { perSecond: (1000 * count) / total, p50Ms: at(0.5), p99Ms: at(0.99) }
}

async function onTwoNodes<Value>(
  { folder, databaseUrl }: { readonly folder: string; readonly databaseUrl: string },
  work: (one: Service, other: Service) => Promise<Value>,
): Promise<Value> {
  const keyFile = join(folder, 'master.key')
  await writeFile(keyFile, randomBytes(32).toString('base64'))
  const node = (name: string) =>
    startService(
      readConfig({
        DATABASE_URL: databaseUrl,
        MASTER_KEY_FILE: keyFile,
        DATA_DIR: join(folder, name),
        PORT: '0',
        LOG_LEVEL: 'silent',
      }),
    )
  const one = await node('one')
  const other = await node('other')
  try {
    return await work(one, other)
  } finally {
    await other.stop()
    await one.stop()
  }
}

async function hintAndBack(databaseUrl: string, count: number): Promise<Pace> {
  const clients = [new Client(databaseUrl), new Client(databaseUrl)] as const
  const [speaker, listener] = clients
  await Promise.all(clients.map((client) => client.connect()))
  try {
    await listener.query('listen bench')
    return await repeat(
      async () => {
        const heard = once(listener, 'notification')
        await speaker.query("select pg_notify('bench', '')")
        await heard
      },
      { count },
    )
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

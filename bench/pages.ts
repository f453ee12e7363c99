import { castBallot } from '#src/app/cast-ballot.ts'
import { readConfig } from '#src/config.ts'
import { presets } from '#src/domain/rule.ts'
import { type Service, startService } from '#src/service.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { awardsOfProposal } from '#src/storage/awards.ts'
import { issuerOf, roomByCode } from '#src/storage/workspaces.ts'
import { type Child, startChild } from './child.ts'
import { aBallot, addGroupOf, entryId, openVotes } from './crowd.ts'
import { seeded } from './chance.ts'
import { behindHttps, inFolder } from './engines.ts'
import { fireOver, type Shot } from './http-load.ts'
import { measureLive } from './live.ts'
import { asBare, figure, type Report, type Size } from './measure.ts'

const sizes = { tiny: 10, quick: 2000, full: 10_000 } as const
const rollSize = 30

/** Pages and JSON of the running service, beside a bare Fastify route that answers as many bytes. */
export async function measurePages(size: Size, report: Report): Promise<void> {
  await inFolder(async (folder) => {
    const env = behindHttps(folder)
    const all = await prepare(env)
    const pages = size === 'tiny' ? all.slice(0, 3) : all
    const bare = await startChild('bare-server')
    const service = await startChild('service', env)
    try {
      for (const page of pages) await measurePage({ page, service, bare, size, report })
    } finally {
      await bare.stop()
      await service.stop()
    }
  })
  await measureLive(size, report)
}

interface Page {
  readonly name: string
  readonly shot: Shot
}

async function measurePage({
  page: { name, shot },
  service,
  bare,
  size,
  report,
}: {
  readonly page: Page
  readonly service: Child
  readonly bare: Child
  readonly size: Size
  readonly report: Report
}): Promise<void> {
  const { bytes, type } = await look(service, shot)
  const same = { path: `/bare/${bytes}?type=${encodeURIComponent(type)}` }
  const count = sizes[size]
  await fireOver(bare, times(same, Math.ceil(count / 5)))
  const floor = await fireOver(bare, times(same, count))
  await fireOver(service, times(shot, Math.ceil(count / 5)))
  const pace = await fireOver(service, times(shot, count))
  report(
    figure(`${name}, ${(bytes / 1000).toFixed(1)} kB`, pace, {
      bare: [asBare('bare Fastify GET route, as many bytes', floor)],
    }),
  )
}

async function look(service: Child, { path, headers = {} }: Shot) {
  const response = await fetch(service.url + path, { headers, signal: AbortSignal.timeout(10_000) })
  if (!response.ok) throw new Error(`${path} answers ${response.status}.`)
  const { byteLength: bytes } = await response.arrayBuffer()
  return { bytes, type: response.headers.get('content-type') ?? 'text/plain' }
}

function times(shot: Shot, count: number): readonly Shot[] {
  return Array.from({ length: count }, () => shot)
}

// A group with an award made by a vote, a vote that runs, and somebody in its room.
async function prepare(env: Readonly<Record<string, string>>): Promise<readonly Page[]> {
  const service = await startService(readConfig(env))
  try {
    return await pagesOf(service)
  } finally {
    await service.stop()
  }
}

async function pagesOf({ app, store, links, outbox }: Service): Promise<readonly Page[]> {
  const found = await roomByCode(store.db, new URL(links.learner).pathname.split('/').at(-1) ?? '')
  if (!found) throw new Error('The first start makes a room.')
  const { workspaceId } = found.group
  const shipped = await achievementsOf(store.db, workspaceId)
  const achievementId = shipped.find(({ content }) => content.basedOn === entryId)?.id ?? ''
  const crowd = await addGroupOf(
    app,
    { workspaceId, achievementId },
    { learners: rollSize, sessions: true },
  )
  const [decided = ''] = await openVotes(app, crowd, { count: 1, rule: presets.majority })
  await openVotes(app, crowd, { count: 1 })
  const random = seeded(6)
  for (const { id: memberId } of crowd.learners)
    await castBallot(app, aBallot({ workspaceId, proposalId: decided, memberId }, random))
  await outbox.idle()
  const awards = await awardsOfProposal(store.db, workspaceId, decided)
  const award = awards.find(({ kind }) => kind === 'person')?.id
  const issuer = (await issuerOf(store.db, workspaceId))?.id
  if (!award || !issuer) throw new Error('The vote made no award.')
  const html = { accept: 'text/html' }
  const json = { accept: 'application/json' }
  const session = { cookie: `__Host-cordee-session=${crowd.tokens[0]}` }
  const page = (name: string, path: string, headers: Shot['headers'] = html): Page => ({
    name,
    shot: { path, headers: { ...headers } },
  })
  return [
    page('GET /healthz', '/healthz', json),
    page('home page', '/'),
    page('room page', `/rooms/${crowd.code}`, { ...html, ...session }),
    page('room messages, JSON', `/rooms/${crowd.code}/messages`, { ...json, ...session }),
    page('record page', `/records/${decided}`),
    page('record, JSON', `/records/${decided}.json`, json),
    page('award page', `/awards/${award}`),
    page('credential, JSON', `/awards/${award}.json`, json),
    page('baked picture', `/awards/${award}.png`, {}),
    page('achievement page', `/achievements/${achievementId}`),
    page('issuer profile, JSON', `/issuers/${issuer}.json`, json),
  ]
}

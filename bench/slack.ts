import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Fastify from 'fastify'
import { formView } from '#adapters/slack/blocks/form-view.ts'
import { thingRef } from '#adapters/slack/refs.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { readConfig } from '#src/config.ts'
import { type Service, startService } from '#src/service.ts'
import { achievementsOf } from '#src/storage/achievements.ts'
import { memberByRef } from '#src/storage/members.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { groupOfChannel, workspaceByRef } from '#src/storage/workspaces.ts'
import { seeded, shuffled } from './chance.ts'
import { startChild } from './child.ts'
import { aChoice, criterionIds, entryId, openVotes } from './crowd.ts'
import { behindHttps, inFolder } from './engines.ts'
import { fireOver, type Shot } from './http-load.ts'
import { asBare, figure, type Report, type Size } from './measure.ts'

const sizes = {
  tiny: { channels: 2, votesEach: 1 },
  quick: { channels: 20, votesEach: 10 },
  full: { channels: 60, votesEach: 10 },
} as const

const rollSize = 30
const team = 'TBENCH'
const signingSecret = '0123456789abcdef0123456789abcdef'
const wantedShare = 0.5

/** Ballots sent by Slack's signed requests to a real service in a process of its own, each stored before its ack. */
export async function measureSlack(size: Size, report: Report): Promise<void> {
  const api = await startSlackApi()
  await inFolder(async (folder) => {
    const env = {
      ...behindHttps(folder),
      SLACK_BOT_TOKEN: 'xoxb-bench',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: api.url,
    }
    const payloads = await prepare(env, size)
    const bare = await startChild('bare-signed', { SIGNING_SECRET: signingSecret })
    await fireOver(bare, signed(payloads.slice(0, 1000), '/bare'))
    const floor = await fireOver(bare, signed(payloads, '/bare'))
    await bare.stop()

    const service = await startChild('service', env)
    await fireOver(service, signed(payloads.splice(0, Math.ceil(payloads.length / 10)), events))
    const pace = await fireOver(service, signed(payloads, events))
    await service.stop()
    await checkStored(folder, payloads.length)
    report(asBare('bare Fastify route that checks the signature', floor))
    report(
      figure('ballots signed by Slack, acked once stored, 64 connections', pace, {
        bare: [asBare('bare Fastify route that checks the signature', floor)],
        aim: {
          aim: `half of the bare route's rate`,
          met: pace.perSecond >= wantedShare * floor.perSecond,
        },
        note: `p50 and p99 are those of the ack; the bare route's: ${inMs(floor.p50Ms)} and ${inMs(floor.p99Ms)} ms`,
      }),
    )
  })
  await api.close()
}

const events = '/slack/events'

function inMs(ms: number | undefined): string {
  return (ms ?? 0).toFixed(1)
}

/** Slack's side of what the service asks meanwhile: who it is, and its cards. */
async function startSlackApi() {
  const server = Fastify()
  server.addContentTypeParser('application/x-www-form-urlencoded', (_request, _body, done) => {
    done(null)
  })
  let cards = 0
  server.post('/api/*', () => ({
    ok: true,
    team_id: team,
    team: 'Bench',
    user_id: 'UBOT',
    bot_id: 'BBOT',
    channel: 'C0',
    ts: `1700000000.${String((cards += 1)).padStart(6, '0')}`,
  }))
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  return { url: `${address}/api/`, close: () => server.close() }
}

// By a service of its own, so that its first start and its cards are behind it.
async function prepare(env: Readonly<Record<string, string>>, size: Size): Promise<string[]> {
  const { channels, votesEach } = sizes[size]
  const service = await startService(readConfig(env))
  try {
    const random = seeded(7)
    const payloads: string[] = []
    for (let number = 0; number < channels; number += 1)
      payloads.push(...(await ballotsOfChannel(service, { number, votesEach }, random)))
    await service.outbox.idle()
    return shuffled(payloads, random)
  } finally {
    await service.stop()
  }
}

async function ballotsOfChannel(
  { app }: Service,
  { number, votesEach }: { readonly number: number; readonly votesEach: number },
  random: () => number,
): Promise<string[]> {
  const { roster } = storedChatBook(app)
  const workspace = `slack:${team}` as const
  await roster.connect({ ref: workspace, name: 'Bench', language: 'fr', own: true })
  const channel = thingRef(team, `C${number}`)
  const users = Array.from({ length: rollSize }, (_, index) => `U${number}X${index}`)
  const trainer = `U${number}TRAINER`
  await roster.meet(workspace, [
    ...users.map((user) => person(user, 'member')),
    person(trainer, 'owner'),
  ])
  const refs = [...users, trainer].map((user) => thingRef(team, user))
  await roster.gather(workspace, { ref: channel, name: `group-${number}` }, refs)
  const { db } = app.store
  const workspaceId = (await workspaceByRef(db, workspace))?.id ?? ''
  const by = await memberByRef(db, workspaceId, thingRef(team, trainer))
  const group = await groupOfChannel(db, workspaceId, channel)
  const shipped = await achievementsOf(db, workspaceId)
  const achievementId = shipped.find(({ content }) => content.basedOn === entryId)?.id
  if (!by || !group || !achievementId) throw new Error('The group of the bench was not founded.')
  const votes = await openVotes(app, { trainer: by, group, achievementId }, { count: votesEach })
  const inbox = createInbox(app)
  const payloads: string[] = []
  for (const proposalId of votes) {
    const [first = ''] = users
    const opened = await inbox.receive({
      id: randomUUID(),
      kind: 'press',
      action: `vote:${proposalId}`,
      by: { ref: thingRef(team, first), name: first },
      workspace,
      channel,
      language: 'fr',
    })
    if (!('form' in opened)) throw new Error('The ballot of the bench did not open.')
    const view = formView(opened.form, { language: 'fr', channel })
    payloads.push(...users.map((user) => submission(view, user, random)))
  }
  return payloads
}

function person(user: string, rank: 'owner' | 'member') {
  return {
    ref: thingRef(team, user),
    name: user,
    email: undefined,
    language: 'fr',
    rank,
    outside: false,
    gone: false,
  } as const
}

/** What Slack posts when a ballot is sent: the whole view comes back with what was filled in. */
function submission(view: ReturnType<typeof formView>, user: string, random: () => number): string {
  const values = Object.fromEntries(
    criterionIds.map((id) => [
      id,
      { value: { type: 'radio_buttons', selected_option: { value: aChoice(random()) } } },
    ]),
  )
  return JSON.stringify({
    type: 'view_submission',
    team: { id: team, domain: 'bench' },
    user: { id: user, username: user, name: user, team_id: team },
    api_app_id: 'ABENCH',
    trigger_id: randomUUID(),
    view: {
      ...view,
      id: `V${randomUUID()}`,
      team_id: team,
      state: { values },
      hash: randomUUID(),
      root_view_id: null,
      app_id: 'ABENCH',
      bot_id: 'BBOT',
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  })
}

// At the last moment: a signature is good for five minutes.
function signed(payloads: readonly string[], path: string): Shot[] {
  const at = String(Math.floor(Date.now() / 1000))
  return payloads.map((payload) => {
    const body = new URLSearchParams({ payload }).toString()
    const mac = createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')
    return {
      method: 'POST',
      path,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': at,
        'x-slack-signature': `v0=${mac}`,
      },
      body,
    }
  })
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

import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { memberOfPlace } from '#src/app/find-actor.ts'
import { listFailures } from '#src/app/list-failures.ts'
import { retryJob } from '#src/app/retry-job.ts'
import type { MemberRow } from '#src/storage/members.ts'
import {
  type FakeSlack,
  fakeSlack,
  type FakeTeam,
  type Person,
} from '#test/kit/fake-slack/index.ts'
import { aService, type TestService, until } from '#test/kit/service.ts'
import { aRunningClock, type TestClock } from '#test/kit/clock.ts'
import { cardOf, opened, proposeIn, shown, toldBy, voteAll } from './slack-house.ts'

const hourMs = 3_600_000

t.test('many workspaces in one service', async (t) => {
  const clock = aRunningClock()
  const house = await aHouse(t, clock.now)
  const { slack, service, log } = house
  // The same ids in both: they mean something in their own workspace alone.
  const [one, two] = [
    furnished(slack, clock, 'T1', 'Les Glaneurs'),
    furnished(slack, clock, 'T2', 'Le Fournil'),
  ]

  await t.test('before it is installed people are told so, in both languages', async (t) => {
    const told = await toldBy(one.paul, () => one.paul.command('C1', 'propose'))
    t.match(told, /not connected to[^]*slack\/install[^]*n’est pas encore reliée/)
  })

  await t.test('an installation ends once, in the browser where it began', async (t) => {
    const begun = await begin(house)
    const who = { team: 'T1', user: 'UPAUL' }
    const cancelled = await slack.install(begun.location, { ...who, decision: 'cancel' })
    t.match(await comeBack(house, cancelled, begun.cookie), { status: 200, text: /cancelled/ })
    const again = await begin(house)
    const back = await slack.install(again.location, who)
    t.match(await comeBack(house, back, undefined), { status: 400, text: /of no use/ })
    t.match(await comeBack(house, back, again.cookie), { status: 200, text: /Les Glaneurs/ })
    t.match(await comeBack(house, back, again.cookie), { status: 400, text: /of no use/ })
    await install(house, 'T2')
  })

  await t.test('the first badge, in both side by side', async (t) => {
    const votes = await Promise.all([one, two].map(firstBadge))
    for (const [index, { ana }] of [one, two].entries()) {
      await until(async () => filesOf(ana)[0])
      const issuer = index === 0 ? 'Les Glaneurs' : 'Le Fournil'
      t.match(await recordOf(house, votes[index] ?? ''), { issuer: { name: issuer } })
    }
  })

  await t.test('what one workspace has is unknown in the other', async (t) => {
    const id = await proposeIn(one, { people: ['Ana'] })
    const award = awardIn(service)
    await one.paul.command('C1', 'settings')
    const group = /settings:([\w-]{22})/.exec((await opened(one.paul, settings)).metadata)?.[1]
    await one.paul.close('all')
    t.ok(award && group)
    const rows = everythingIn(service)

    const { paul, bilal } = two
    for (const [action, wanted] of [
      [`vote:${id}`, /no such proposal/],
      [`withdraw:${id}`, /no such proposal/],
      [`veto:${id}`, /no such proposal/],
      [`own-badge:${id}`, /no such proposal/],
      [`revoke:${award}`, /no badge to revoke/],
      [`decline-badge:${award}`, /no such badge/],
    ] as const)
      for (const who of action.startsWith('revoke') ? [paul] : [paul, bilal])
        t.match(
          await toldBy(who, () => who.press(planted(two.team, action), action)),
          wanted,
          action,
        )

    for (const [form, channel, wanted] of [
      [`settings:${group}`, 'slack:T1/C1', /no longer valid/],
      [`settings:${group}`, 'slack:T2/C1', /no group here/],
      [`propose:${group}`, 'slack:T2/C1', /no group here/],
      [`ballot:${id}`, 'slack:T2/C1', /no such proposal/],
      [`decline-badge:${award}`, 'slack:T2/C1', /no such badge/],
    ] as const) {
      await paul.command('C1', 'settings')
      const view = await opened(paul, settings)
      forge(two.team, paul, JSON.stringify({ f: form, c: channel }))
      await paul.submit(view)
      t.match(await shown(paul, wanted), wanted, form)
      await paul.close('all')
    }
    two.team.channel('CX', { members: ['UPAUL'], bot: false })
    t.match(await toldBy(paul, () => paul.command('CX', 'propose')), /invite/)
    for (const table of ['proposal', 'ballot', 'award', 'opt_out', 'group', 'group_member'])
      t.strictSame(everythingIn(service)[table], rows[table], table)
    await voteAll([one.bilal, one.chloe], id)
  })

  await t.test('ten who act at once with a token that runs out make one renewal', async (t) => {
    const before = slack.calls('oauth.v2.access').length
    clock.advance(11 * hourMs)
    const acks = await Promise.all(
      Array.from({ length: 10 }, () => one.bilal.command('C1', 'status')),
    )
    t.ok(acks.every(({ status, trouble }) => status === 200 && trouble === undefined))
    t.equal(slack.calls('oauth.v2.access').length - before, 1)
  })

  for (const how of ['app_uninstalled', 'tokens_revoked'] as const)
    await t.test(`${how} in the middle of a vote`, async (t) => {
      const voice = how === 'app_uninstalled' ? one : two
      const id = await proposeIn(voice, { people: ['Ana'], rule: 'everyone', deadline: '1h' })
      await voteAll([voice.bilal, voice.chloe], id)
      await service.outbox.idle()
      const [letters, files] = [(await service.letters()).length, filesOf(voice.ana).length]
      const card = cardOf(voice.dawit, id)
      if (!card) throw new Error('no card')
      clock.advance(1000)
      await voice.team.uninstall([how])
      const told = await toldBy(voice.dawit, () => voice.dawit.press(card, `vote:${id}`))
      t.match(told, /no longer connected/)
      clock.advance(hourMs)
      service.outbox.wake()
      await service.outbox.idle()
      t.equal((await service.letters()).length, letters + 1, 'the letter goes')

      const by = await paulOf(service, voice.team)
      const listed = await listFailures(service.app, by)
      const shownThere = listed.ok ? listed.value.shown : []
      t.match(
        shownThere.find(({ queue }) => queue === 'tell'),
        { state: 'given-up', reason: { cause: 'chat-disconnected' }, to: { name: 'Ana' } },
      )

      clock.advance(1000)
      await install(house, voice.team.id)
      await retryJob(service.app, { by, job: undefined })
      await service.outbox.idle()
      t.equal(filesOf(voice.ana).length, files + 1, 'installed again, it goes on')
      t.match(cardOf(voice.paul, id)?.text, /Accepted/)
      t.match(await listFailures(service.app, by), { value: { all: 0 } })
    })

  await t.test('no secret stands in a table or in the log', async (t) => {
    const { grants } = slack.server.world
    const tokens = [...grants.values()].flatMap(({ token, refreshToken = '' }) => [
      token,
      refreshToken,
    ])
    t.ok(tokens.length >= 8)
    const kept = JSON.stringify(everythingIn(service))
    t.ok(log().length > 100, 'there is a log')
    for (const secret of [...tokens, slack.clientSecret, slack.signingSecret].filter(Boolean)) {
      t.notOk(kept.includes(secret))
      t.notOk(log().includes(secret))
    }
    t.notMatch(kept, /xox[bep]/)
    t.notMatch(log(), /xox[bep]|@example\.org/)
  })
})

const settings = 'Settings of the group'

interface House {
  readonly slack: FakeSlack
  readonly service: TestService
  /** Where it listens: its public address is that of a proxy before it. */
  readonly local: string
  readonly log: () => string
}

async function aHouse(t: Test, now: () => number): Promise<House> {
  const slack = await fakeSlack(t, { rotation: true, now })
  const env = {
    PUBLIC_URL: 'https://badges.example.com',
    SLACK_CLIENT_ID: slack.clientId,
    SLACK_CLIENT_SECRET: slack.clientSecret,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  }
  const service = await aService(t, { engine: 'sqlite', env, now, random: () => 0.02 })
  const address = service.server.server.address()
  const local = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  slack.deliverTo({ eventsUrl: `${local}/slack/events` })
  return { slack, service, local, log: overheard(service) }
}

function furnished(slack: FakeSlack, clock: TestClock, id: string, name: string) {
  const team = slack.team(id, { name })
  const paul = team.user('UPAUL', { name: 'Paul', email: 'paul@example.org' })
  const learner = (index: number, called: string) =>
    team.user(`U${index}`, { name: called, email: `l${index}.${id}@example.org` })
  const [ana, bilal, chloe, dawit] = [
    learner(0, 'Ana'),
    learner(1, 'Bilal'),
    learner(2, 'Chloé'),
    learner(3, 'Dawit'),
  ]
  learner(4, 'Élise')
  team.channel('C1', { name: 'atelier', members: ['UPAUL', 'U0', 'U1', 'U2', 'U3', 'U4'] })
  return { team, clock, paul, ana, bilal, chloe, dawit }
}

async function firstBadge(voice: ReturnType<typeof furnished>): Promise<string> {
  // Time does not leap here, for somebody else is about to open a window.
  const id = await proposeIn({ paul: voice.paul }, { people: ['Ana'] })
  await voteAll([voice.bilal, voice.chloe], id)
  return id
}

async function begin({ local }: House) {
  const answer = await fetch(`${local}/slack/install`, { redirect: 'manual' })
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  return { location: answer.headers.get('location') ?? '', cookie }
}

async function comeBack({ local }: House, address: string, cookie: string | undefined) {
  const { pathname, search } = new URL(address)
  const answer = await fetch(local + pathname + search, {
    headers: { 'accept-language': 'en', ...(cookie ? { cookie } : {}) },
  })
  return { status: answer.status, text: await answer.text() }
}

async function install(house: House, team: string): Promise<void> {
  const { location, cookie } = await begin(house)
  const back = await house.slack.install(location, { team, user: 'UPAUL' })
  const { status, text } = await comeBack(house, back, cookie)
  if (status !== 200) throw new Error(text)
}

async function recordOf({ local }: House, id: string): Promise<unknown> {
  return (await fetch(`${local}/records/${id}.json`)).json()
}

async function paulOf({ app }: TestService, { id }: FakeTeam): Promise<MemberRow> {
  const paul = await memberOfPlace(app, {
    workspace: `slack:${id}`,
    ref: `slack:${id}/UPAUL`,
  })
  if (!paul) throw new Error('Paul is not known.')
  return paul
}

function filesOf(person: Person) {
  return person.dms().flatMap(({ files }) => files)
}

/** A message with a button that the bot never wrote there. */
function planted(team: FakeTeam, action: string) {
  const channel = team.inside.channels.get('C1')
  const said = team.person('UPAUL').say('C1', action)
  const message = channel?.messages.at(-1)
  if (message)
    message.blocks = [
      {
        type: 'actions',
        block_id: 'b',
        elements: [
          {
            type: 'button',
            action_id: 'press:0',
            value: action,
            text: { type: 'plain_text', text: 'Press' },
          },
        ],
      },
    ]
  return said
}

/** Changes what a modal carries, as only Slack could. */
function forge(team: FakeTeam, person: Person, metadata: string): void {
  const view = team.inside.stacks.get(person.id)?.at(-1)
  if (view) Object.assign(view, { content: { ...view.content, private_metadata: metadata } })
}

function awardIn({ dataDir }: TestService): string {
  const found = query(dataDir, (database) =>
    database
      .prepare(
        "select award.id from award join workspace on workspace.id = award.workspace_id where workspace.name = 'Les Glaneurs'",
      )
      .pluck()
      .get(),
  )
  return String(found)
}

/** All rows of all tables. */
function everythingIn({ dataDir }: TestService): Readonly<Record<string, unknown>> {
  return query(dataDir, (database) => {
    const tables = database
      .prepare("select name from sqlite_master where type = 'table'")
      .pluck()
      .all()
    return Object.fromEntries(
      tables.map((table) => [
        String(table),
        database.prepare(`select * from "${String(table)}"`).all(),
      ]),
    )
  })
}

function query<Found>(dataDir: string, look: (database: Database.Database) => Found): Found {
  const database = new Database(join(dataDir, 'cordee.sqlite'), { readonly: true })
  try {
    return look(database)
  } finally {
    database.close()
  }
}

/** The whole log of a service, down to the finest, instead of its output. */
function overheard({ server }: TestService): () => string {
  const lines: string[] = []
  // Pino keeps its stream under a symbol of its own, and the loggers that were made of this one inherit it.
  const stream = Object.getOwnPropertySymbols(server.log).find(
    ({ description }) => description === 'pino.stream',
  )
  if (!stream) throw new Error('no stream')
  Reflect.set(server.log, stream, { write: (line: string) => lines.push(line) })
  server.log.level = 'trace'
  return () => lines.join('')
}

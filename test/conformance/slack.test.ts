import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { fakeSlack } from '#test/kit/fake-slack/index.ts'
import { signed } from '#test/kit/fake-slack/sign.ts'
import { aService, type TestService, until } from '#test/kit/service.ts'

// Payloads of third parties under their own licences: read where they are present, never copied here.
const vectors = new URL('../../../shared/vectors/slack/', import.meta.url)
const skip = existsSync(vectors) ? false : 'the third-party test data is not here'

type Sample = Readonly<Record<string, unknown>>
const sample = z.record(z.string(), z.unknown())

/** How each kind travels: form fields, JSON in the one field of a form, or JSON. */
const kinds = {
  slash_command: 'form',
  block_actions: 'payload',
  view_submission: 'payload',
  view_closed: 'payload',
  shortcut: 'payload',
  message_action: 'payload',
  block_suggestion: 'payload',
  interactive_message: 'payload',
  dialog_submission: 'payload',
  dialog_suggestion: 'payload',
  event_callback: 'json',
  url_verification: 'json',
  app_rate_limited: 'json',
} as const

/**
 * What is not answered by 200: submissions of views that have no id, or of steps in legacy workflows. They are no modals of
 * ours, and Slack says that they did not get through.
 */
const unreadable = new Set(['interactions.slack.b4e24e.json', 'java-slack.d46fb3.json'])

t.test('every recorded payload is answered, and leaves nothing behind', { skip }, async (t) => {
  const { service, ada } = await aConnected(t, 'HTTP')
  t.match(await ada.command('C1', 'help'), { status: 200 })
  const before = everythingIn(service)
  const all = Object.entries(kinds).flatMap(([kind, wire]) =>
    samples(kind).flatMap(([name, body]) =>
      variants(kind, body).map((one) => ({ kind, wire, name, body: one })),
    ),
  )
  t.ok(all.length > 120)
  const answers = await Promise.all(
    all.map(async ({ kind, wire, name, body }) => {
      const what = `${kind}/${name} ${JSON.stringify(body['command'])}`
      const { status, ms } = await replay(service, wire, body)
      return [what, status, unreadable.has(name) ? 404 : 200, ms < 2500] as const
    }),
  )
  t.strictSame(
    answers.filter(([, status, right, soon]) => status !== right || !soon),
    [],
  )
  t.strictSame(everythingIn(service), before, 'other tenants change nothing')
})

t.test('every recorded frame of Socket Mode is survived', { skip }, async (t) => {
  const { service, slack, ada } = await aConnected(t, 'Socket Mode')
  await until(async () => slack.sockets.open > 0 || undefined)
  t.match(await ada.command('C1', 'help'), { status: 200 })
  const before = everythingIn(service)
  const envelopes = (['slash_commands', 'interactive', 'events_api'] as const).flatMap((type) =>
    kindsOf[type].flatMap((kind) =>
      samples(kind)
        .flatMap(([, body]) => variants(kind, body))
        .map((payload) => ({ envelope_id: randomUUID(), type, payload })),
    ),
  )
  const hostile = ['', '{', 'null', '[]', '{"type":"x"}', '{"envelope_id":1}']
  const frames = [...samples('socket-mode').map(([, frame]) => frame), ...envelopes]
  for (const frame of [...hostile, ...frames.map((one) => JSON.stringify(one))])
    slack.sockets.sendRaw(frame)
  // Some of the frames ask to connect anew.
  slack.delivery.ackLimitMs = 500
  await until(async () => (await ada.command('C1', 'help')).status === 200 || undefined)
  t.strictSame(everythingIn(service), before, 'other tenants change nothing')
})

const kindsOf = {
  slash_commands: ['slash_command'],
  interactive: Object.entries(kinds).flatMap(([kind, wire]) => (wire === 'payload' ? [kind] : [])),
  events_api: ['event_callback'],
} as const

/** A command as it was recorded, and as if it were ours. */
function variants(kind: string, body: Sample): readonly Sample[] {
  return kind === 'slash_command' ? [body, { ...body, command: '/badge' }] : [body]
}

function samples(kind: string): readonly (readonly [name: string, body: Sample])[] {
  const folder = new URL(`${kind}/`, vectors)
  return readdirSync(folder).map((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    return [name, sample.parse(JSON.parse(text))] as const
  })
}

async function replay(
  service: TestService,
  wire: string,
  body: Sample,
): Promise<{ readonly status: number; readonly ms: number }> {
  const text = written(wire, body)
  const type = wire === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'
  const startedAt = performance.now()
  const answer = await fetch(`${service.app.baseUrl}/slack/events`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': type, ...signed(text, { secret: 'signing-secret-of-the-fake' }) },
  })
  return { status: answer.status, ms: performance.now() - startedAt }
}

function written(wire: string, body: Sample): string {
  if (wire === 'json') return JSON.stringify(body)
  if (wire === 'payload') return new URLSearchParams({ payload: JSON.stringify(body) }).toString()
  return new URLSearchParams(z.record(z.string(), z.string()).parse(body)).toString()
}

/** All rows of all tables: other tenants' payloads may change none. */
function everythingIn({ dataDir }: TestService): Readonly<Record<string, unknown>> {
  const database = new Database(join(dataDir, 'cordee.sqlite'), { readonly: true })
  try {
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
  } finally {
    database.close()
  }
}

async function aConnected(t: Test, transport: 'HTTP' | 'Socket Mode') {
  const slack = await fakeSlack(t)
  const team = slack.team('T0OURS')
  const { SLACK_SIGNING_SECRET = '', ...env } = slack.env(team)
  const door: Record<string, string> =
    transport === 'HTTP' ? { SLACK_SIGNING_SECRET } : { SLACK_APP_TOKEN: slack.appToken }
  const service = await aService(t, { engine: 'sqlite', env: { ...env, ...door } })
  slack.deliverTo({ eventsUrl: `${service.app.baseUrl}/slack/events` })
  const ada = team.user('U1', { name: 'Ada' })
  team.channel('C1', { members: ['U1'] })
  return { slack, service, ada }
}

import t, { type Test } from 'tap'
import { z } from 'zod'
import { aClock } from '#test/kit/clock.ts'
import {
  aCommand,
  anEvent,
  listenStage,
  type ListenStage,
  sendSigned,
  until,
} from './listen-stage.ts'

const json = 'application/json'
const hour = 3_600_000

/** Begins an installation, as a browser does. */
async function begin({ base }: ListenStage) {
  const answer = await fetch(`${base}/slack/install`, { redirect: 'manual' })
  const location = answer.headers.get('location') ?? ''
  const cookie = answer.headers.get('set-cookie') ?? ''
  return { status: answer.status, location, cookie: cookie.split(';')[0] ?? '', whole: cookie }
}

async function comeBack(address: string, cookie: string | undefined, language = 'en') {
  const answer = await fetch(address, {
    redirect: 'manual',
    headers: { 'accept-language': language, ...(cookie ? { cookie } : {}) },
  })
  return {
    status: answer.status,
    text: await answer.text(),
    cookie: answer.headers.get('set-cookie') ?? '',
  }
}

async function install(stage: ListenStage, team = 'T1', user = 'U1') {
  const { location, cookie } = await begin(stage)
  return comeBack(await stage.slack.install(location, { team, user }), cookie)
}

t.test('somebody installs the app, once, in the browser where they began', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  t.match(await stage.ada.command('C1', 'help'), {
    status: 200,
    body: {
      text: /not connected to this[^]*\/slack\/install[^]*n’est pas encore reliée[^]*\/slack\/install/,
    },
  })
  const { status, location, cookie, whole } = await begin(stage)
  t.equal(status, 302)
  t.match(whole, /Secure; HttpOnly; Path=\/; Max-Age=600/)
  const asked = Object.fromEntries(new URL(location).searchParams)
  t.match(asked, {
    client_id: stage.slack.clientId,
    redirect_uri: `${stage.base}/slack/oauth_redirect`,
    scope: /chat:write.*users:read.*channels:history,groups:history,im:history/,
  })
  const address = await stage.slack.install(location, { team: 'T1', user: 'U1' })
  t.match(await comeBack(address, undefined), { status: 400, text: /of no use/ })
  t.match(await comeBack(address, 'slack-app-oauth-state=other'), { status: 400 })
  const done = await comeBack(address, cookie, 'fr')
  t.match(done, { status: 200, text: /Les Glaneurs est relié/, cookie: /=deleted/ })
  t.match(
    await comeBack(address, cookie),
    { status: 400, text: /of no use/ },
    'a state comes back once',
  )
  t.match(await stage.ada.command('C1', 'help'), { body: { text: 'Counted.' } })
  t.equal(await stage.book.roster.language('slack:T1'), 'fr')
  const installer = await stage.book.roster.person('slack:T1', 'slack:T1/U1')
  t.match(installer, { name: 'Ada', isTrainer: true, language: 'en' })
})

t.test('who installs the app where it is known already becomes no owner by that', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  stage.team.user('U3', { name: 'Chloé', locale: 'de-DE', isAdmin: true })
  await install(stage)
  t.match(await install(stage, 'T1', 'U2'), { status: 200 })
  const rankOf = async (user: string) =>
    (await stage.book.roster.person('slack:T1', `slack:T1/${user}`))?.isTrainer
  t.equal(await rankOf('U1'), true)
  t.equal(await rankOf('U2'), false)
  await stage.team.uninstall()
  await until(() => stage.lines.some((line) => line.includes('let the service go')))
  await install(stage, 'T1', 'U2')
  t.equal(await rankOf('U2'), false, 'not even after it was taken away')
  await install(stage, 'T1', 'U3')
  t.equal(await rankOf('U3'), true, 'who runs the workspace is an owner anyway')
})

t.test('the organisation of a workspace is known from its installation', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  const team = stage.slack.team('T2', { enterpriseId: 'E1' })
  team.user('U7', { name: 'Noor', teamId: 'E1' })
  await install(stage, 'T2', 'U7')
  const noor = await stage.book.roster.person('slack:T2', 'slack:T2/U7')
  t.match(noor, { isTrainer: true }, 'one of ours')
  const kept = await stage.book.installations.find('slack:T2')
  t.match(JSON.parse(kept?.secret ?? '{}'), { enterprise: 'E1' })
  const other = await listenStage(t, { way: 'oauth' })
  other.slack.team('T2', { enterpriseId: 'E1' }).user('U8', { name: 'Max', teamId: 'E9' })
  await install(other, 'T2', 'U8')
  const max = await other.book.roster.person('slack:T2', 'slack:T2/U8')
  t.match(max, { isTrainer: false }, 'of another organisation')
})

t.test('an installation that is cancelled or fails says so, and changes nothing', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  const { location, cookie } = await begin(stage)
  const who = { team: 'T1', user: 'U1', decision: 'cancel' } as const
  const cancelled = await stage.slack.install(location, who)
  t.match(await comeBack(cancelled, cookie), { status: 200, text: /cancelled/ })
  const again = await begin(stage)
  stage.slack.fail('oauth.v2.access', { error: 'invalid_code' })
  const refused = await stage.slack.install(again.location, { team: 'T1', user: 'U1' })
  t.match(await comeBack(refused, again.cookie), { status: 400, text: /did not come through/ })
  t.match(await comeBack(`${stage.base}/slack/oauth_redirect`, undefined), { status: 400 })
  t.equal(await stage.book.installations.find('slack:T1'), undefined)
  t.notMatch(stage.lines.join('\n'), /xox|client-secret/)
})

t.test('a workspace that did not install the app is unknown to everything', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  await install(stage)
  const answer = await sendSigned(stage, aCommand('help', { team_id: 'T9' }))
  t.match(JSON.parse(answer.text), { text: /not connected to this/ })
  const event = { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home' }
  const body = z.record(z.string(), z.unknown()).parse(JSON.parse(anEvent(event)))
  const elsewhere = JSON.stringify({ ...body, team_id: 'T9', event_id: 'Ev9' })
  t.match(await sendSigned(stage, elsewhere, { type: json }), { status: 200 })
  t.strictSame(stage.inbox.received, [])
})

t.test(
  'an event of a shared channel belongs to the workspace that let the service in',
  async (t) => {
    const stage = await listenStage(t, { way: 'oauth' })
    await install(stage)
    const body = {
      type: 'event_callback',
      team_id: 'T9',
      context_team_id: 'T1',
      event_id: 'Ev2',
      event_time: 1,
      authorizations: [
        { enterprise_id: null, team_id: 'T1', user_id: 'UBOTT1', is_enterprise_install: false },
      ],
      event: { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home' },
    }
    t.match(await sendSigned(stage, JSON.stringify(body), { type: json }), { status: 200 })
    await until(() => stage.inbox.received.length === 1)
    t.match(stage.inbox.received, [{ kind: 'home', workspace: 'slack:T1' }])
  },
)

t.test('ten who act at once with a token that has expired make one renewal', async (t) => {
  const clock = aClock(Date.now())
  const stage = await listenStage(t, { way: 'oauth', rotation: true, now: clock.now })
  await install(stage)
  const before = stage.slack.calls('oauth.v2.access').length
  clock.advance(11 * hour)
  const acks = await Promise.all(
    Array.from({ length: 10 }, () => sendSigned(stage, aCommand('help'))),
  )
  t.ok(acks.every(({ text }) => text.includes('Counted.')))
  t.equal(stage.slack.calls('oauth.v2.access').length - before, 1)
  const kept = await stage.book.installations.find('slack:T1')
  const expiry = z.object({ expiresAt: z.number() }).parse(JSON.parse(kept?.secret ?? '{}'))
  t.ok(expiry.expiresAt > clock.now() + 11 * hour, 'the new token is kept')
})

t.test('a renewal that fails keeps the installation, is told, and is tried again', async (t) => {
  const clock = aClock(Date.now())
  const stage = await listenStage(t, { way: 'oauth', rotation: true, now: clock.now })
  await install(stage)
  clock.advance(11 * hour)
  stage.slack.fail('oauth.v2.access', { error: 'fatal_error', times: 2 })
  t.match(await sendSigned(stage, aCommand()), { text: /Counted/ }, 'the old token is still good')
  t.match(stage.adapter.status(), { ok: false, detail: /could not be renewed/ })
  t.ok(await stage.book.installations.find('slack:T1'))
  stage.slack.heal()
  clock.advance(11_000)
  t.match(await sendSigned(stage, aCommand()), { text: /Counted/ })
  t.match(stage.adapter.status(), { ok: true })
})

t.test(
  'a token that Slack calls expired before its time is renewed for the next call',
  async (t) => {
    const stage = await listenStage(t, { way: 'oauth', rotation: true })
    await install(stage)
    stage.team.expireTokens()
    const before = stage.slack.calls('oauth.v2.access').length
    t.match(await stage.ben.command('C1', 'help'), { status: 200 })
    await until(() => stage.slack.calls('oauth.v2.access').length > before)
    await until(() => stage.adapter.status().ok)
    t.match(await stage.ben.command('C1', 'help'), { body: { text: 'Counted.' } })
  },
)

t.test(
  'a workspace that takes the app away is forgotten, and messages to it fail for good',
  async (t) => {
    const stage = await listenStage(t, { way: 'oauth' })
    await install(stage)
    t.match(await stage.ada.command('C1', 'help'), { body: { text: 'Counted.' } })
    for (const ack of await stage.team.uninstall()) t.match(ack, { status: 200 })
    await isForgotten(t, stage)
    t.match(await stage.ada.command('C1', 'help'), { body: { text: /no longer connected/ } })
  },
)

t.test('a token that Slack takes back is forgotten, even where its event was lost', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  await install(stage)
  stage.slack.fail('chat.postMessage', { error: 'account_inactive' })
  stage.slack.fail('auth.test', { error: 'account_inactive' })
  await isForgotten(t, stage)
})

t.test('an event from before a new installation does not end it', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  await install(stage)
  const late = anEvent({ type: 'app_uninstalled' }, 'Ev7')
  t.match(await sendSigned(stage, late, { type: json }), { status: 200 })
  const people = anEvent({ type: 'tokens_revoked', tokens: { oauth: ['U1'] } }, 'Ev8')
  t.match(await sendSigned(stage, people, { type: json }), { status: 200 })
  t.match(await stage.ada.command('C1', 'help'), { body: { text: 'Counted.' } })
})

t.test('who asks again and again is told to wait, and the log is not filled', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  const back = () => comeBack(`${stage.base}/slack/oauth_redirect?code=1&state=2`, undefined)
  for (let times = 0; times < 30; times++) t.match(await back(), { status: 400 })
  t.match(await back(), { status: 429 })
  t.equal(stage.lines.filter((line) => line.includes('not completed')).length, 1)
  for (let times = 0; times < 30; times++) t.match(await begin(stage), { status: 302 })
  t.match(await begin(stage), { status: 429 })
})

t.test('an organisation that takes the app away is forgotten, and its workspaces', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  await organisationOf(stage)
  t.match(await sendSigned(stage, aCommand('help', from('E1'))), { text: /Counted/ })
  const event = JSON.stringify({
    type: 'event_callback',
    team_id: null,
    enterprise_id: 'E1',
    event_id: 'Ev5',
    event_time: 2,
    authorizations: [{ enterprise_id: 'E1', team_id: null, is_enterprise_install: true }],
    event: { type: 'app_uninstalled' },
  })
  t.match(await sendSigned(stage, event, { type: json }), { status: 200 })
  await until(() => stage.lines.some((line) => line.includes('let the service go')))
  t.equal(await stage.book.installations.find('slack:E1'), undefined)
  t.match(await sendSigned(stage, aCommand('help', from('E1'))), { text: /no longer connected/ })
})

t.test('an organisation lets in what Slack says is of it, and nothing else', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  await organisationOf(stage)
  const foreign = () => sendSigned(stage, aCommand('help', { ...from('E1'), team_id: 'T9' }))
  t.match(await foreign(), { text: /not connected to this/ })
  t.match(await foreign(), { text: /not connected to this/ })
  t.equal(stage.slack.calls('auth.teams.list').length, 1, 'asked once')
  t.notOk(await stage.book.roster.knows('slack:T9'))
  t.match(await sendSigned(stage, aCommand('help', from('E1'))), { text: /Counted/ })
  t.match(await sendSigned(stage, aCommand('help', from('E1'))), { text: /Counted/ })
  t.equal(stage.slack.calls('auth.teams.list').length, 2, 'once for each')
})

t.test('an organisation that installs the app lets in all its workspaces', async (t) => {
  const stage = await listenStage(t, { way: 'oauth' })
  await organisationOf(stage)
  t.match(await sendSigned(stage, aCommand('help', from('E2'))), { text: /not connected to this/ })
  t.match(await sendSigned(stage, aCommand('help', from('E1'))), { text: /Counted/ })
  const said = { fr: { text: 'Bonjour' }, en: { text: 'Hello' } }
  await stage.adapter.post('slack:T1/C1', said, { key: 'k1' })
  t.match(
    stage.ada.seen('C1').at(-1),
    { text: /Bonjour|Hello/ },
    'where only the workspace is known',
  )
})

t.test(
  'the token of the environment is asked about once, and only for its own workspace',
  async (t) => {
    const stage = await listenStage(t)
    t.equal(stage.slack.calls('auth.test').length, 0, 'a service starts without asking')
    await Promise.all(Array.from({ length: 5 }, () => sendSigned(stage, aCommand())))
    t.equal(stage.slack.calls('auth.test').length, 1)
    t.match(await sendSigned(stage, aCommand('help', { team_id: 'T9' })), {
      text: /no longer connected/,
    })
    t.ok(await stage.book.roster.knows('slack:T1'))
    t.notOk(await stage.book.roster.knows('slack:T9'))
  },
)

t.test(
  'a token of the environment that Slack refuses is told, to people and to who runs the service',
  async (t) => {
    const stage = await listenStage(t, { config: () => ({ botToken: 'xoxb-wrong' }) })
    t.match(await sendSigned(stage, aCommand()), { status: 200, text: /no longer connected/ })
    t.match(stage.adapter.status(), { ok: false, detail: /SLACK_BOT_TOKEN is refused/ })
    t.notMatch(stage.lines.join('\n'), /xoxb-wrong/)
  },
)

async function isForgotten(t: Test, stage: ListenStage): Promise<void> {
  const said = { fr: { text: 'Bonjour' }, en: { text: 'Hello' } }
  const failure: unknown = await stage.adapter
    .post('slack:T1/C1', said, { key: 'k1' })
    .catch((error: unknown) => error)
  t.match(failure, { trouble: 'chat-disconnected', permanent: true })
  t.equal(await stage.book.installations.find('slack:T1'), undefined)
}

/** The app is installed in the whole organisation E1. */
async function organisationOf(stage: ListenStage): Promise<void> {
  const secret = JSON.stringify({
    kind: 'bot',
    token: stage.team.token,
    botUserId: 'UBOTT1',
    scopes: [],
    installedAt: 1,
  })
  await stage.book.installations.keep({ ref: 'slack:E1', name: 'Réseau', secret })
}

function from(enterprise: string) {
  return { enterprise_id: enterprise, is_enterprise_install: 'true' }
}

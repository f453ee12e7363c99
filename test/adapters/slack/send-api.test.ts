import { createServer } from 'node:net'
import { once } from 'node:events'
import t from 'tap'
import { bareClient } from '#adapters/slack/admission/bare-client.ts'
import { SlackApi } from '#adapters/slack/send/slack-api.ts'
import { NotInstalled } from '#adapters/slack/admission/tokens.ts'
import { fakeSlack } from '#test/kit/fake-slack/index.ts'
import { fails } from '#test/kit/fails.ts'
import { sendStage } from './send-stage.ts'

const patient = { patient: true }

t.test('who waits gets two more tries, the outbox one alone', async (t) => {
  const { api, slack } = await sendStage(t)
  slack.fail('auth.test', { status: 500, times: 2 })
  t.match(await api.call('T1', 'auth.test', {}), { ok: true })
  t.equal(slack.calls('auth.test').length, 3)
  slack.fail('auth.test', { status: 500 })
  await fails(t, api.call('T1', 'auth.test', {}, patient), { error: 'http_500', certain: false })
  t.equal(slack.calls('auth.test').length, 4)
})

t.test('a limit is told at once, with its pause, and stops no other call', async (t) => {
  const { api, slack } = await sendStage(t)
  for (const [fault, retryAfterMs] of [
    [{ status: 429, retryAfter: 7 }, 7000],
    [{ status: 429 }, 5000],
    [{ error: 'ratelimited' }, 5000],
    [{ status: 429, retryAfter: 999_999 }, 3_600_000],
    [{ error: 'ratelimited', retryAfter: 999_999 }, 3_600_000],
    [{ error: 'ratelimited', retryAfter: 9 }, 9000],
  ] as const) {
    slack.fail('users.info', fault)
    const limited = api.call('T1', 'users.info', { user: 'U1' })
    await fails(t, limited, { error: 'ratelimited', retryAfterMs, certain: true })
    t.match(await api.call('T1', 'users.info', { user: 'U1' }), { ok: true })
  }
})

t.test('what Slack surely did not do is told from what it may have done', async (t) => {
  const { api, slack } = await sendStage(t)
  const faults = [
    [{ error: 'channel_not_found' }, { error: 'channel_not_found', certain: true }],
    [{ error: 'fatal_error' }, { certain: false }],
    [{ status: 403 }, { error: 'http_403', certain: true }],
    [{ status: 503 }, { error: 'http_503', certain: false }],
    [{ cut: true }, { error: 'no_answer', certain: false }],
    [{ loseAnswer: true }, { error: 'no_answer', certain: false }],
    [{ delayMs: 2500 }, { error: 'timeout', certain: false }],
    [{ error: '<html>busy</html>' }, { error: 'no_answer', certain: false }],
  ] as const
  for (const [fault, like] of faults) {
    slack.fail('auth.test', fault)
    await fails(t, api.call('T1', 'auth.test', {}, patient), like, JSON.stringify(fault))
  }
})

t.test('where nobody listens, nothing was done', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  await new Promise((done) => server.close(done))
  const api = anApi(`http://127.0.0.1:${port}/api/`)
  const refused = api.call('T1', 'auth.test', {}, patient)
  await fails(t, refused, { error: 'no_answer', certain: true, message: /ECONNREFUSED/ })
})

t.test('a missing right is named', async (t) => {
  const { api, team } = await sendStage(t)
  team.grantScopes(['chat:write'])
  const call = api.call('T1', 'users.info', { user: 'U1' })
  await fails(t, call, { error: 'missing_scope', needed: 'users:read', certain: true })
})

t.test('a workspace in which the service is not is no riddle', async (t) => {
  const api = anApi('http://127.0.0.1:9/api/', async (team) => {
    throw new NotInstalled(team)
  })
  await fails(t, api.call('T9', 'auth.test', {}), { error: 'not_installed', certain: true })
})

t.test('a token that cannot be renewed means that nothing was done', async (t) => {
  const slack = await fakeSlack(t)
  const api = anApi('http://127.0.0.1:9/api/', async () => {
    slack.fail('oauth.v2.access', { status: 500, times: 2 })
    await bareClient(slack.apiUrl).apiCall('oauth.v2.access')
    return 'x'
  })
  await fails(t, api.call('T1', 'chat.postMessage', {}), { error: 'http_500', certain: true })
})

t.test('an accident of our own stays one', async (t) => {
  const api = anApi('http://127.0.0.1:9/api/', async () => {
    throw new Error('The database is away.')
  })
  await fails(t, api.call('T1', 'auth.test', {}), { message: 'The database is away.' })
})

t.test(
  'where the blocks are at fault is told by its place, not by what stands there',
  async (t) => {
    const { api } = await sendStage(t)
    const blocks = [{ type: 'section', text: { type: 'plain_text', text: 'secret'.repeat(900) } }]
    const call = api.call('T1', 'chat.postMessage', { channel: 'C1', text: 'x', blocks })
    await fails(t, call, { error: 'invalid_blocks', message: /json-pointer:[\w/]+$/ })
    const thrown = await call.catch((failure: unknown) => failure)
    t.notMatch(String(thrown), /secret/)
  },
)

t.test('each workspace is called by its own token, a new one when it changes', async (t) => {
  const slack = await fakeSlack(t)
  const [one, two] = [slack.team('T1').token, slack.team('T2').token]
  let first = one
  const api = anApi(slack.apiUrl, async (team) => (team === 'T1' ? first : two))
  await api.call('T1', 'auth.test', {})
  await api.call('T2', 'auth.test', {})
  first = slack.server.world.grant('T1').token
  await api.call('T1', 'auth.test', {})
  t.strictSame(
    slack.calls('auth.test').map(({ token }) => token),
    [one, two, first],
  )
})

function anApi(apiUrl: string, tokenOf = async (_team: string): Promise<string> => 'xoxb-x') {
  const tokenFor = async (team: string) => ({
    token: await tokenOf(team),
    botUserId: 'UB',
    scopes: [],
  })
  return new SlackApi({ apiUrl, tokens: { tokenFor }, log: { warn: () => undefined } })
}

import t from 'tap'
import {
  aCommand,
  anEvent,
  formType,
  holdAnswer,
  listenStage,
  sendSigned,
  until,
} from './listen-stage.ts'

const json = 'application/json'

t.test('what Slack signed is taken, with and without a charset', async (t) => {
  const stage = await listenStage(t)
  const answer = await sendSigned(stage, aCommand('help'))
  t.equal(answer.status, 200)
  t.match(JSON.parse(answer.text), { response_type: 'ephemeral', text: 'Counted.' })
  const withCharset = { type: `${formType}; charset=utf-8` }
  t.match(await sendSigned(stage, aCommand('aide é'), withCharset), { status: 200 })
  t.match(stage.inbox.received, [
    { kind: 'command', text: 'help', workspace: 'slack:T1', channel: 'slack:T1/C1' },
    { kind: 'command', text: 'aide é', by: { ref: 'slack:T1/U1', name: 'Ada' }, language: 'en' },
  ])
})

t.test('what others signed, or nobody, is refused', async (t) => {
  const stage = await listenStage(t)
  const minute = 60_000
  const refused = {
    'another secret': { secret: 'other' },
    'another body': { sent: aCommand('propose') },
    'six minutes old': { at: stage.now() - 6 * minute },
    'six minutes ahead': { at: stage.now() + 6 * minute },
    'another version': { headers: { 'x-slack-signature': 'v1=abc' } },
    'a time that is none': { headers: { 'x-slack-request-timestamp': 'soon' } },
  }
  for (const [what, options] of Object.entries(refused))
    t.equal((await sendSigned(stage, aCommand(), options)).status, 401, what)
  const unsigned = await fetch(stage.eventsUrl, {
    method: 'POST',
    headers: { 'content-type': json },
    body: '{}',
  })
  t.equal(unsigned.status, 401)
  t.strictSame(stage.inbox.received, [])
  t.equal(stage.lines.length, 1, 'one line a minute tells of it')
})

t.test('a clock that is four minutes apart is still believed', async (t) => {
  const stage = await listenStage(t)
  for (const apart of [-240_000, 240_000])
    t.match(await sendSigned(stage, aCommand(), { at: stage.now() + apart }), { status: 200 })
})

t.test(
  'the bytes of a command are taken once, those of an event as often as Slack repeats them',
  async (t) => {
    const stage = await listenStage(t)
    const command = aCommand('once')
    const at = stage.now()
    t.match(await sendSigned(stage, command, { at }), { status: 200 })
    t.match(await sendSigned(stage, command, { at }), { status: 401 })
    const home = anEvent({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'home' })
    for (const headers of [
      {},
      { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
    ])
      t.match(await sendSigned(stage, home, { type: json, headers, at }), { status: 200 })
    await until(() => stage.slack.calls('views.publish').length === 1)
    t.equal(stage.inbox.received.filter(({ kind }) => kind === 'home').length, 1)
  },
)

t.test('Slack’s questions about the address are answered', async (t) => {
  const stage = await listenStage(t)
  const post = (body: string, type: string) =>
    fetch(stage.eventsUrl, { method: 'POST', headers: { 'content-type': type }, body })
  t.equal((await post('ssl_check=1&token=x&command=/badge', formType)).status, 200)
  t.equal((await post('ssl_check=true&token=x', formType)).status, 401)
  const smuggled = new URLSearchParams({ ssl_check: '1', payload: '{"type":"shortcut"}' })
  t.equal((await post(smuggled.toString(), formType)).status, 200)
  const challenge = JSON.stringify({ type: 'url_verification', challenge: 'c123' })
  t.strictSame(await sendSigned(stage, challenge, { type: json }), {
    status: 200,
    text: '{"challenge":"c123"}',
  })
  const limited = JSON.stringify({ type: 'app_rate_limited', minute_rate_limited: 1 })
  t.match(await sendSigned(stage, limited, { type: json }), { status: 200 })
  const unheard = anEvent({ type: 'emoji_changed' }, 'Ev2')
  t.match(await sendSigned(stage, unheard, { type: json }), { status: 200 })
  t.match(await sendSigned(stage, '{"type":"of tomorrow"}', { type: json }), { status: 200 })
  t.strictSame(stage.inbox.received, [])
})

t.test('nonsense that Slack signed is refused, and nothing breaks', async (t) => {
  const stage = await listenStage(t)
  const odd: readonly (readonly [string, string, number])[] = [
    ['{bad', json, 400],
    ['null', json, 400],
    ['[]', json, 400],
    ['{"type":"event_callback"}', json, 400],
    ['payload={bad', formType, 400],
    [payload(null), formType, 400],
    [payload({ type: 'view_submission' }), formType, 400],
    [payload({ type: 'block_actions', actions: [] }), formType, 400],
    [aCommand('x', { user_id: '' }), formType, 404],
    ['a=b', formType, 404],
  ]
  for (const [body, type, status] of odd)
    t.equal((await sendSigned(stage, body, { type })).status, status, body)
  t.match(await sendSigned(stage, 'x', { type: 'text/plain' }), { status: 415 })
  const long = aCommand('x'.repeat(257 * 1024))
  t.match(await sendSigned(stage, long), { status: 413 })
  t.match(await sendSigned(stage, aCommand()), { status: 200 })
})

t.test('what is not ours is answered at once, and changes nothing', async (t) => {
  const stage = await listenStage(t)
  const about = { team: { id: 'T1' }, user: { id: 'U1' }, channel: { id: 'C1' }, callback_id: 'x' }
  const foreign = [
    { ...about, type: 'interactive_message', actions: [{ name: 'a', type: 'button', value: '1' }] },
    { ...about, type: 'interactive_message', name: 'a', value: 'x' },
    { ...about, type: 'dialog_submission', submission: {} },
    { ...about, type: 'dialog_suggestion', name: 'a', value: 'x' },
    { ...about, type: 'dialog_cancellation' },
    { ...about, type: 'block_actions', actions: [{ type: 'of tomorrow', action_id: 'a' }] },
    { ...about, type: 'of tomorrow' },
  ]
  for (const body of foreign) {
    const startedAt = performance.now()
    t.match(await sendSigned(stage, payload(body)), { status: 200 }, body.type)
    t.ok(performance.now() - startedAt < 2000, body.type)
  }
  const other = await sendSigned(stage, aCommand('x', { command: '/other' }))
  t.match(other, { status: 200, text: /\/badge/ })
  t.strictSame(stage.inbox.received, [])
})

t.test('other routes of the server read their bodies as ever', async (t) => {
  const stage = await listenStage(t)
  t.equal((await fetch(`${stage.base}/slack/events`)).status, 404, 'Slack posts')
  const elsewhere = await fetch(`${stage.base}/slack/install`)
  t.equal(elsewhere.status, 404, 'one workspace by its token has no door for more')
})

t.test('stopping waits for what is under way, and takes nothing more', async (t) => {
  const stage = await listenStage(t)
  const { begun, end } = holdAnswer(stage)
  const asked = stage.ada.command('C1', 'status')
  await begun.promise
  const stopped = stage.adapter.stop()
  t.match(await sendSigned(stage, aCommand()), { status: 503 })
  end.resolve()
  t.match(await asked, { status: 200 })
  await stopped
  t.equal(stage.inbox.received.length, 1)
})

function payload(value: unknown): string {
  return new URLSearchParams({ payload: JSON.stringify(value) }).toString()
}

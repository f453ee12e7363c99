import t from 'tap'
import { unwatched } from './unwatched.ts'
import { holdAnswer, listenStage, until } from './listen-stage.ts'
import type { FakeSlack } from '#test/kit/fake-slack/index.ts'

const socketMode = {
  config: (slack: FakeSlack) => ({ appToken: slack.appToken, signingSecret: undefined }),
}

t.test('everything goes through two connections, with the same listeners', async (t) => {
  const stage = await listenStage(t, socketMode)
  await until(() => stage.slack.sockets.open === 2)
  await until(() => stage.adapter.status().detail === 'Socket Mode, 2 of 2 connections')
  t.ok(stage.adapter.status().ok)
  t.match(await stage.ada.command('C1', 'help'), { status: 200, body: { text: 'Counted.' } })
  t.match(await stage.ada.openHome(), { status: 200 })
  await until(() => stage.ada.home() !== undefined)
  t.match(
    stage.inbox.received.map(({ kind }) => kind),
    ['command', 'home'],
  )
  const { status } = await fetch(stage.eventsUrl, { method: 'POST' })
  t.equal(status, 404, 'no address is open without a signing secret')
})

t.test('while Slack renews its connections nothing is left unanswered', async (t) => {
  const stage = await listenStage(t, socketMode)
  await until(() => stage.slack.sockets.open === 2)
  const { begun, end } = holdAnswer(stage)
  const asked = stage.ada.command('C1', 'status')
  await begun.promise
  const started = performance.now()
  stage.slack.sockets.disconnect('refresh_requested', { hangUp: false })
  await until(() => stage.slack.sockets.connections === 4)
  t.ok(performance.now() - started < 1000, 'others are there at once')
  end.resolve()
  t.match(await asked, { status: 200, body: { text: 'Counted.' } }, 'on the old connection')
  await until(() => stage.slack.sockets.open === 2)
})

t.test('connections that break come back by themselves', async (t) => {
  const stage = await listenStage(t, socketMode)
  await until(() => stage.slack.sockets.open === 2)
  await stage.slack.sockets.close()
  await until(() => stage.slack.sockets.connections >= 4 && stage.slack.sockets.open === 2)
  t.match(await stage.ada.command('C1', 'help'), { status: 200, body: { text: 'Counted.' } })
})

t.test('frames that are none break nothing', async (t) => {
  const noticed = unwatched(t)
  const stage = await listenStage(t, socketMode)
  await until(() => stage.slack.sockets.open === 2)
  const frames = [
    '{bad',
    'null',
    '{"type":"events_api"}',
    '{"type":"events_api","envelope_id":"1","payload":{}}',
    '{"type":"events_api","envelope_id":"2","payload":{"type":"app_rate_limited"}}',
    '{"type":"interactive","envelope_id":"3","payload":{}}',
    '{"type":"interactive","envelope_id":"4","payload":{"type":"view_submission"}}',
    '{"type":"slash_commands","envelope_id":"5","payload":{"command":"/badge"}}',
    '{"type":"of tomorrow","envelope_id":"6"}',
  ]
  for (const frame of frames) stage.slack.sockets.sendRaw(frame)
  t.match(await stage.ada.command('C1', 'help'), { status: 200, body: { text: 'Counted.' } })
  t.strictSame(noticed, [])
})

t.test('stopping waits for the answer under way, then hangs up', async (t) => {
  const stage = await listenStage(t, socketMode)
  await until(() => stage.slack.sockets.open === 2)
  const { begun, end } = holdAnswer(stage)
  const asked = stage.ada.command('C1', 'status')
  await begun.promise
  const stopped = stage.adapter.stop()
  end.resolve()
  t.match(await asked, { status: 200, body: { text: 'Counted.' } })
  await stopped
  await until(() => stage.slack.sockets.open === 0)
  t.equal(stage.inbox.received.length, 1)
})

t.test('a service starts without Slack, says so, and nothing rejects unheard', async (t) => {
  const noticed = unwatched(t)
  const nowhere = { apiUrl: 'http://127.0.0.1:9/api/' }
  const started = performance.now()
  const overHttp = await listenStage(t, { config: () => nowhere })
  const overSockets = await listenStage(t, {
    config: () => ({ ...nowhere, appToken: 'xapp-1' }),
  })
  t.ok(performance.now() - started < 3000)
  await until(() => /cannot be reached/.test(overSockets.adapter.status().detail))
  t.match(overSockets.adapter.status(), { ok: false })
  const answer = await overHttp.ada.command('C1', 'help')
  t.match(answer, { status: 200 })
  await until(() => !overHttp.adapter.status().ok)
  t.match(overHttp.adapter.status(), { detail: /cannot be reached/ })
  await overSockets.adapter.stop()
  t.strictSame(noticed, [])
})

t.test('an app token that Slack refuses is told', async (t) => {
  const noticed = unwatched(t)
  const stage = await listenStage(t, { config: () => ({ appToken: 'xapp-wrong' }) })
  await until(() => /SLACK_APP_TOKEN is refused/.test(stage.adapter.status().detail))
  t.notMatch(stage.lines.join('\n'), /xapp-wrong/)
  t.strictSame(noticed, [])
})

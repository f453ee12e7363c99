import { createServer } from 'node:http'
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import t, { type Test } from 'tap'
import { fakeSlack } from './index.ts'
import { until } from '#test/kit/service.ts'

type Transport = 'HTTP' | 'Socket Mode'

for (const transport of ['HTTP', 'Socket Mode'] as const) {
  t.test(`over ${transport}: a command answers whoever typed it, alone`, async (t) => {
    const { app, team, ada, ben } = await aRoom(t, transport)
    app.command('/badge', async ({ ack, command }) => {
      await ack(`You said ${command.text} in ${command.channel_name}`)
    })
    const ack = await ada.command('C1', 'hello @Ben & <you>')
    t.match(ack, { status: 200, ms: Number })
    t.match(ada.ephemerals('C1'), [
      { text: 'You said hello @Ben & <you> in atelier', ephemeral: true },
    ])
    t.strictSame(ben.ephemerals(), [])
    t.same(ada.seen('C1'), [])
    t.equal(team.inside.ephemerals[0]?.text.includes('<@U2|Ben>'), true)
  })

  t.test(`over ${transport}: a form is opened, filled in and sent`, async (t) => {
    const { app, ada, slack } = await aRoom(t, transport)
    const states: unknown[] = []
    app.command('/badge', async ({ ack, client, body }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view: aForm })
    })
    app.view('form', async ({ ack, view }) => {
      states.push(view.state.values)
      const words = view.state.values['words']?.['value']?.value
      if (words === 'bad')
        return ack({ response_action: 'errors', errors: { words: 'Say it otherwise.' } })
      await ack({ response_action: 'update', view: { ...aForm, blocks: [aSection('Thank you.')] } })
    })
    app.options('value', async ({ ack, options }) => {
      await ack({ options: [choice(`${options.value} one`, '1'), choice('Two', '2')] })
    })
    await ada.command('C1', '')
    const form = await until(async () => ada.modal())
    t.match(form.fields, [
      { name: 'choice', label: 'Choice', kind: 'radio_buttons', required: true, value: ['met'] },
      { name: 'also', value: ['sign'], required: false },
      { name: 'words', label: 'Words', value: [], required: true },
      { name: 'files', kind: 'file_input' },
      { name: 'searched', kind: 'external_select' },
      { name: 'people', kind: 'multi_users_select' },
    ])

    const before = slack.delivery.acks.length
    const empty = await ada.submit(form)
    t.match(empty, { status: 0, trouble: 'not sent' })
    t.match(ada.modal()?.errors, { words: /required/ })
    t.match(await ada.submit(form, { words: 'x'.repeat(51) }), { trouble: 'not sent' })
    t.equal(slack.delivery.acks.length, before, 'the app hears nothing of it')

    t.match(await ada.submit(form, { Words: 'bad', choice: 'Not yet' }), { status: 200 })
    t.match(ada.modal()?.errors, { words: 'Say it otherwise.' })
    t.match(ada.modal()?.fields[0]?.value, ['not-yet'], 'what was chosen stays')

    const bytes = Buffer.from('proof')
    const { options } = await ada.search(form, 'searched', 'Fir')
    t.match(options, [{ text: { text: 'Fir one' } }, { value: '2' }])
    await ada.submit(form, {
      words: 'a & <b>',
      also: [],
      searched: 'Two',
      people: ['U2'],
      files: [{ name: 'proof.txt', type: 'text/plain', bytes }],
    })
    t.match(states.at(-1), {
      choice: { value: { type: 'radio_buttons', selected_option: { value: 'not-yet' } } },
      also: { value: { type: 'checkboxes', selected_options: [] } },
      words: { value: { type: 'plain_text_input', value: 'a & <b>' } },
      files: {
        value: { type: 'file_input', files: [{ name: 'proof.txt', mimetype: 'text/plain' }] },
      },
      searched: { value: { type: 'external_select', selected_option: { value: '2' } } },
      people: { value: { type: 'multi_users_select', selected_users: ['U2'] } },
    })
    t.match(ada.modal(), { text: 'Thank you.', fields: [] })
    t.match(await ada.close(), undefined)
    t.equal(ada.modal(), undefined)
  })

  t.test(`over ${transport}: a button is pressed, and answered by its response_url`, async (t) => {
    const { app, ada, ben, slack } = await aRoom(t, transport)
    const { ts = '' } = await app.client.chat.postMessage({
      token: slack.team('T1').token,
      channel: 'C1',
      text: 'A card',
      blocks: [aSection('A card'), { type: 'actions', elements: [aButton('Vote', 'vote:1')] }],
    })
    app.action('press:0', async ({ ack, respond, payload, body }) => {
      await ack()
      const value = 'value' in payload ? payload.value : ''
      await respond(`${value} of ${'message' in body ? body.message?.ts : ''}`)
    })
    const [card] = ada.seen('C1')
    t.match(card?.buttons, [{ label: 'Vote', value: 'vote:1', actionId: 'press:0' }])
    if (!card) return
    for (const what of ['Vote', 'vote:1', 'press:0'])
      t.match(await ada.press(card, what), { status: 200 })
    const answers = await until(async () => {
      const all = ada.ephemerals()
      return all.length === 3 ? all : undefined
    })
    t.ok(answers.every(({ text }) => text === `vote:1 of ${ts}`))
    t.strictSame(ben.ephemerals(), [])
    await t.rejects(ada.press(card, 'No such'), { message: /no button/ })
  })

  t.test(
    `over ${transport}: shortcuts, the App Home, links and closed modals arrive`,
    async (t) => {
      const { app, ada, team } = await aRoom(t, transport)
      const heard: string[] = []
      app.shortcut('everywhere', async ({ ack, shortcut }) => {
        await ack()
        heard.push(shortcut.type)
      })
      app.shortcut('from-message', async ({ ack, shortcut }) => {
        await ack()
        if (shortcut.type === 'message_action') heard.push(shortcut.message.text ?? '')
      })
      app.event('app_home_opened', async ({ event, client }) => {
        heard.push(event.tab ?? '')
        await client.views.publish({
          user_id: event.user,
          view: { type: 'home', blocks: [aSection('Welcome home')] },
        })
      })
      app.event('link_shared', async ({ event, client }) => {
        const [link] = event.links
        await client.chat.unfurl({
          unfurl_id: event.unfurl_id ?? '',
          source: 'conversations_history',
          unfurls: { [link?.url ?? '']: { blocks: [aSection('A badge')] } },
        })
      })
      app.event('member_joined_channel', async ({ event }) => void heard.push(event.type))
      app.event('member_left_channel', async ({ event }) => void heard.push(event.type))
      const said = ada.say('C1', 'Look <here> & there')
      t.equal(said.text, 'Look <here> & there')
      t.match(await ada.shortcut('everywhere'), { status: 200 })
      t.match(await ada.shortcut('from-message', { message: said }), { status: 200 })
      t.match(await ada.openHome(), { status: 200 })
      t.match(await until(async () => ada.home()), { text: 'Welcome home' })
      await ada.postLink('C1', 'https://badges.example.org/awards/1')
      t.match(await until(async () => ada.unfurls()[0]), {
        url: 'https://badges.example.org/awards/1',
      })
      await ada.leaves('C1')
      await ada.joins('C1')
      await until(async () => heard.includes('member_joined_channel') || undefined)
      t.strictSame(heard, [
        'shortcut',
        'Look &lt;here&gt; &amp; there',
        'home',
        'member_left_channel',
        'member_joined_channel',
      ])
      t.ok(team.inside.channels.get('C1')?.members.has('U1'))
    },
  )

  t.test(`over ${transport}: who is not answered in time is told so`, async (t) => {
    const { ada, slack } = await aRoom(t, transport)
    slack.delivery.ackLimitMs = 100
    t.match(await ada.command('C1', 'x'), { status: 0, trouble: 'operation_timeout' })
    const acks = await slack.team('T1').event({ type: 'team_join', user: { id: 'U3' } })
    t.match(acks, [{ status: 200 }], 'events nobody listens to are acknowledged at once')
  })
}

t.test('an event that is not acknowledged comes again, and says so', async (t) => {
  const slack = await fakeSlack(t)
  const heads: (string | undefined)[] = []
  const server = createServer((request, response) => {
    request.resume()
    heads.push(request.headers['x-slack-retry-num']?.toString())
    response.writeHead(heads.length < 3 ? 500 : 200).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.teardown(() => server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.')
  slack.deliverTo({ eventsUrl: `http://127.0.0.1:${address.port}/` })
  const acks = await slack.team('T1').event({ type: 'team_join' })
  t.match(acks, [{ status: 500 }, { status: 500 }, { status: 200 }])
  t.strictSame(heads, [undefined, '1', '2'])
})

t.test('a response_url is good five times, for half an hour', async (t) => {
  let now = Date.now()
  const slack = await fakeSlack(t, { now: () => now })
  const team = slack.team('T1')
  const ada = team.user('U1')
  team.channel('C1', { members: ['U1'] })
  const about = { teamId: 'T1', userId: 'U1', channelId: 'C1', message: undefined }
  const url = slack.server.world.responseUrl(about)
  const answer = async (body: object) =>
    (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).status
  t.equal(await answer({ text: 'x', blocks: [{ type: 'no-such' }] }), 404)
  for (let use = 0; use < 5; use++) t.equal(await answer({ text: `Number ${use}` }), 200)
  t.equal(await answer({ text: 'Once too often' }), 404)
  t.equal(ada.ephemerals().length, 5)
  const late = slack.server.world.responseUrl(about)
  now += 1_800_001
  t.equal((await fetch(late, { method: 'POST', body: '{"text":"x"}' })).status, 404)
})

const plain = (text: string) => ({ type: 'plain_text', text }) as const
const aSection = (text: string) => ({ type: 'section', text: plain(text) }) as const
const choice = (text: string, value: string) => ({ text: plain(text), value })
const aButton = (text: string, value: string) =>
  ({ type: 'button', action_id: 'press:0', text: plain(text), value }) as const

const aForm: ModalView = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Form'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'choice',
      label: plain('Choice'),
      element: {
        type: 'radio_buttons',
        action_id: 'value',
        options: [choice('Met', 'met'), choice('Not yet', 'not-yet')],
        initial_option: choice('Met', 'met'),
      },
    },
    {
      type: 'input',
      block_id: 'also',
      optional: true,
      label: plain('Also'),
      element: {
        type: 'checkboxes',
        action_id: 'value',
        options: [choice('I sign', 'sign')],
        initial_options: [choice('I sign', 'sign')],
      },
    },
    {
      type: 'input',
      block_id: 'words',
      label: plain('Words'),
      element: { type: 'plain_text_input', action_id: 'value', max_length: 50 },
    },
    {
      type: 'input',
      block_id: 'files',
      optional: true,
      label: plain('Files'),
      element: { type: 'file_input', action_id: 'value', max_files: 2 },
    },
    {
      type: 'input',
      block_id: 'searched',
      optional: true,
      label: plain('Searched'),
      element: { type: 'external_select', action_id: 'value', min_query_length: 1 },
    },
    {
      type: 'input',
      block_id: 'people',
      optional: true,
      label: plain('People'),
      element: { type: 'multi_users_select', action_id: 'value' },
    },
  ],
}

/** A channel with two people, and an app made with Slack's own framework. */
async function aRoom(t: Test, transport: Transport) {
  const slack = await fakeSlack(t)
  const team = slack.team('T1')
  const ada = team.user('U1', { name: 'Ada' })
  const ben = team.user('U2', { name: 'Ben' })
  team.channel('C1', { name: 'atelier', members: ['U1', 'U2'] })
  const clientOptions = { slackApiUrl: slack.apiUrl }
  const quiet = { logLevel: LogLevel.ERROR }
  const receiver =
    transport === 'HTTP'
      ? new HTTPReceiver({ ...quiet, signingSecret: slack.signingSecret, port: 0 })
      : new SocketModeReceiver({
          ...quiet,
          appToken: slack.appToken,
          installerOptions: { clientOptions },
        })
  const app = new App({
    ...quiet,
    receiver,
    clientOptions,
    authorize: async () => ({ botToken: team.token, botId: 'B', botUserId: 'U' }),
  })
  const server = await app.start()
  t.teardown(() => app.stop())
  if (transport === 'HTTP') slack.deliverTo({ eventsUrl: eventsUrlOf(server) })
  else await until(async () => slack.sockets.open > 0 || undefined)
  return { slack, team, ada, ben, app }
}

function eventsUrlOf(server: unknown): string {
  const isServer = typeof server === 'object' && server !== null && 'address' in server
  const address: unknown =
    isServer && typeof server.address === 'function' ? server.address() : null
  const port = typeof address === 'object' && address !== null && 'port' in address && address.port
  return `http://127.0.0.1:${String(port)}/slack/events`
}

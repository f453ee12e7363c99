import t from 'tap'
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { messageBody } from '#adapters/discord/views/message-body.ts'
import { fails } from '#test/kit/fails.ts'
import { channelId, sendStage } from './send-stage.ts'

const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 31) % 256)
const file = { name: 'badge.png', data: bytes, contentType: 'image/png', description: 'A badge' }
const path = `/channels/${channelId}/messages`
const body = messageBody({ text: 'Hello' }, { language: 'en', guild: '1' })

t.test('files go through when the process has an undici of another release', async (t) => {
  const before = getGlobalDispatcher()
  setGlobalDispatcher(new Agent())
  t.teardown(() => setGlobalDispatcher(before))
  const { api, messages } = await sendStage(t)
  const withFile = messageBody(
    {
      text: 'Hello',
      files: [{ name: 'badge.png', type: 'image/png', bytes, alternative: 'A badge' }],
    },
    { language: 'en', guild: '1' },
  )
  await api.call('POST', path, { body: withFile, files: [file] })
  const [message] = messages()
  t.match(message?.attachments, [{ filename: 'badge.png', description: 'A badge' }])
  t.equal(Buffer.compare(message?.attachments[0]?.bytes ?? Buffer.of(), bytes), 0)
})

t.test('a short pause that Discord asks for is waited out', async (t) => {
  const { api, discord, messages } = await sendStage(t)
  discord.fail('POST', /messages$/, { status: 429, retryAfter: 0.2 })
  await api.call('POST', path, { body, patient: true })
  t.equal(messages().length, 1)
  t.equal(discord.calls('POST', /messages$/).length, 2)
})

t.test('a long pause is told at once, and kept to for that route alone', async (t) => {
  const { api, discord, time } = await sendStage(t)
  discord.fail('POST', /messages$/, { status: 429, retryAfter: 30 })
  await fails(t, api.call('POST', path, { body, patient: true }), {
    status: 429,
    certain: true,
    retryAfterMs: 30_050,
  })
  await fails(t, api.call('POST', path, { body }), { status: 429 })
  t.equal(discord.calls('POST', /messages$/).length, 1, 'not asked again')
  await api.call('GET', '/users/@me')
  time.advance(31_000)
  await api.call('POST', path.replace(channelId, '300000000000000002'), { body }).catch(() => 0)
  t.equal(discord.calls('POST', /messages$/).length, 2)
})

t.test('a pause for everything holds everything but answers to people', async (t) => {
  const { api, discord } = await sendStage(t)
  discord.fail('GET', /@me$/, { status: 429, retryAfter: 30, global: true })
  await fails(t, api.call('GET', '/users/@me'), { status: 429 })
  await fails(t, api.call('POST', path, { body }), { status: 429 })
  t.equal(discord.calls().length, 1)
  await fails(
    t,
    api.call('POST', '/interactions/1/a/callback', { body: { type: 6 }, auth: false }),
    {
      code: 10_062,
    },
  )
})

t.test('a limit with a name of its own is told with it, and never asked for again', async (t) => {
  const { api, discord } = await sendStage(t)
  discord.fail('POST', /messages$/, { status: 429, code: 30_046, retryAfter: 2, times: 9 })
  await fails(t, api.call('POST', path, { body }), {
    status: 429,
    code: 30_046,
    retryAfterMs: 2000,
    certain: true,
  })
  t.equal(discord.calls('POST').length, 1)
})

t.test('what Discord forbids is asked once', async (t) => {
  const { api, discord } = await sendStage(t)
  discord.fail('GET', /@me$/, { status: 403, code: 50_001, times: 9 })
  await fails(t, api.call('GET', '/users/@me'), { status: 403, code: 50_001, certain: true })
  t.equal(discord.calls('GET').length, 1)
})

t.test('reading is tried three times when Discord is out of order, writing once', async (t) => {
  const { api, discord } = await sendStage(t)
  discord.fail('GET', /@me$/, { status: 503, times: 2 })
  await api.call('GET', '/users/@me')
  t.equal(discord.calls('GET').length, 3)
  discord.fail('GET', /@me$/, { status: 503, times: 9 })
  await fails(t, api.call('GET', '/users/@me', { patient: true }), { status: 503, certain: false })
  t.equal(discord.calls('GET').length, 4, 'who is patient tries once')
  discord.fail('POST', /messages$/, { status: 500 })
  await fails(t, api.call('POST', path, { body }), { status: 500, certain: false })
  t.equal(discord.calls('POST').length, 1)
})

t.test('an answer that is lost or late leaves open what became of it', async (t) => {
  const { discord, newApi, messages } = await sendStage(t)
  const api = newApi(undefined, 200)
  discord.fail('POST', /messages$/, { loseAnswer: true })
  await fails(t, api.call('POST', path, { body }), { status: 0, certain: false })
  discord.fail('POST', /messages$/, { delayMs: 600 })
  await fails(t, api.call('POST', path, { body }), {
    status: 0,
    certain: false,
    message: /timeout/,
  })
  t.equal(messages().length, 1)
})

t.test('where nobody answers, it is certain that nothing was done', async (t) => {
  const { newApi, discord } = await sendStage(t)
  const api = newApi({ token: discord.token, apiUrl: 'http://127.0.0.1:1/api' })
  await fails(t, api.call('POST', path, { body, patient: true }), { status: 0, certain: true })
})

t.test('a wrong token is said with the remedy, and tried again much later only', async (t) => {
  const { newApi, discord, time } = await sendStage(t)
  const api = newApi({ token: 'wrong', apiUrl: discord.apiUrl })
  t.equal(api.refused, undefined)
  for (let call = 0; call < 3; call++)
    await fails(t, api.call('GET', '/users/@me'), { status: 401, certain: true })
  t.match(api.refused, /DISCORD_TOKEN/)
  t.equal(discord.calls().length, 1)
  time.advance(11 * 60_000)
  await fails(t, api.call('GET', '/users/@me'), { status: 401 })
  t.equal(discord.calls().length, 2)
})

t.test('a token that was refused by mistake is taken again', async (t) => {
  const { api, discord, time } = await sendStage(t)
  discord.fail('GET', /@me$/, { status: 401 })
  await fails(t, api.call('GET', '/users/@me'), { status: 401 })
  time.advance(11 * 60_000)
  await api.call('GET', '/users/@me')
  t.equal(api.refused, undefined)
})

t.test('what goes by the token of an interaction does not carry the bot’s', async (t) => {
  const { api, discord } = await sendStage(t)
  const answer = { body: { type: 6 }, auth: false }
  await fails(t, api.call('POST', '/interactions/1/a-secret/callback', answer), { status: 404 })
  const [call] = discord.calls()
  t.equal(call?.headers['authorization'], undefined)
  t.match(call?.headers['user-agent'], /^DiscordBot \(/)
})

t.test('neither tokens nor texts get into the log or the message of a trouble', async (t) => {
  const { api, discord, lines } = await sendStage(t)
  const secrets = ['a-secret', discord.token, 'Hello', channelId]
  discord.fail('POST', /./, { status: 500, times: 2 })
  discord.fail('PATCH', /./, { status: 400, code: 50_035 })
  const told: string[] = []
  const calls = [
    api.call('POST', '/interactions/1/a-secret/callback', { body: { type: 4, data: body } }),
    api.call('POST', path, { body }),
    api.call('PATCH', '/webhooks/1/a-secret/messages/@original', { body, auth: false }),
  ]
  for (const call of calls) await call.catch((failure: unknown) => told.push(String(failure)))
  t.equal(told.length, 3)
  t.equal(lines.length, 3)
  for (const secret of secrets) t.notOk([...told, ...lines].join(' ').includes(secret))
  t.match(told.join(' '), /webhooks\/:id\/:token/)
})

t.test('stopping ends the waiting for a limit, and what was sent is waited for', async (t) => {
  const { api, discord, messages } = await sendStage(t)
  discord.fail('POST', /messages$/, { status: 429, retryAfter: 4 })
  const waiting = fails(t, api.call('POST', path, { body, patient: true }), {
    status: 429,
    certain: true,
  })
  discord.fail('GET', /@me$/, { delayMs: 300 })
  const sent = api.call('GET', '/users/@me')
  while (discord.calls().length < 2 || discord.calls('POST')[0]?.status === undefined)
    await new Promise((resolve) => setImmediate(resolve))
  const began = Date.now()
  await api.stop()
  await waiting
  t.match(await sent, { id: discord.world.botId })
  t.ok(Date.now() - began < 3000)
  t.equal(messages().length, 0)
})

t.test('however often Discord asks to wait a little, a call ends', async (t) => {
  const { newApi, discord } = await sendStage(t)
  const api = newApi(undefined, 60_000)
  discord.fail('GET', /@me$/, { status: 429, retryAfter: 0.9, times: Infinity })
  const began = Date.now()
  await fails(t, api.call('GET', '/users/@me'), { status: 429, certain: true })
  t.ok(Date.now() - began < 8000)
})

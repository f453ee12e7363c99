import t from 'tap'
import { Gateway } from '#adapters/discord/doors/gateway.ts'
import type { FakeDiscord } from '#test/kit/fake-discord/index.ts'
import { FakeInbox } from '#test/kit/fake-inbox.ts'
import { holdAnswer, letIdentify, listenStage, type ListenStage, until } from './listen-stage.ts'

t.test('it connects in the background, with one intent, and hears what people do', async (t) => {
  const stage = await listenStage(t)
  t.match(stage.adapter.status(), { ok: true, detail: /connected/ })
  t.match(stage.discord.gateway.identifies, [{ intents: 1, compress: false }])
  t.match(await stage.ada.command('20', 'help'), {
    type: 4,
    body: { data: { flags: 64 | 32_768 } },
  })
  t.match(stage.inbox.received, [
    {
      kind: 'command',
      text: 'help',
      by: { ref: 'discord:10/30', name: 'Ada' },
      workspace: 'discord:10',
      channel: 'discord:10/20',
      language: 'en',
    },
  ])
  t.match(stage.ada.ephemerals(), [{ text: 'Counted.', isEphemeral: true }])
})

t.test('its commands are registered once, and again only when they change', async (t) => {
  const stage = await listenStage(t)
  const { discord, book, adapter } = stage
  await until(() => discord.commands !== undefined)
  await adapter.stop()
  await (await startAnother(stage)).stop()
  const puts = () => discord.calls('PUT', /\/commands$/).length
  t.equal(puts(), 1)
  await book.notes.write(`discord:commands:${discord.applicationId}`, 'of an older time')
  await (await startAnother(stage)).stop()
  t.equal(puts(), 2)
})

t.test('an application whose bot has another id is asked for its own', async (t) => {
  const stage = await listenStage(t, { starts: false })
  const { discord, inbox } = stage
  const { token, apiUrl, applicationId } = discord
  const adapter = stage.newAdapter({ config: { token, apiUrl } })
  t.teardown(() => adapter.stop())
  await adapter.start(inbox)
  await until(() => discord.commands !== undefined && adapter.status().ok)
  t.equal(discord.calls('PUT', new RegExp(`/applications/${applicationId}/commands`)).length, 1)
  t.strictSame(discord.refusals, [])
})

t.test('a token that is not the right one is told, whatever else is known', async (t) => {
  const stage = await listenStage(t, { starts: false })
  const { apiUrl } = stage.discord
  const adapter = stage.newAdapter({ config: { token: 'MTEw.wrong.token', apiUrl } })
  t.teardown(() => adapter.stop())
  await adapter.start(stage.inbox)
  await until(() => /DISCORD_TOKEN/.test(adapter.status().detail))
  t.match(adapter.status(), { ok: false, detail: /refused/ })
})

t.test('commands that could not be registered are registered later', async (t) => {
  const stage = await listenStage(t, {
    before: (discord) => discord.fail('PUT', /\/commands$/, { status: 500, times: 4 }),
  })
  await until(() => stage.discord.commands !== undefined, 20_000)
  t.ok(stage.discord.commands)
})

for (const [what, lose] of [
  ['the connection is cut', ({ gateway }: FakeDiscord) => gateway.kill()],
  ['Discord asks to reconnect', ({ gateway }: FakeDiscord) => gateway.askToReconnect()],
  ['the connection is closed by 4000', ({ gateway }: FakeDiscord) => gateway.drop(4000)],
] as const)
  t.test(`what happens while ${what} comes once, by RESUME`, async (t) => {
    const { discord, ada, inbox, adapter } = await listenStage(t)
    await until(() => discord.commands !== undefined)
    lose(discord)
    await until(() => discord.gateway.open === 0)
    t.match(await ada.command('20', 'help'), { type: 4 })
    await until(() => adapter.status().ok)
    t.equal(inbox.received.length, 1)
    t.equal(discord.gateway.resumes.length, 1)
    t.equal(discord.gateway.identifies.length, 1)
  })

t.test('an interaction that Discord sends twice is answered once', async (t) => {
  const { discord, ada, inbox } = await listenStage(t)
  await ada.command('20', 'help')
  const [first] = discord.world.interactions.values()
  const payload = { ...anInteraction(discord, 'x'), id: first?.id }
  discord.gateway.dispatch('INTERACTION_CREATE', payload)
  discord.gateway.dispatch('INTERACTION_CREATE', anInteraction(discord, 'y'))
  await until(() => discord.calls('POST', /\/callback$/).length === 2)
  t.equal(inbox.received.length, 1)
})

t.test('a session that is invalid is begun anew', async (t) => {
  const { discord, adapter, book } = await listenStage(t)
  await letIdentify({ discord, book })
  discord.gateway.invalidate(false)
  await until(() => discord.gateway.identifies.length === 2)
  await until(() => adapter.status().ok)
  t.equal(discord.gateway.resumes.length, 0)
})

t.test('a silent connection is found out, and replaced', async (t) => {
  const { discord, adapter } = await listenStage(t, {
    before: ({ gateway }) => void (gateway.heartbeatMs = 60),
  })
  discord.gateway.acknowledges = false
  await until(() => discord.gateway.connections > 1)
  discord.gateway.acknowledges = true
  await until(() => discord.gateway.resumes.length > 0 && adapter.status().ok)
  t.equal(discord.gateway.identifies.length, 1)
})

t.test('frames that nobody can read are left alone, and what follows them is heard', async (t) => {
  const { discord, ada, inbox, adapter } = await listenStage(t)
  const frames = [
    'null',
    '{bad',
    '"x"',
    '{"op":0,"t":"READY","s":1,"d":null}',
    '{"op":10,"d":null}',
  ]
  for (const frame of frames) discord.gateway.sendRaw(frame)
  t.match(await ada.command('20', 'help'), { type: 4 })
  t.equal(inbox.received.length, 1)
  t.ok(adapter.status().ok)
})

t.test('a token that Discord refuses is told with the remedy', async (t) => {
  const { adapter, lines, inbox, discord } = await listenStage(t, { starts: false })
  discord.gateway.refuseIdentify(4004)
  await adapter.start(inbox)
  await until(() => /refused/.test(adapter.status().detail))
  t.match(adapter.status(), { ok: false, detail: /DISCORD_TOKEN.*page Bot/ })
  t.equal(discord.gateway.connections, 1, 'it does not ask again at once')
  t.ok(lines.some((line) => line.includes('DISCORD_TOKEN')))
  t.notOk(lines.some((line) => line.includes(discord.token)))
})

t.test('a token that REST refuses is told likewise', async (t) => {
  const { adapter, inbox } = await listenStage(t, {
    starts: false,
    before: (discord) => discord.fail('GET', /^\/gateway\/bot$/, { status: 401, times: Infinity }),
  })
  await adapter.start(inbox)
  await until(() => /DISCORD_TOKEN/.test(adapter.status().detail))
  t.equal(adapter.status().ok, false)
})

t.test('intents that Discord does not allow are told with the switch to turn', async (t) => {
  const { adapter, inbox, discord } = await listenStage(t, { starts: false })
  discord.gateway.refuseIdentify(4014)
  await adapter.start(inbox)
  await until(() => /refused/.test(adapter.status().detail))
  t.match(adapter.status(), { ok: false, detail: /Privileged Gateway Intents/ })
})

t.test('where Discord takes no more sessions, it says until when', async (t) => {
  const { adapter, inbox, discord } = await listenStage(t, { starts: false })
  discord.gateway.sessionLimit = { total: 1000, remaining: 0, resetAfterMs: 3_600_000 }
  await adapter.start(inbox)
  await until(() => /no more connections before 20/.test(adapter.status().detail))
  t.equal(discord.gateway.connections, 0)
})

t.test('a gateway that cannot be reached is tried again, with growing pauses', async (t) => {
  const { adapter, inbox, discord } = await listenStage(t, { starts: false })
  discord.gateway.refuseUpgrade = 503
  await adapter.start(inbox)
  await until(() => discord.gateway.connections > 0 || discord.calls('GET', /gateway/).length > 1)
  t.equal(adapter.status().ok, false)
  discord.gateway.refuseUpgrade = undefined
  await until(() => adapter.status().ok, 15_000)
  t.equal(discord.gateway.identifies.length, 1)
})

t.test('a gateway that closes every connection is not stormed', async (t) => {
  const { adapter, inbox, discord } = await listenStage(t, { starts: false })
  discord.gateway.greets = false
  await adapter.start(inbox)
  const closing = setInterval(() => discord.gateway.drop(4000), 20)
  t.teardown(() => clearInterval(closing))
  await until(() => discord.gateway.connections >= 5)
  const { connections } = discord.gateway
  await new Promise((resolve) => setTimeout(resolve, 400))
  t.ok(discord.gateway.connections <= connections + 1, `${discord.gateway.connections}`)
  clearInterval(closing)
  discord.gateway.greets = true
  await until(() => adapter.status().ok, 15_000)
})

t.test('a gateway that says nothing is given up after a while', async (t) => {
  const { adapter, inbox, discord } = await listenStage(t, {
    starts: false,
    parts: { gateway: { patienceMs: 300 } },
  })
  discord.gateway.greets = false
  await adapter.start(inbox)
  await until(() => discord.gateway.connections >= 1)
  discord.gateway.greets = true
  await until(() => adapter.status().ok, 15_000)
})

t.test('IDENTIFYs are counted where a restart does not forget them', async (t) => {
  const { adapter, newAdapter, inbox, discord, book } = await listenStage(t, { starts: false })
  const note = `discord:identify:${discord.applicationId}`
  const now = Date.now()
  await book.notes.write(note, JSON.stringify({ since: now - 1000, count: 400, lastAt: now }))
  await adapter.start(inbox)
  await until(() => discord.commands !== undefined)
  await new Promise((resolve) => setTimeout(resolve, 300))
  t.equal(discord.gateway.connections, 0, 'after so many it waits for two minutes')
  await adapter.stop()
  await book.notes.write(note, JSON.stringify({ since: now - 1000, count: 3, lastAt: 0 }))
  const another = newAdapter()
  t.teardown(() => another.stop())
  await another.start(inbox)
  await until(() => another.status().ok)
  t.match(JSON.parse((await book.notes.read(note)) ?? ''), { since: now - 1000, count: 4 })
})

t.test('of two processes on one token one is connected, and the other takes over', async (t) => {
  const stage = await listenStage(t, { parts: { gateway: { everyMs: 200 } } })
  const { discord, adapter, ada } = stage
  const inbox = new FakeInbox()
  const other = await startAnother(stage, inbox)
  t.teardown(() => other.stop())
  await until(() => /standing by/.test(other.status().detail))
  t.match(other.status(), { ok: true })
  await ada.command('20', 'help')
  t.equal(stage.inbox.received.length, 1)
  t.strictSame(inbox.received, [])
  t.equal(discord.gateway.identifies.length, 1)
  await letIdentify(stage)
  await adapter.stop()
  await until(() => /: connected/.test(other.status().detail))
  t.match(await ada.command('20', 'help'), { type: 4 })
  t.equal(inbox.received.length, 1)
})

t.test('whoever cannot renew its right to be connected lets go before it runs out', async (t) => {
  const broken = { is: false }
  const stage = await listenStage(t, {
    parts: { gateway: { everyMs: 2000 } },
    book: (stored) => ({
      ...stored,
      leases: {
        ...stored.leases,
        take: async (name, holder, ms) => {
          if (broken.is) throw new Error('The database is gone.')
          return stored.leases.take(name, holder, ms)
        },
      },
    }),
  })
  broken.is = true
  const startedAt = performance.now()
  await until(() => stage.discord.gateway.openSockets === 0, 8000)
  t.ok(performance.now() - startedAt < 6000, 'the right lasts for six seconds')
  t.equal(stage.adapter.status().ok, false)
})

t.test('where the portal sends what people do elsewhere, that is told', async (t) => {
  const { discord, book, lines } = await listenStage(t, { starts: false })
  const note = (_facts: object, message: string) => lines.push(message)
  const gateway = new Gateway({
    config: { token: discord.token, apiUrl: discord.apiUrl },
    application: {
      id: async () => discord.applicationId,
      endpoint: async () => 'https://elsewhere.example.org/discord',
    },
    book,
    log: { info: note, warn: note, error: note },
    now: Date.now,
    onInteraction: () => undefined,
    onGuilds: () => undefined,
  })
  gateway.start()
  t.teardown(() => gateway.stop())
  await until(() => /Interactions Endpoint URL/.test(gateway.status.detail))
  t.match(gateway.status, { ok: false, detail: /empty that field, or set DISCORD_PUBLIC_KEY/ })
  t.ok(lines.some((line) => line.includes('Interactions Endpoint URL')))
})

t.test('an answer that is long in coming is announced, then given', async (t) => {
  const stage = await listenStage(t, { quickMs: 50 })
  const { end } = holdAnswer(stage)
  t.match(await stage.ada.command('20', 'help'), { type: 5, body: { data: { flags: 64 } } })
  t.strictSame(stage.ada.ephemerals(), [])
  end.resolve()
  await until(() => stage.ada.ephemerals().length === 1)
  t.match(stage.ada.ephemerals(), [{ text: 'Counted.' }])
  t.strictSame(stage.discord.refusals, [])
})

t.test('what Discord sends and nobody can read ends nothing', async (t) => {
  const { discord, ada, inbox, adapter } = await listenStage(t)
  discord.gateway.sendRaw('{"op":0,"t":"INTERACTION_CREATE","s":900,"d":null}')
  discord.gateway.sendRaw(
    '{"op":0,"t":"INTERACTION_CREATE","s":901,"d":{"id":"1","type":2,"data":{}}}',
  )
  discord.gateway.sendRaw('{"op":0,"t":"GUILD_CREATE","s":902,"d":{"id":"x"}}')
  discord.gateway.sendRaw('{"op":0,"t":"OF_TOMORROW","s":903,"d":{}}')
  discord.gateway.sendRaw('not even JSON')
  t.match(await ada.command('20', 'help'), { type: 4 })
  t.equal(inbox.received.length, 1)
  t.ok(adapter.status().ok)
})

async function startAnother(stage: ListenStage, inbox = stage.inbox) {
  const another = stage.newAdapter()
  await another.start(inbox)
  return another
}

function anInteraction({ applicationId }: FakeDiscord, token: string) {
  return {
    id: '9'.repeat(18),
    application_id: applicationId,
    type: 99,
    token,
    guild_id: '10',
    channel_id: '20',
    member: { user: { id: '30', username: 'ada' }, roles: [], permissions: '0' },
    locale: 'en-GB',
  }
}

import t from 'tap'
import type { FakeDiscord } from '#test/kit/fake-discord/index.ts'
import { holdAnswer, listenStage, until } from './listen-stage.ts'

for (const [what, spoil] of [
  ['closes every connection', ({ gateway }: FakeDiscord) => closing(gateway)],
  ['refuses every connection', ({ gateway }) => void (gateway.refuseUpgrade = 503)],
  ['says nothing', ({ gateway }) => void (gateway.greets = false)],
  ['refuses every session', ({ gateway }) => gateway.refuseIdentify(4000)],
] as const satisfies readonly (readonly [string, (discord: FakeDiscord) => void])[])
  t.test(`a stop while the gateway ${what} leaves no connection and no timer`, async (t) => {
    const { discord, adapter, inbox } = await listenStage(t, { starts: false })
    const before = atWork()
    spoil(discord)
    await adapter.start(inbox)
    await until(() => discord.calls('GET', /^\/gateway\/bot$/).length > 0)
    await until(() => discord.gateway.connections > 0 || discord.gateway.refuseUpgrade === 503)
    await until(() => discord.commands !== undefined)
    const startedAt = performance.now()
    await adapter.stop()
    const ms = performance.now() - startedAt
    t.ok(ms < 4000, `${Math.round(ms)} ms`)
    const { connections } = discord.gateway
    // A pause of half a second, after which discord.js would connect anew, is the last that it leaves.
    await until(() => atWork() <= before && discord.gateway.openSockets === 0)
    await new Promise((resolve) => setTimeout(resolve, 700))
    t.equal(discord.gateway.connections, connections)
    t.ok(atWork() <= before)
  })

t.test(
  'a stop of a connection that is up closes it, for another process to take over',
  async (t) => {
    const { discord, adapter, book } = await listenStage(t)
    await adapter.stop()
    await until(() => discord.gateway.openSockets === 0)
    t.match(adapter.status(), { ok: false })
    const name = `discord:gateway:${discord.applicationId}`
    t.ok(await book.leases.take(name, 'another', 1000))
  },
)

t.test('an answer that is under way when the adapter stops is still given', async (t) => {
  const stage = await listenStage(t, { quickMs: 50 })
  const { adapter, ada } = stage
  const { begun, end } = holdAnswer(stage)
  t.match(await ada.command('20', 'help'), { type: 5 })
  await begun.promise
  const stopped = adapter.stop()
  end.resolve()
  await stopped
  t.match(ada.ephemerals(), [{ text: 'Counted.' }])
})

t.test('a stop over HTTP takes nothing more, and finishes what is under way', async (t) => {
  const stage = await listenStage(t, { way: 'http', quickMs: 50 })
  const { adapter, ada, inbox } = stage
  await until(() => stage.discord.commands !== undefined)
  const { begun, end } = holdAnswer(stage)
  t.match(await ada.command('20', 'help'), { type: 5 })
  await begun.promise
  const stopped = adapter.stop()
  t.match(await ada.command('20', 'help'), { type: undefined })
  end.resolve()
  await stopped
  t.match(ada.ephemerals(), [{ text: 'Counted.' }])
  t.equal(inbox.received.length, 1)
})

t.test('a stop while commands cannot be registered does not wait for it', async (t) => {
  const { adapter, inbox } = await listenStage(t, {
    starts: false,
    before: (discord) => discord.fail('PUT', /\/commands$/, { status: 500, times: Infinity }),
  })
  await adapter.start(inbox)
  await until(() => adapter.status().ok)
  const startedAt = performance.now()
  await adapter.stop()
  t.ok(performance.now() - startedAt < 4000)
})

for (const way of ['gateway', 'http'] as const)
  t.test(`a stop right after the start says nothing of what it cut off, over ${way}`, async (t) => {
    const { discord, newAdapter, inbox, lines } = await listenStage(t, { starts: false })
    const { token, apiUrl, publicKey } = discord
    // Who the bot is has to be asked, by several at once, of whom one waits for its turn.
    const adapter = newAdapter({
      config: { token, apiUrl, ...(way === 'http' ? { publicKey } : {}) },
    })
    await adapter.start(inbox)
    await adapter.stop()
    const done = 'the commands of the bot are registered'
    t.strictSame(
      lines.filter((line) => !line.includes(done)),
      [],
    )
  })

/** What keeps a process from ending: timers and sockets. */
function atWork(): number {
  const kinds = new Set(['Timeout', 'TCPSocketWrap', 'TCPConnectWrap'])
  return process.getActiveResourcesInfo().filter((kind) => kinds.has(kind)).length
}

function closing(gateway: FakeDiscord['gateway']): void {
  const accept = gateway.accept.bind(gateway)
  gateway.accept = (socket) => {
    accept(socket)
    socket.close(4000)
  }
}

import {
  Client,
  type APIInteraction,
  GatewayIntentBits,
  GatewayDispatchEvents,
  MessageFlags,
  REST,
} from 'discord.js'
import t, { type Test } from 'tap'
import { type FakeDiscord, fakeDiscord } from './index.ts'
import { until } from '#test/kit/service.ts'

t.test('discord.js connects, hears what people do and answers it', async (t) => {
  const { discord, ada, client } = await aConnection(t)
  const heard = listen(client)
  await register(discord)
  const pressed = ada.command('20', 'propose', { badge: 'Écouter' })
  const interaction = await until(async () => heard[0])
  t.match(interaction, {
    type: 2,
    guild_id: '10',
    member: { user: { id: '30', global_name: 'Ada' }, roles: ['40'] },
    data: { name: 'badge', options: [{ name: 'propose', options: [{ value: 'Écouter' }] }] },
  })
  await answer(discord, interaction, { type: 4, data: said('Counted.', MessageFlags.Ephemeral) })
  t.match(await pressed, { type: 4, ms: Number })
  t.match(ada.ephemerals(), [{ text: 'Counted.', isEphemeral: true }])
  t.strictSame(ada.seen('20'), [])
  t.match(discord.gateway.identifies, [{ intents: GatewayIntentBits.Guilds }])
})

t.test('a second first answer is 40060, one to an unknown token 10062', async (t) => {
  const { discord, ada, client } = await aConnection(t)
  const heard = listen(client)
  await register(discord)
  const pressed = ada.command('20', 'help')
  const interaction = await until(async () => heard[0])
  await answer(discord, interaction, { type: 5, data: { flags: 64 } })
  await pressed
  await t.rejects(answer(discord, interaction, { type: 5 }), { code: 40_060, status: 400 })
  const stranger = { ...interaction, token: 'x' }
  await t.rejects(answer(discord, stranger, { type: 5 }), { code: 10_062, status: 404 })
})

t.test('an answer after three seconds is 10062', async (t) => {
  const { discord, ada, client } = await aConnection(t)
  const heard = listen(client)
  await register(discord)
  discord.delivery.limitMs = 30
  t.match(await ada.command('20', 'help'), { type: undefined, trouble: /did not respond/ })
  const interaction = await until(async () => heard[0])
  await t.rejects(answer(discord, interaction, { type: 5 }), { code: 10_062 })
})

for (const [what, lose] of [
  ['the connection is cut', ({ gateway }: FakeDiscord) => gateway.kill()],
  ['Discord asks to reconnect', ({ gateway }: FakeDiscord) => gateway.askToReconnect()],
  ['the connection is closed by 4000', ({ gateway }: FakeDiscord) => gateway.drop(4000)],
] as const)
  t.test(`what happens while ${what} comes once, by RESUME`, async (t) => {
    const { discord, ada, client } = await aConnection(t)
    const heard = listen(client)
    await register(discord)
    discord.delivery.limitMs = 5000
    lose(discord)
    await until(async () => discord.gateway.open === 0 || undefined)
    const pressed = ada.command('20', 'help')
    const interaction = await until(async () => heard[0])
    await answer(discord, interaction, { type: 5, data: { flags: 64 } })
    t.match(await pressed, { type: 5 })
    t.equal(heard.length, 1)
    t.equal(discord.gateway.resumes.length, 1)
    t.equal(discord.gateway.identifies.length, 1)
  })

t.test('a session that may go on does so on the same connection', async (t) => {
  const { discord } = await aConnection(t)
  discord.gateway.invalidate(true)
  await until(async () => discord.gateway.resumes.length === 1 || undefined)
  t.equal(discord.gateway.connections, 1)
  t.equal(discord.gateway.identifies.length, 1)
})

t.test('whoever heard of more than was said is sent away', async (t) => {
  const { token, gateway } = await fakeDiscord(t)
  const first = connected(gateway.origin, {
    op: 2,
    d: { token, intents: 1, properties: { os: 'linux', browser: 'test', device: 'test' } },
  })
  const ready = await until(async () => first.heard.find((frame) => frame.includes('"READY"')))
  const [, session_id] = /"session_id":"([^"]+)"/.exec(ready) ?? []
  const again = connected(gateway.origin, { op: 6, d: { token, session_id, seq: 9000 } })
  t.equal(await again.closed, 4007)
  first.socket.close()
})

t.test('a session that is invalid is begun anew', async (t) => {
  const { discord } = await aConnection(t)
  discord.gateway.invalidate(false)
  const begun = async () => discord.gateway.identifies.length === 2 || undefined
  // discord.js waits for up to ten seconds before it identifies again.
  await until(begun).catch(() => until(begun))
  t.equal(discord.gateway.resumes.length, 0)
})

t.test('a wrong token is refused by REST and by the gateway', async (t) => {
  const discord = await fakeDiscord(t)
  const rest = new REST({ api: discord.apiUrl, version: '10' }).setToken('wrong')
  await t.rejects(rest.get('/gateway/bot'), /401: Unauthorized/)
  discord.gateway.refuseIdentify(4004)
  await t.rejects(aClient(t, discord).login(discord.token), /token was provided|Authentication/i)
})

t.test('privileged intents are refused by 4014', async (t) => {
  const discord = await fakeDiscord(t)
  const client = aClient(t, discord, [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMembers])
  await t.rejects(client.login(discord.token), /disallowed intents/i)
})

t.test('with no session left the login is refused', async (t) => {
  const discord = await fakeDiscord(t)
  discord.gateway.sessionLimit.remaining = 0
  await t.rejects(aClient(t, discord).login(discord.token), /Not enough sessions/)
})

t.test('a heartbeat that is not acknowledged makes discord.js connect anew', async (t) => {
  const discord = await fakeDiscord(t)
  discord.gateway.heartbeatMs = 50
  await aClient(t, discord).login(discord.token)
  await until(async () => discord.gateway.heartbeats > 1 || undefined)
  discord.gateway.acknowledges = false
  await until(async () => discord.gateway.connections > 1 || undefined)
  discord.gateway.acknowledges = true
  await until(async () => discord.gateway.resumes.length > 0 || undefined)
})

t.test('a server that comes and goes is told', async (t) => {
  const { discord, client } = await aConnection(t)
  discord.guild('11', { name: 'Les Voisins' })
  await until(async () => client.guilds.cache.get('11'))
  discord.guild('11').remove()
  await until(async () => !client.guilds.cache.has('11') || undefined)
})

async function aConnection(t: Test) {
  const discord = await fakeDiscord(t)
  const guild = discord.guild('10')
  guild.role('40', { name: 'groupe-a' })
  guild.channel('20', { name: 'atelier' })
  const ada = guild.user('30', { name: 'Ada', roles: ['40'] })
  const client = aClient(t, discord)
  await client.login(discord.token)
  await until(async () => client.guilds.cache.get('10')?.channels.cache.get('20'))
  return { discord, guild, ada, client }
}

function aClient(t: Test, { apiUrl }: FakeDiscord, intents = [GatewayIntentBits.Guilds]): Client {
  const client = new Client({ intents, rest: { api: apiUrl, version: '10', retries: 0 } })
  client.on('error', () => undefined)
  t.teardown(() => client.destroy())
  return client
}

function listen(client: Client): APIInteraction[] {
  const heard: APIInteraction[] = []
  client.ws.on(GatewayDispatchEvents.InteractionCreate, (raw: APIInteraction) => heard.push(raw))
  return heard
}

function restOf({ apiUrl, token }: FakeDiscord): REST {
  return new REST({ api: apiUrl, version: '10', retries: 0 }).setToken(token)
}

function answer(
  discord: FakeDiscord,
  { id, token }: Pick<APIInteraction, 'id' | 'token'>,
  body: { readonly type: number; readonly data?: unknown },
): Promise<unknown> {
  return restOf(discord).post(`/interactions/${id}/${token}/callback`, { body, auth: false })
}

function said(content: string, flags = 0) {
  return {
    flags: flags | MessageFlags.IsComponentsV2,
    components: [{ type: 10, content }],
    allowed_mentions: { parse: [] },
  }
}

function register(discord: FakeDiscord): Promise<unknown> {
  const propose = {
    type: 1,
    name: 'propose',
    description: 'Proposes a badge',
    options: [{ type: 3, name: 'badge', description: 'Which', required: true, autocomplete: true }],
  }
  const help = { type: 1, name: 'help', description: 'Helps' }
  const body = [
    { type: 1, name: 'badge', description: 'Badges', options: [propose, help] },
    { type: 3, name: 'Propose a badge' },
  ]
  return restOf(discord).put(`/applications/${discord.applicationId}/commands`, { body })
}

/** A connection without discord.js, that says this once it hears the first word. */
function connected(origin: string, says: object) {
  const socket = new WebSocket(`${origin}/?v=10&encoding=json`)
  const heard: string[] = []
  const { promise: closed, resolve } = Promise.withResolvers<number>()
  socket.addEventListener('message', ({ data }) => {
    heard.push(String(data))
    if (heard.length === 1) socket.send(JSON.stringify(says))
  })
  socket.addEventListener('close', ({ code }) => resolve(code))
  return { socket, heard, closed }
}

import { DiscordAPIError, REST } from 'discord.js'
import t, { type Test } from 'tap'
import { type FakeDiscord, fakeDiscord } from './index.ts'

t.test('what is written stands before who may look, as it reads', async (t) => {
  const { write, ada, ben, guild } = await aServer(t)
  guild.channel('21', { name: 'salon', private: true, readers: ['30'] })
  await write('21', said('# Titre\n**gras** \\*étoile\\* <@30> <t:0:R> -# non\n-# petit'))
  t.match(ada.seen('21'), [
    { text: 'Titre\ngras *étoile* @Ada 1970-01-01T00:00:00.000Z -# non\npetit', pings: [] },
  ])
  t.strictSame(ben.seen('21'), [])
})

t.test('who is mentioned and may be called is notified, nobody else', async (t) => {
  const { write, ada } = await aServer(t)
  const text = '<@30> <@31> @everyone \\<@32> `<@33>`'
  await write('20', { ...said(text), allowed_mentions: { parse: [], users: ['30', '32', '33'] } })
  t.strictSame(ada.seen('20')[0]?.pings, ['30'])
})

t.test('some of a kind and everybody of it exclude each other, none of it does not', async (t) => {
  const { write } = await aServer(t)
  const body = said('<@30>')
  await write('20', { ...body, allowed_mentions: { parse: ['users'], users: [] } })
  for (const kind of ['users', 'roles'] as const) {
    const allowed_mentions = { parse: [kind], [kind]: ['30'] }
    await t.rejects(write('20', { ...body, allowed_mentions }), { code: 50_035 })
  }
})

t.test('a nonce that is enforced gives the first message again for five minutes', async (t) => {
  const { write, ada, wait } = await aServer(t)
  const once = { ...said('Once.'), nonce: 'n', enforce_nonce: true }
  const [first, again] = [await write('20', once), await write('20', once)]
  t.strictSame(first, again)
  wait(5 * 60_000)
  await write('20', once)
  t.equal(ada.seen('20').length, 2)
})

t.test('files come back unchanged from a signed address, with what they show', async (t) => {
  const { rest, ada, discord } = await aServer(t)
  const data = Buffer.from(Array.from({ length: 3000 }, (_, index) => index % 256))
  await rest.post('/channels/20/messages', {
    body: {
      ...said('x'),
      components: [{ type: 12, items: [{ media: { url: 'attachment://b.png' } }] }],
      attachments: [{ id: '0', filename: 'b.png', description: 'An ear.' }],
    },
    files: [{ name: 'b.png', data, contentType: 'image/png' }],
  })
  const [message] = ada.seen('20')
  t.match(message?.files, [{ name: 'b.png', type: 'image/png', alternative: 'An ear.' }])
  const url = message?.pictures[0]?.url ?? ''
  t.ok(url.startsWith(discord.world.origin))
  const fetched = await fetch(url)
  t.strictSame(Buffer.from(await fetched.arrayBuffer()), data)
  t.equal((await fetch(url.split('?')[0] ?? '')).status, 404)
})

t.test('an edit drops the files that it does not list again', async (t) => {
  const { rest, ada, write } = await aServer(t)
  await rest.post('/channels/20/messages', {
    body: { ...said('x'), attachments: [{ id: '0', filename: 'b.png' }] },
    files: [{ name: 'b.png', data: Buffer.from('x') }],
  })
  const id = ada.seen('20')[0]?.id
  const kept = ada.seen('20')[0]?.files
  t.equal(kept?.length, 1)
  const attachment = await rest.get(`/channels/20/messages/${id}`)
  t.match(attachment, { attachments: [{ filename: 'b.png' }], components: [{ id: 1 }] })
  await rest.patch(`/channels/20/messages/${id}`, { body: said('changed') })
  t.match(ada.seen('20'), [{ text: 'changed', files: [], editedAt: Number }])
  t.strictSame(ada.seen('20')[0]?.files, [])
  const showing = { ...said('x'), components: [{ type: 13, file: { url: 'attachment://b.png' } }] }
  t.match(await code(rest.patch(`/channels/20/messages/${id}`, { body: showing })), 50_035)
  t.match(await code(write('20', showing)), 50_035)
})

t.test('rights that are missing are 50013, a channel that is not seen 50001', async (t) => {
  const { write, guild, rest } = await aServer(t)
  guild.channel('21', { name: 'secret', private: true, withoutBot: true })
  t.equal(await code(write('21', said('x'))), 50_001)
  guild.forbid('20', 'SendMessages')
  t.equal(await code(write('20', said('x'))), 50_013)
  guild.allow('20', 'SendMessages')
  const { id } = await write('20', said('x'))
  guild.forbid('20', 'CreatePublicThreads', 'AttachFiles')
  t.equal(await code(thread(rest, id)), 50_013)
  const file = { body: said('x'), files: [{ name: 'x.txt', data: Buffer.from('x') }] }
  t.equal(await code(rest.post('/channels/20/messages', file)), 50_013)
})

t.test('a thread stands on its message, once', async (t) => {
  const { write, rest, ada } = await aServer(t)
  const card = await write('20', said('card'))
  t.match(await thread(rest, card.id), { id: card.id, type: 11, parent_id: '20' })
  t.equal(await code(thread(rest, card.id)), 160_004)
  await write(card.id, said('below'))
  t.match(ada.seen('20'), [
    { text: 'card', thread: undefined },
    { text: 'below', thread: card.id },
  ])
})

t.test('private messages reach who takes them, else 50007', async (t) => {
  const { rest, write, ada, ben, guild } = await aServer(t)
  const open = async (recipient_id: string) =>
    dm(await rest.post('/users/@me/channels', { body: { recipient_id } }))
  await write(await open('30'), said('For you.'))
  t.match(ada.dms(), [{ text: 'For you.' }])
  t.strictSame(ben.dms(), [])
  guild.user('31', { name: 'Ben', closed: true })
  t.equal(await code(write(await open('31'), said('x'))), 50_007)
  t.equal(await code(open('99')), 10_013)
  ada.leave()
  t.equal(await code(write(await open('30'), said('x'))), 50_278)
})

t.test('what is gone is 10008 or 10003', async (t) => {
  const { write, rest, guild } = await aServer(t)
  const { id } = await write('20', said('x'))
  guild.deleteMessage('20', id)
  t.equal(await code(rest.patch(`/channels/20/messages/${id}`, { body: said('y') })), 10_008)
  guild.deleteChannel('20')
  t.equal(await code(write('20', said('x'))), 10_003)
})

t.test('members come in pages, and not at all without the switch', async (t) => {
  const { rest, discord, guild } = await aServer(t)
  guild.user('32', { name: 'Robot', isBot: true })
  discord.world.pageLength = 2
  const list = (after: string) =>
    rest.get('/guilds/10/members', { query: new URLSearchParams({ limit: '1000', after }) })
  t.match(await list('0'), [{ user: { id: '30' }, roles: ['40'] }, { user: { id: '31' } }])
  t.match(await list('31'), [{ user: { id: '32', bot: true } }, { user: { bot: true } }])
  discord.world.membersSwitch = false
  t.equal(await code(list('0')), 50_001)
  t.match(await rest.get('/guilds/10/roles/member-counts'), { 40: 1 })
})

t.test('beyond the limits of a route a call is 429, with the headers of its bucket', async (t) => {
  const { discord } = await aServer(t)
  discord.enforceLimits(['POST', /messages$/, { calls: 2, seconds: 0.2 }])
  const write = () =>
    fetch(`${discord.apiUrl}/v10/channels/20/messages`, {
      method: 'POST',
      body: JSON.stringify(said('x')),
      headers: {
        authorization: `Bot ${discord.token}`,
        'user-agent': 'DiscordBot (https://cordee.example, 1.0)',
        'content-type': 'application/json',
      },
    })
  const [, last, refused] = [await write(), await write(), await write()]
  t.equal(last.headers.get('x-ratelimit-remaining'), '0')
  t.equal(refused.status, 429)
  t.match(await refused.json(), { retry_after: Number, global: false })
  t.match(refused.headers.get('retry-after'), /^\d+$/)
  t.equal(refused.headers.get('x-ratelimit-scope'), 'user')
})

t.test('discord.js waits for a limit, of a route and of all', async (t) => {
  const { discord, write, ada } = await aServer(t)
  for (const global of [false, true]) {
    discord.fail('POST', /messages$/, { status: 429, retryAfter: 0.05, global })
    await write('20', said('x'))
  }
  t.equal(ada.seen('20').length, 2)
  t.equal(discord.refusals.length, 2)
})

t.test('an answer that is lost was carried out', async (t) => {
  const { discord, write, ada } = await aServer(t)
  discord.fail('POST', /messages$/, { loseAnswer: true })
  await t.rejects(write('20', said('x')))
  t.equal(ada.seen('20').length, 1)
})

t.test('old messages take few edits', async (t) => {
  const { discord, write, wait } = await aServer(t)
  discord.enforceLimits()
  const { id } = await write('20', said('x'))
  wait(3_700_000)
  const edit = () =>
    fetch(`${discord.apiUrl}/v10/channels/20/messages/${id}`, {
      method: 'PATCH',
      body: JSON.stringify(said('y')),
      headers: {
        authorization: `Bot ${discord.token}`,
        'user-agent': 'DiscordBot (https://cordee.example, 1.0)',
        'content-type': 'application/json',
      },
    })
  for (let edits = 0; edits < 3; edits++) await edit()
  t.match(await (await edit()).json(), { code: 30_046 })
})

t.test('who does not say who they are is kept out', async (t) => {
  const { discord } = await aServer(t)
  const headers = { authorization: `Bot ${discord.token}` }
  t.equal((await fetch(`${discord.apiUrl}/v10/users/@me`, { headers })).status, 403)
})

interface Written {
  readonly id: string
}

async function aServer(t: Test) {
  let ahead = 0
  const discord = await fakeDiscord(t, { now: () => Date.now() + ahead })
  const guild = discord.guild('10')
  guild.role('40', { name: 'groupe-a' })
  guild.channel('20', { name: 'atelier' })
  const ada = guild.user('30', { name: 'Ada', roles: ['40'] })
  const ben = guild.user('31', { name: 'Ben' })
  const rest = restOf(discord)
  return {
    discord,
    guild,
    ada,
    ben,
    rest,
    wait: (ms: number) => {
      ahead += ms
    },
    write: async (channel: string, body: unknown): Promise<Written> => ({
      id: dm(await rest.post(`/channels/${channel}/messages`, { body })),
    }),
  }
}

function restOf({ apiUrl, token }: FakeDiscord): REST {
  return new REST({ api: apiUrl, version: '10', retries: 0 }).setToken(token)
}

function thread(rest: REST, message: string): Promise<unknown> {
  return rest.post(`/channels/20/messages/${message}/threads`, { body: { name: 'Badge' } })
}

function dm(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'id' in answer) return String(answer.id)
  throw new Error('There is no id.')
}

async function code(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (failed: unknown) => failed,
  )
  return error instanceof DiscordAPIError ? error.code : error
}

function said(content: string) {
  return {
    flags: 1 << 15,
    components: [{ type: 10, content }],
    allowed_mentions: { parse: [] },
  }
}

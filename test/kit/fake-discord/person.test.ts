import t, { type Test } from 'tap'
import Fastify from 'fastify'
import { createPublicKey, verify } from 'node:crypto'
import { type FakeDiscord, fakeDiscord } from './index.ts'

t.test('interactions by HTTP are signed, and answered in the response', async (t) => {
  const { discord, ada, answerWith, requests } = await anApp(t)
  answerWith({ type: 4, data: said('Counted.', 64) })
  t.match(await ada.command('20', 'help'), { type: 4 })
  const [request] = requests
  const signed = Buffer.from(`${request?.headers['x-signature-timestamp']}${request?.raw}`)
  const signature = Buffer.from(request?.headers['x-signature-ed25519'] ?? '', 'hex')
  t.ok(verify(null, signed, keyOf(discord), signature))
  t.match(ada.ephemerals(), [{ text: 'Counted.' }])
  t.equal(discord.gateway.identifies.length, 0)
})

t.test('a status that is not 200, and silence, are failures', async (t) => {
  const { discord, ada, answerWith } = await anApp(t)
  answerWith(undefined, 500)
  t.match(await ada.command('20', 'help'), { type: undefined, trouble: 'HTTP 500' })
  discord.delivery.limitMs = 20
  answerWith(undefined, 202)
  t.match(await ada.command('20', 'help'), { type: undefined, trouble: /did not respond/ })
})

t.test(
  'a modal is filled in by its labels, and its values come as Discord sends them',
  async (t) => {
    const { ada, answerWith, requests } = await anApp(t)
    answerWith({ type: 9, data: aModal })
    await ada.command('20', 'help')
    t.match(ada.modal(), {
      title: 'A form',
      text: 'Read this.',
      labels: [{ label: 'Why?' }, { label: 'Answer', value: ['met'] }, {}, {}],
    })
    await t.rejects(ada.submit({ Nothing: 'x' }), /No Nothing/)
    await t.rejects(ada.submit({}), /why is required/)
    await t.rejects(ada.submit({ why: 'x', Answer: 'other' }), /no choice “other”/)
    answerWith({ type: 4, data: said('Sent.', 64) })
    const file = { name: 'a.png', type: 'image/png', bytes: Buffer.from('x') }
    await ada.submit({ 'Why?': 'Because', People: [ada, { id: '31' }], files: [file] })
    t.equal(ada.modal(), undefined)
    const sent = JSON.parse(requests.at(-1)?.raw ?? '')
    t.match(sent, {
      type: 5,
      data: {
        custom_id: 'm',
        components: [
          { type: 10 },
          { type: 18, component: { type: 4, custom_id: 'why', value: 'Because' } },
          { component: { type: 21, value: 'met' } },
          { component: { type: 5, values: ['30', '31'] } },
          { component: { type: 19, values: [/^\d+$/] } },
        ],
        resolved: { users: { 30: { username: 'ada' } }, members: { 31: { roles: [] } } },
      },
    })
    const [attachment] = Object.values<{ url: string }>(sent.data.resolved.attachments)
    t.equal(await (await fetch(attachment?.url ?? '')).text(), 'x')
  },
)

t.test('what breaks a rule of Discord is refused with the reason', async (t) => {
  const { ada, answerWith } = await anApp(t)
  const text = { type: 10, content: 'x' }
  const message = (...components: object[]) => ({ type: 4, data: { ...said('x'), components } })
  const wrong: readonly (readonly [string, object])[] = [
    ['label of 81', message(row(button({ label: 'x'.repeat(81) })))],
    ['custom_id of 101', message(row(button({ custom_id: 'a'.repeat(101) })))],
    ['custom_id twice', message(row(button(), button()))],
    [
      'six buttons',
      message(row(...Array.from({ length: 6 }, (_, n) => button({ custom_id: `${n}` })))),
    ],
    ['link with custom_id', message(row(button({ style: 5, url: 'https://example.org' })))],
    ['section without accessory', message({ type: 9, components: [text] })],
    [
      'container in container',
      message({ type: 17, components: [{ type: 17, components: [text] }] }),
    ],
    ['text of 4001', message({ type: 10, content: 'x'.repeat(4001) })],
    ['texts of 4001', message({ type: 10, content: 'x'.repeat(4000) }, text)],
    ['41 components', message(...Array.from({ length: 41 }, () => text))],
    ['unknown key', message({ ...text, colour: 1 })],
    ['an id twice', message({ ...text, id: 7 }, { ...text, id: 7 })],
    ['v2 without the flag', { type: 4, data: { ...said('x'), flags: 64 } }],
    ['content beside v2', { type: 4, data: { ...said('x'), content: 'x' } }],
    ['no allowed_mentions', { type: 4, data: { ...said('x'), allowed_mentions: undefined } }],
    ['attachment not uploaded', message({ type: 13, file: { url: 'attachment://x.png' } })],
    ['v2 on a defer', { type: 5, data: { flags: 1 << 15 } }],
    ['update of nothing', { type: 7, data: said('x') }],
    ['modal title of 46', modal({ title: 'x'.repeat(46) })],
    ['modal of six', modal({ components: Array.from({ length: 6 }, () => text) })],
    ['choices for a command', { type: 8, data: { choices: [] } }],
  ]
  for (const [name, body] of wrong) {
    answerWith(body)
    t.match(await ada.command('20', 'help'), { type: undefined, trouble: /50035/ }, name)
  }
  answerWith(modal({}))
  await ada.command('20', 'help')
  await t.resolves(ada.submit({ why: 'x' }), 'a modal after a modal')
  t.match(await ada.submit({ why: 'x' }), { trouble: /MODAL_SUBMIT/ })
})

t.test('choices complete what is typed; 26 are too many', async (t) => {
  const { ada, answerWith } = await anApp(t)
  answerWith(choices(25))
  t.match(await ada.autocomplete('20', 'show', 'badge', 'Éc'), { type: 8 })
  answerWith(choices(26))
  t.match(await ada.autocomplete('20', 'show', 'badge', 'Éc'), { type: undefined })
})

t.test('a message of one person is updated in its place by its own buttons', async (t) => {
  const { ada, ben, answerWith } = await anApp(t)
  answerWith({ type: 4, data: withButton('One.') })
  await ada.command('20', 'help')
  const [told] = ada.ephemerals()
  if (!told) throw new Error('Nothing was told.')
  answerWith({ type: 7, data: withButton('Two.') })
  t.match(await ada.press(told, 'more'), { type: 7 })
  t.match(ada.ephemerals(), [{ id: told.id, text: 'Two.' }])
  await t.rejects(async () => ben.press(told, 'More'), /sees no message/)
})

const button = (more: object = {}) => ({
  type: 2,
  style: 1,
  label: 'x',
  custom_id: 'a',
  ...more,
})

const row = (...components: object[]) => ({ type: 1, components })
const modal = (more: object) => ({ type: 9, data: { ...aModal, ...more } })

const choices = (length: number) => ({
  type: 8,
  data: { choices: Array.from({ length }, (_, n) => ({ name: `n${n}`, value: `v${n}` })) },
})

const withButton = (content: string) => ({
  ...said(content, 64),
  components: [
    { type: 10, content },
    { type: 1, components: [{ type: 2, style: 1, label: 'More', custom_id: 'b1:p:10:more' }] },
  ],
})

const aModal = {
  custom_id: 'm',
  title: 'A form',
  components: [
    { type: 10, content: '**Read** this.' },
    { type: 18, label: 'Why?', component: { type: 4, custom_id: 'why', style: 2 } },
    {
      type: 18,
      label: 'Answer',
      component: {
        type: 21,
        custom_id: 'c0',
        options: [
          { label: 'Met', value: 'met', default: true },
          { label: 'Not yet', value: 'not-yet' },
        ],
      },
    },
    {
      type: 18,
      label: 'People',
      component: { type: 5, custom_id: 'who', required: false, min_values: 0, max_values: 25 },
    },
    {
      type: 18,
      label: 'Files',
      component: { type: 19, custom_id: 'files', required: false, min_values: 0, max_values: 5 },
    },
  ],
}

interface Received {
  readonly raw: string
  readonly headers: Readonly<Record<string, string>>
}

/** An app that answers every interaction as it is told to. */
async function anApp(t: Test) {
  const discord = await fakeDiscord(t)
  const guild = discord.guild('10')
  guild.channel('20', { name: 'atelier' })
  const ada = guild.user('30', { name: 'Ada' })
  const ben = guild.user('31', { name: 'Ben' })
  discord.world.commands = [
    {
      id: '1',
      version: '1',
      type: 1,
      name: 'badge',
      description: 'x',
      options: [
        { type: 1, name: 'help', description: 'x' },
        {
          type: 1,
          name: 'show',
          description: 'x',
          options: [{ type: 3, name: 'badge', description: 'x', autocomplete: true }],
        },
      ],
    },
  ]
  const requests: Received[] = []
  const next: { body: unknown; status: number } = { body: undefined, status: 200 }
  const server = Fastify()
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )
  server.post('/', async (request, reply) => {
    const headers = Object.entries(request.headers).map(([key, value]) => [key, String(value)])
    requests.push({ raw: String(request.body), headers: Object.fromEntries(headers) })
    return reply.code(next.status).send(next.body)
  })
  discord.deliverTo(await server.listen({ port: 0, host: '127.0.0.1' }))
  t.teardown(() => server.close())
  return {
    discord,
    ada,
    ben,
    requests,
    answerWith: (body: unknown, status = 200) => Object.assign(next, { body, status }),
  }
}

function keyOf({ publicKey }: FakeDiscord) {
  const der = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(publicKey, 'hex'),
  ])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

function said(content: string, flags = 0) {
  return {
    flags: flags | (1 << 15),
    components: [{ type: 10, content }],
    allowed_mentions: { parse: [] },
  }
}

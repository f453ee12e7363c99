import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'node:net'
import rateLimit from '@fastify/rate-limit'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { evidenceTypeOf } from '#src/app/evidence-type.ts'
import {
  evidenceNamed,
  forgetEvidenceFiles,
  keepEvidenceFile,
  takeEvidenceFile,
} from '#src/app/evidence-files.ts'
import { readConfig } from '#src/config.ts'
import type { HttpProblem } from '#src/http/problem.ts'
import type { AnswerLimits } from '#src/http/routes/answers-at-once.ts'
import { evidenceRoutes } from '#src/http/routes/evidence.ts'
import { createLimits } from '#src/http/routes/limits.ts'
import { addEvidenceFile } from '#src/storage/evidence-files.ts'
import { aService, propose, type TestService, until } from '#test/kit/service.ts'
import { anotherWorkspace, served } from '#test/kit/http.ts'
import type { Visitor } from '../../scripts/visitor.ts'

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const words = (text: string) => Buffer.from(text)
const aText = (megabytes: number): Upload => ({
  name: 'a.txt',
  bytes: Buffer.alloc(megabytes * 1024 * 1024, 'a'),
})
const boxes = (brand: string) => Buffer.from(`\0\0\0\u0018ftyp${brand}`, 'latin1')

t.test('what a file is is read from its bytes', async (t) => {
  const cases: readonly [Buffer, string | undefined][] = [
    [png, 'image/png'],
    [Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'image/jpeg'],
    [words('GIF89a…'), 'image/gif'],
    [words('RIFF0000WEBPVP8 '), 'image/webp'],
    [words('%PDF-1.7'), 'application/pdf'],
    [words('Élise a animé la réunion.\n'), 'text/plain'],
    [words('<!doctype html><script>alert(1)</script>'), 'text/plain'],
    [words('ID3\u0004\0'), 'audio/mpeg'],
    [Buffer.from([0xff, 0xfb, 0x90, 0x44]), 'audio/mpeg'],
    [words('OggS\0\u0002'), 'audio/ogg'],
    [boxes('M4A '), 'audio/mp4'],
    [boxes('isom'), 'video/mp4'],
    [boxes('heic'), undefined],
    [boxes('qt  '), undefined],
    [words('MZ\u0090\0'), undefined],
    [words('PK\u0003\u0004'), undefined],
    [words('a\0b'), undefined],
    [Buffer.from([0xff, 0xfe, 0x41, 0x00]), undefined],
    [Buffer.alloc(0), undefined],
  ]
  for (const [bytes, type] of cases)
    t.equal(evidenceTypeOf(bytes), type, JSON.stringify(bytes.toString('latin1')))
})

t.test('a file that is not taken is refused in words, in the language asked for', async (t) => {
  const { app, place } = await served(t)
  const keep = (bytes: Buffer, language: 'fr' | 'en' = 'en') => {
    const file = { name: 'a.png', type: 'image/png', bytes }
    return keepEvidenceFile(app, { workspaceId: place.workspaceId, file, language })
  }
  t.match(await keep(png), { id: /^[\w-]{22}$/ })
  t.match(await keep(words('MZ\0')), { problem: /^Send a picture/ })
  t.match(await keep(Buffer.alloc(0)), { problem: /empty/ })
  t.match(await keep(Buffer.alloc(10 * 1024 * 1024 + 1, 'a')), { problem: /10 MB/ })
  t.match(await keep(words('MZ\0'), 'fr'), { problem: /^Envoyez une image/ })
})

t.test('files that no proposal took are forgotten after a day', async (t) => {
  const { app, place } = await served(t)
  const file = { name: 'a.png', type: '', bytes: png }
  await takeEvidenceFile(app, { workspaceId: place.workspaceId, file })
  const left = async (hours: number) => {
    const now = () => app.now() + hours * 3_600_000
    await app.store.tx((tx) => forgetEvidenceFiles({ now }, tx))
    return (await app.store.db.select().from(app.store.db.t.evidenceFile)).length
  }
  t.strictSame([await left(23), await left(25)], [1, 0])
})

const answerSchema = z.looseObject({
  problem: z.string().optional(),
  form: z
    .object({
      intro: z.string().optional(),
      fields: z.array(z.object({ name: z.string(), value: z.string().optional() })),
    })
    .optional(),
})

interface Upload {
  readonly name: string
  readonly bytes: Buffer | string
}

/** Submits the form that opens a vote as a browser does. */
async function send(
  service: TestService,
  visitor: Visitor,
  {
    fields = {},
    files = [],
    id = randomUUID(),
    accept = 'application/json',
    headers = {},
  }: {
    fields?: Readonly<Record<string, string>>
    files?: readonly Upload[]
    id?: string
    accept?: string
    headers?: Readonly<Record<string, string>>
  },
): Promise<Response> {
  const body = new FormData()
  const all = { achievement: 'com.ecouter-comprendre', reason: 'Seen.', for: 'group', ...fields }
  for (const [name, value] of Object.entries({ id, kind: 'submit', form: 'propose' }))
    body.append(name, value)
  for (const [name, value] of Object.entries(all)) body.append(`field.${name}`, value)
  for (const { name, bytes } of files) body.append('field.files', new File([bytes], name))
  const { learner } = service.links
  return fetch(`${learner}/interactions`, {
    method: 'POST',
    headers: { accept, origin: new URL(learner).origin, cookie: visitor.cookie, ...headers },
    body,
    redirect: 'manual',
  })
}

async function aClass(service: TestService) {
  const paul = await service.joinAsTrainer('Paul')
  const learners: Visitor[] = []
  for (const name of ['Ana', 'Bilal', 'Chloé', 'Dawit']) learners.push(await service.join(name))
  const [ana, bilal] = learners
  if (!ana || !bilal) throw new Error('Four joined.')
  return { paul, ana, bilal }
}

async function filesOnCard(visitor: Visitor) {
  return until(async () => {
    const buttons = (await visitor.messages()).flatMap(({ message }) => message.buttons ?? [])
    const files = buttons.filter(({ url }) => url?.includes('/evidence/'))
    return files.length > 0 ? files : undefined
  })
}

t.test('files open from the card and from the ballot, sealed', async (t) => {
  const service = await aService(t)
  const { paul, ana } = await aClass(service)
  const files = [
    { name: '../Affiché « 1 ».PNG', bytes: png },
    { name: 'page.html', bytes: '<script>alert(1)</script>' },
  ]
  const sent = await send(service, paul, { files })
  t.equal(sent.status, 200)
  const buttons = await filesOnCard(ana)
  t.match(buttons, [{ label: 'File: Affiché « 1 ».png' }, { label: 'File: page.html.txt' }])
  const [picture, page] = await Promise.all(buttons.map(({ url = '' }) => fetch(url)))
  t.match(Object.fromEntries(picture?.headers ?? []), {
    'content-type': 'image/png',
    'content-disposition':
      'inline; filename="Affich_ _ 1 _.png"; filename*=UTF-8\'\'Affich%C3%A9%20%C2%AB%201%20%C2%BB.png',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
    'cache-control': 'private, no-store',
    'referrer-policy': 'no-referrer',
  })
  t.same(Buffer.from((await picture?.bytes()) ?? []), png)
  t.match(Object.fromEntries(page?.headers ?? []), {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': /^attachment; /,
  })

  const vote = (await ana.messages()).flatMap(({ message }) => message.buttons ?? [])
  const action = vote.find((one) => one.action?.startsWith('vote:'))?.action ?? ''
  const room = service.links.learner
  const ballot = await fetch(`${room}/interactions`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      origin: new URL(room).origin,
      cookie: ana.cookie,
    },
    body: JSON.stringify({ kind: 'press', action }),
  })
  const { form } = answerSchema.parse(await ballot.json())
  for (const { url = '' } of buttons) t.match(form?.intro, url)

  const proposalId = action.slice('vote:'.length)
  for (const path of [
    `/records/${proposalId}`,
    `/records/${proposalId}.json`,
    `/screen/${proposalId}`,
  ])
    t.notMatch(
      await (await fetch(service.app.baseUrl + path)).text(),
      /evidence\/|Affich|page\.html/,
    )
})

t.test('a file that is not taken gives the form back, and nothing typed is lost', async (t) => {
  const service = await aService(t)
  const { paul } = await aClass(service)
  const files = [
    { name: 'good.png', bytes: png },
    { name: 'bad.exe', bytes: 'MZ\0' },
  ]
  const reply = await send(service, paul, { files, fields: { reason: 'The garden.' } })
  t.equal(reply.status, 422)
  const answer = answerSchema.parse(await reply.json())
  t.match(answer, { refused: 'evidence-refused', field: 'files', problem: /^Send a picture/ })
  const value = (name: string) =>
    answer.form?.fields.find((field) => field.name === name)?.value ?? ''
  t.equal(value('reason'), 'The garden.')
  t.match(value('files'), /^[\w-]{22}$/, 'the good one need not be sent again')

  const page = await send(service, paul, { files, accept: 'text/html' })
  t.match(await page.text(), /name="field\.files"\s+value="[\w-]{22}"\s+checked/)
  const part = await send(service, paul, {
    files,
    accept: 'text/html',
    headers: { 'x-fragment': 'reply' },
  })
  t.match(await part.text(), /^<section[^]+File 1/)

  await propose(paul, { for: 'group', files: value('files') })
  t.match(await filesOnCard(paul), [{ label: 'File: good.png' }])
  const again = await paul.submit('propose', {
    achievement: 'com.ecouter-comprendre',
    reason: 'Again.',
    for: 'group',
    files: value('files'),
  })
  t.match(again, { refused: 'evidence-refused' }, 'a file is of one proposal only')
})

t.test('a click that is sent twice opens one vote', async (t) => {
  const service = await aService(t)
  const { paul } = await aClass(service)
  const files = [{ name: 'a.png', bytes: png }]
  const click = { files, id: 'one' }
  const answers = [await send(service, paul, click), await send(service, paul, click)]
  t.strictSame(await answers[0]?.json(), await answers[1]?.json())
  t.equal((await filesOnCard(paul)).length, 1)
  await send(service, paul, { ...click, files: [{ name: 'b.png', bytes: png }, ...files] })
  await until(async () => ((await filesOnCard(paul)).length === 3 ? true : undefined))
})

t.test('limits: five files, ten megabytes each, twenty together, trainers alone', async (t) => {
  const service = await aService(t)
  const { paul, ana } = await aClass(service)
  const refused = async (files: readonly Upload[]) =>
    answerSchema.parse(await (await send(service, paul, { files })).json()).problem
  t.match(
    await refused(Array.from({ length: 6 }, (_, n) => ({ name: `${n}.png`, bytes: png }))),
    /five at most/,
  )
  t.match(await refused([aText(11)]), /^Each file may weigh 10 MB at most/)
  t.match(await refused([aText(9), aText(8), aText(7)]), /20 MB at most in all/)
  t.match(await refused([{ name: 'a.txt', bytes: '' }]), /empty/)
  const before = (await service.store.db.select().from(service.store.db.t.evidenceFile)).length
  const learner = await send(service, ana, { files: [{ name: 'a.png', bytes: png }] })
  t.match(await learner.json(), { refused: 'trainers-only' })
  const after = (await service.store.db.select().from(service.store.db.t.evidenceFile)).length
  t.equal(after, before, 'nothing is kept for those who may not propose')
})

// More than the systems on both sides take for themselves.
const megabytes = 32

/** A served file, on a server of its own whose patience a test chooses. */
async function aShownFile(t: Test, limits: Partial<AnswerLimits>) {
  const { app, place } = await served(t)
  const bytes = Buffer.alloc(megabytes * 1024 * 1024, 'a')
  const [workspaceId, id] = [place.workspaceId, app.newId()]
  const facts = { workspaceId, id, handedBy: null, name: 'a.txt', type: 'text/plain', hash: '' }
  const times = { createdAt: app.now(), takenAt: app.now() }
  await app.store.tx((tx) => addEvidenceFile(tx, { ...facts, ...times, size: bytes.length, bytes }))
  const server = fastify()
  const config = readConfig({})
  await server.register(rateLimit, { global: false })
  server.setErrorHandler<HttpProblem>(({ status, headers }, _, reply) =>
    reply.code(status).headers(headers).send(),
  )
  evidenceRoutes(
    server,
    { app, limits: createLimits(server, config) },
    {
      most: 9,
      mostForOneAddress: 9,
      mostThings: 9,
      stalledMs: 60_000,
      longestMs: 60_000,
      ...limits,
    },
  )
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => server.close())
  const port = Number(new URL(address).port)
  const url = `${address}/evidence/${id}`
  return { app, id, bytes, url, ask: () => askAndReadNothing(t, { port, id }) }
}

/** A reader who asks, and then takes nothing. */
async function askAndReadNothing(t: Test, { port, id }: { port: number; id: string }) {
  const socket = connect(port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  socket.on('error', () => undefined)
  socket.write(`GET /evidence/${id} HTTP/1.1\r\nhost: x\r\n\r\n`)
  await once(socket, 'readable')
  return socket
}

t.test('a file comes whole, to several at once, and HEAD tells its size', async (t) => {
  const { url, bytes } = await aShownFile(t, {})
  const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(url)).bytes()))
  t.ok(answers.every((answer) => bytes.equals(answer)))
  const head = await fetch(url, { method: 'HEAD' })
  t.match(head, { status: 200 })
  t.equal(head.headers.get('content-length'), String(bytes.length))
})

t.test('those who read nothing hold little, and not for long', async (t) => {
  const { url, ask } = await aShownFile(t, { mostForOneAddress: 3, stalledMs: 1500 })
  const sockets = [await ask(), await ask(), await ask()]
  const refused = await fetch(url)
  t.match(refused, { status: 429 })
  t.equal(refused.headers.get('retry-after'), '5')
  // As many at once as one address may: all those who stalled are dropped.
  await until(async () => {
    const answers = await Promise.all([1, 2, 3].map(() => fetch(url)))
    await Promise.all(answers.map((answer) => answer.bytes()))
    // Asking without a pause would meet the limit of three hundred a minute.
    await pause(100)
    return answers.every(({ status }) => status === 200) ? true : undefined
  })
  await Promise.all(sockets.map(async (socket) => once(socket.resume(), 'close')))
  t.ok(sockets.every(({ bytesRead }) => bytesRead < megabytes * 1024 * 1024))
})

t.test('nobody is served for ever, and no more at once than there is room for', async (t) => {
  const { url, ask } = await aShownFile(t, { most: 2, longestMs: 3000 })
  const sockets = [await ask(), await ask()]
  t.match(await fetch(url), { status: 503 })
  await until(async () => ((await fetch(url)).status === 200 ? true : undefined))
  for (const socket of sockets) socket.destroy()
})

t.test('however many send a file at once, it is read once', async (t) => {
  const { app, id, ask, url } = await aShownFile(t, { mostThings: 1 })
  await ask()
  await app.store.tx((tx) => tx.delete(tx.t.evidenceFile))
  t.match(await fetch(url, { method: 'HEAD' }), { status: 200 })
  const other = `${url.slice(0, -id.length)}${'A'.repeat(id.length)}`
  t.match(await fetch(other), { status: 503 }, 'memory holds so many and no more')
})

t.test('the files of a vote that is withdrawn are gone', async (t) => {
  const service = await aService(t)
  const { paul, ana } = await aClass(service)
  await send(service, paul, { files: [{ name: 'a.png', bytes: png }] })
  const [button] = await filesOnCard(ana)
  const buttons = (await ana.messages()).flatMap(({ message }) => message.buttons ?? [])
  const id = buttons.find(({ action }) => action?.startsWith('vote:'))?.action?.slice(5)
  await paul.submit('end', { what: `withdraw:${id}`, reason: 'Somebody did not agree.' })
  t.equal((await fetch(button?.url ?? '')).status, 404)
})

t.test('a file is shown once it is evidence, and to no other workspace’s proposal', async (t) => {
  const service = await served(t)
  const { app, server, place } = service
  const other = await anotherWorkspace(service)
  const file = { name: 'a.png', type: '', bytes: png }
  const taken = await takeEvidenceFile(app, { workspaceId: other.place.workspaceId, file })
  t.ok(taken.ok)
  const id = taken.ok ? taken.value.id : ''
  t.equal((await server.inject(`/evidence/${id}`)).statusCode, 404)
  const named = await app.store.tx((tx) => evidenceNamed(tx, place.workspaceId, [id]))
  t.match(named, { ok: false, refusal: { problem: 'gone' } })
})

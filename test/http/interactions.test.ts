import t from 'tap'
import { anotherWorkspace, joined, served } from '#test/kit/http.ts'
import type { Form, Message } from '#src/chat/contract.ts'

const service = await served(t)
const { server, app, place, room } = service
const door = `/rooms/${place.code}`
const url = `${door}/interactions`
const lea = await joined(service)
const ours = { origin: 'http://localhost' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }

const asJson = (payload: object, headers: Record<string, string> = {}) =>
  server.inject({ method: 'POST', url, payload, headers, cookies: lea.cookies })
const asForm = (payload: string, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url,
    payload,
    headers: { ...form, ...ours, ...headers },
    cookies: lea.cookies,
  })

const ballot: Form = {
  name: 'ballot:p1',
  title: 'Voter',
  submit: 'Envoyer',
  fields: [{ name: 'c1', label: 'Écoute', kind: 'line', required: true }],
}

t.beforeEach(() => {
  room.acted.length = 0
  room.reply = { message: { text: 'Bien reçu.' } }
})

t.test('JSON in, JSON out, and the room learns who did what and where', async (t) => {
  const reply = await asJson({ kind: 'command', text: '/badge aide\u202E' })
  t.equal(reply.statusCode, 200)
  t.strictSame(reply.json(), { message: { text: 'Bien reçu.' } })
  t.match(room.acted, [
    {
      id: /^[0-9a-f-]{36}$/,
      by: { ref: `room:${lea.member.id}`, name: 'Léa' },
      workspace: `room:${place.workspaceId}`,
      channel: `room:${place.code}`,
      language: 'fr',
      kind: 'command',
      text: '/badge aide',
    },
  ])
})

t.test('an id makes a repeat recognisable, and is the member’s own', async (t) => {
  await asJson({ id: 'one', kind: 'command', text: 'a' })
  await asJson(
    { kind: 'press', action: 'vote:x', message: 'room:A/b' },
    { 'idempotency-key': '"two"' },
  )
  t.match(room.acted, [
    { id: `${lea.member.id}:one` },
    { id: `${lea.member.id}:two`, kind: 'press', action: 'vote:x', message: 'room:A/b' },
  ])
})

t.test(
  'a refusal is 422 with its code, a form is the form, a form with a problem is 422',
  async (t) => {
    room.reply = { message: { text: 'Non.' }, refused: 'own-award' }
    const refused = await asJson({ kind: 'press', action: 'vote:x' })
    t.equal(refused.statusCode, 422)
    t.strictSame(refused.json(), { message: { text: 'Non.' }, refused: 'own-award' })
    room.reply = { form: ballot }
    const opened = await asJson({ kind: 'press', action: 'vote:x' })
    t.equal(opened.statusCode, 200)
    t.strictSame(opened.json(), { form: ballot })
    room.reply = { form: ballot, problem: 'Il manque une réponse.', refused: 'field-missing' }
    const wrong = await asJson({ kind: 'submit', form: 'ballot:p1', fields: {} })
    t.equal(wrong.statusCode, 422)
    t.match(wrong.json(), { problem: 'Il manque une réponse.', refused: 'field-missing' })
  },
)

t.test('files come to programs by their address, never as bytes', async (t) => {
  const file = { name: 'b.png', type: 'image/png', alternative: 'Badge', url: '/awards/x.png' }
  room.reply = { message: { text: 'Voici.', files: [{ ...file, bytes: new Uint8Array(9) }] } }
  const reply = await asJson({ kind: 'command', text: 'mine' })
  t.strictSame(reply.json(), { message: { text: 'Voici.', files: [file] } })
})

t.test('the same things as form fields, several values joined by line feeds', async (t) => {
  await asForm(
    'kind=submit&form=propose&id=f1&field.people=a&field.people=b&field.reason=Bravo%0D%0A%21&other=1',
  )
  t.match(room.acted, [
    {
      id: `${lea.member.id}:f1`,
      kind: 'submit',
      form: 'propose',
      fields: { people: 'a\nb', reason: 'Bravo\n!' },
    },
  ])
  t.notOk(room.acted[0] && 'other' in room.acted[0])
  const body = ['kind', 'submit', 'form', 'x', 'field.note', 'é'].reduce(
    (text, value, index) =>
      index % 2 === 0
        ? `${text}--B\r\ncontent-disposition: form-data; name="${value}"\r\n\r\n`
        : `${text}${value}\r\n`,
    '',
  )
  const file =
    '--B\r\ncontent-disposition: form-data; name="field.f"; filename="a.txt"\r\n\r\nsecret\r\n--B--\r\n'
  const multipart = await asForm(body + file, { 'content-type': 'multipart/form-data; boundary=B' })
  t.equal(multipart.statusCode, 303)
  t.match(room.acted.at(-1), { fields: { note: 'é' } })
})

t.test('without a script: a message waits for the page that follows, once', async (t) => {
  room.reply = {
    message: {
      text: 'Bulletin enregistré.',
      parts: [
        { kind: 'text', text: 'Bulletin enregistré.' },
        { kind: 'facts', facts: [['Fin', { at: 1_800_000_000_000 }]] },
      ],
      buttons: [{ label: 'Voir', url: `${app.baseUrl}/records/x` }],
    },
  }
  const sent = await asForm('kind=command&text=vote')
  t.match(sent, { statusCode: 303, headers: { location: door } })
  const kept = sent.cookies.find(({ name }) => name === 'cordee-said')
  t.ok(kept && kept.value.length < 3000 && kept.httpOnly)
  const cookies = { ...lea.cookies, 'cordee-said': kept?.value ?? '' }
  const page = await server.inject({ url: door, cookies })
  t.match(page.payload, 'Bulletin enregistré.')
  t.match(page.payload, '/records/x')
  t.match(page.cookies, [{ name: 'cordee-said', value: '' }], 'and is forgotten')
})

const forge = async (message: object) => {
  const value = Buffer.from(JSON.stringify({ message })).toString('base64url')
  return server.inject({ url: door, cookies: { ...lea.cookies, 'cordee-said': value } })
}

t.test('a forged message is not shown, nor a link to elsewhere', async (t) => {
  for (const url of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
  ])
    t.notMatch(
      (await forge({ text: 'Cliquez', buttons: [{ label: 'Ici', url }] })).payload,
      /Cliquez|evil|alert/,
    )
  for (const value of ['%', 'bm8', 'x'.repeat(3500)]) {
    const page = await server.inject({
      url: door,
      cookies: { ...lea.cookies, 'cordee-said': value },
    })
    t.equal(page.statusCode, 200)
  }
})

t.test('without a script: a long answer and a form are pages of their own', async (t) => {
  const items = Array.from({ length: 200 }, (_, index) => `Badge numéro ${index} : être à l’écoute`)
  const long: Message = { text: 'Tous les badges', parts: [{ kind: 'list', items }] }
  room.reply = { message: long }
  const list = await asForm('kind=command&text=list')
  t.equal(list.statusCode, 200)
  t.match(list.payload, 'Badge numéro 199')
  room.reply = { form: ballot, problem: 'Il manque une réponse.' }
  const wrong = await asForm('kind=submit&form=ballot:p1&field.c1=brouillon')
  t.equal(wrong.statusCode, 422)
  t.match(wrong.payload, /Il manque une réponse\.[^]*value="brouillon"/)
})

t.test('our script gets the reply alone', async (t) => {
  const headers = { 'x-fragment': 'reply', accept: 'text/html' }
  const part = await asForm('kind=command&text=aide', headers)
  t.equal(part.statusCode, 200)
  t.match(part.payload.trim(), /^<section\s+id="reply"/)
  t.notMatch(part.payload, '<html')
  room.reply = { message: { text: 'Non.' }, refused: 'x' }
  t.equal((await asForm('kind=command&text=aide', headers)).statusCode, 422)
})

t.test('strangers are sent to the door', async (t) => {
  const payload = { kind: 'command', text: 'aide' }
  t.match((await server.inject({ method: 'POST', url, payload })).json(), {
    status: 401,
    code: 'not-joined',
  })
  const browser = await server.inject({
    method: 'POST',
    url,
    payload: 'kind=command&text=a',
    headers: form,
  })
  t.match(browser, { statusCode: 303, headers: { location: door } })
  const other = await anotherWorkspace(service)
  const eve = await joined({ app, place: other.place }, { trainer: true })
  const foreign = await server.inject({ method: 'POST', url, payload, cookies: eve.cookies })
  t.equal(foreign.statusCode, 401)
  t.strictSame(room.acted, [])
})

t.test('what is malformed is refused, naming the field, and reaches nobody', async (t) => {
  const cases: [object, string | undefined][] = [
    [{}, 'kind'],
    [{ kind: 'vote' }, 'kind'],
    [{ kind: 'command' }, 'text'],
    [{ kind: 'command', text: 'x'.repeat(2001) }, 'text'],
    [{ kind: 'press' }, 'action'],
    [{ kind: 'press', action: 'a', message: 'no-ref' }, 'message'],
    [{ kind: 'submit', form: 'x' }, 'fields'],
    [{ kind: 'submit', form: 'x', fields: { a: 'x'.repeat(10_001) } }, 'fields.a'],
    [{ kind: 'submit', form: 'x', fields: { '<img>': 'x' } }, 'fields'],
    [{ kind: 'command', text: 'a', id: 'spaces are not' }, 'id'],
    [{ kind: 'command', text: 'a', extra: 1 }, undefined],
  ]
  for (const [payload, field] of cases) {
    const reply = await asJson(payload)
    t.equal(reply.statusCode, 422, JSON.stringify(payload).slice(0, 50))
    t.equal(reply.json().field, field)
    t.notMatch(reply.payload, '<img>')
  }
  t.strictSame(room.acted, [])
})

import t from 'tap'
import { awarded, served } from '#test/kit/http.ts'

const service = await served(t)
const { server, app } = service
const { award, recipient } = await awarded(service)
const url = `/awards/${award.id}`
const credential = (await server.inject(`${url}.json`)).payload
const png = (await server.inject(`${url}.png`)).rawPayload
const json = { accept: 'application/json' }

const verify = (payload: object | string | Buffer, headers: Record<string, string> = {}) =>
  server.inject({ method: 'POST', url: '/verify', payload, headers })

const upload = (
  fields: Record<string, string | Uint8Array>,
  headers: Record<string, string> = json,
) => {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields))
    body.append(name, typeof value === 'string' ? value : new File([value], 'badge.png'))
  return server.inject({ method: 'POST', url: '/verify', payload: body, headers })
}

t.test('a genuine badge is valid, however it comes', async (t) => {
  const found = { valid: true, practice: true, found: { name: String } }
  t.match((await upload({ file: png })).json(), found)
  t.match((await upload({ text: credential })).json(), found)
  t.match((await upload({ url: `${app.baseUrl}${url}` })).json(), found)
  t.match((await verify({ credential: JSON.parse(credential) })).json(), found)
  t.match((await verify({ credential })).json(), found)
  t.match((await verify({ text: credential })).json(), found)
  t.match((await verify({ url: `${app.baseUrl}${url}.json?x#y` })).json(), found)
  t.match((await verify(credential, { 'content-type': 'application/json' })).json(), found)
  t.match((await verify(credential, { 'content-type': 'application/ld+json' })).json(), found)
  t.match((await verify(png, { 'content-type': 'image/png', ...json })).json(), found)
  const shared = await server.inject({ url: `/verify?u=${app.baseUrl}${url}`, headers: json })
  t.match(shared.json(), found)
})

t.test('each check says how it came out and why, in the reader’s language', async (t) => {
  const french = (await verify({ credential })).json()
  for (const check of french.checks)
    t.match(check, {
      check: String,
      result: /^(?:passed|failed|not-applicable|not-checked)$/,
      explanation: /\S/,
    })
  const english = await server.inject({
    method: 'POST',
    url: '/verify?lang=en',
    payload: { credential },
  })
  t.not(english.json().checks[0].explanation, french.checks[0].explanation)
})

t.test('one letter changed is not valid', async (t) => {
  const forged = JSON.parse(credential)
  forged.credentialSubject.achievement.name += '!'
  const reply = await verify({ credential: forged })
  t.equal(reply.statusCode, 200)
  t.match(reply.json(), { valid: false })
})

t.test('the address of its owner is compared when it is given', async (t) => {
  const email = recipient.member.email ?? ''
  const result = async (address: string) =>
    (await verify({ credential, email: address }))
      .json()
      .checks.find(({ check }: { check: string }) => check === 'recipient').result
  t.equal(await result(email.toUpperCase()), 'passed')
  t.equal(await result('someone@example.org'), 'failed')
  t.match((await verify({ credential, email: 'nobody' })).json(), {
    status: 422,
    code: 'email-wrong',
    field: 'email',
  })
})

t.test('addresses of elsewhere are refused, whatever they look like', async (t) => {
  const addresses = [
    'http://127.0.0.1/',
    'http://0x7f.1/awards/x',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'https://example.org/awards/AAAAAAAAAAAAAAAAAAAAAA',
    `${app.baseUrl}/awards/AAAAAAAAAAAAAAAAAAAAAA`,
    `${app.baseUrl}.evil.example${url}`,
  ]
  for (const address of addresses) {
    const reply = await verify({ url: address })
    t.match(reply.json(), { status: 422, code: 'url-elsewhere', field: 'url' }, address)
    t.notMatch(reply.payload, address)
  }
})

t.test('hostile badges are answered, never an accident', async (t) => {
  const { server: rested } = await served(t)
  const verify = (payload: object | string | Buffer, headers: Record<string, string> = {}) =>
    rested.inject({ method: 'POST', url: '/verify', payload, headers })
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
  t.match(
    (await verify(`{"credential":{"a":${deep}}}`, { 'content-type': 'application/json' })).json(),
    {
      status: 422,
      code: 'too-deep',
    },
  )
  const cases: (object | string)[] = [
    { text: deep },
    { text: '\u0000\uD800' },
    { text: '{}' },
    { credential: {} },
    { credential: 'not json' },
    { text: 'x'.repeat(600_000) },
  ]
  for (const payload of cases) t.match((await verify(payload)).json(), { valid: false })
  for (const file of [Buffer.from('GIF89a'), png.subarray(0, 200)])
    t.match((await verify(file, { 'content-type': 'image/png', ...json })).json(), { valid: false })
})

t.test('nothing at all, or something unknown, says what to send', async (t) => {
  const limited = await served(t)
  const ask = (payload: object, headers: Record<string, string> = {}) =>
    limited.server.inject({ method: 'POST', url: '/verify', payload, headers })
  t.match((await ask({})).json(), { status: 422, code: 'nothing-to-verify' })
  t.match((await ask({ text: '  ' })).json(), { status: 422, code: 'nothing-to-verify' })
  t.match((await ask({ secret: 1 })).json(), { status: 422, code: 'field-wrong' })
  const page = await limited.server.inject({
    method: 'POST',
    url: '/verify',
    payload: 'text=',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
  })
  t.equal(page.statusCode, 422)
  t.match(page.payload, /action="\/verify/)
  t.equal((await limited.server.inject('/verify')).statusCode, 200)
})

t.test('thirty badges a minute from one machine', async (t) => {
  const limited = await served(t)
  const codes: number[] = []
  for (let index = 0; index < 31; index += 1) {
    const reply = await limited.server.inject({
      method: 'POST',
      url: '/verify',
      payload: { text: '{}' },
    })
    codes.push(reply.statusCode)
    if (reply.statusCode === 429) t.ok(Number(reply.headers['retry-after']) > 0)
  }
  t.strictSame(codes, [...Array.from({ length: 30 }, () => 200), 429])
})

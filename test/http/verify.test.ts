import { inspect } from 'node:util'
import t from 'tap'
import { guardedClient } from '#src/outside/guarded-client.ts'
import { anyReach, publicReach } from '#src/outside/reach.ts'
import { awarded, served } from '#test/kit/http.ts'
import { aSite } from '#test/outside/a-site.ts'

const service = await served(t)
const { server, app } = service
const { award, recipient } = await awarded(service)
const url = `/awards/${award.id}`
const credential = (await server.inject(`${url}.json`)).payload
const png = (await server.inject(`${url}.png`)).rawPayload
const json = { accept: 'application/json' }

const verify = (payload: object | string | Buffer, headers: Record<string, string> = {}) =>
  server.inject({ method: 'POST', url: '/verify', payload, headers })

const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }]

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

t.test('every form of a badge of ours is checked without the network', async (t) => {
  for (const ending of ['.json', '.png', '.svg', '.jwt', '.ob2.json', '.ob2.jwt']) {
    const badge = (await server.inject(`${url}${ending}`)).rawPayload
    const report = (await upload({ file: badge })).json()
    t.match(report, { valid: true, verdict: 'valid', practice: true }, ending)
    const open = report.checks.filter(({ result }: { result: string }) => result === 'not-checked')
    const reasons = new Set(open.map(({ reason }: { reason: string }) => reason))
    for (const reason of reasons) t.match(reason, /^(?:practice-key|recipient-not-asked)$/, ending)
    const page = report.checks.find(({ check }: { check: string }) => check === 'issuer-page')
    if (report.format === 'ob3')
      t.match(page, { result: 'passed', reason: 'page-ours' }, 'the badge does name a page')
  }
})

t.test('an address of ours is checked in the form that it names', async (t) => {
  // Somebody else: the other tests use up most of one person's turns.
  const remoteAddress = '192.0.2.7'
  const at = async (ending: string) => {
    const payload = { url: `${app.baseUrl}${url}${ending}` }
    return (await server.inject({ method: 'POST', url: '/verify', payload, remoteAddress })).json()
  }
  const forms = { '': 'ob3', '.json': 'ob3', '.jwt': 'ob3', '.ob2.json': 'ob2', '.ob2.jwt': 'ob2' }
  for (const [ending, format] of Object.entries(forms)) {
    const report = await at(ending)
    t.match(report, { valid: true, format }, ending)
    const token = report.checks.find(({ check }: { check: string }) => check === 'token')
    t.equal(token?.result === 'passed', ending.endsWith('.jwt'), `${ending}: signed envelope`)
  }
  for (const ending of ['.png', '.svg']) {
    const { checks } = await at(ending)
    const both = checks.find(({ check }: { check: string }) => check === 'same-award')
    t.match(both, { result: 'passed' }, `${ending}: both versions`)
  }
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

t.test(
  'addresses that are not of the public web are refused, whatever they look like',
  async (t) => {
    const guarded = await served(t, {
      outside: guardedClient({ reach: publicReach, lookup: toLoopback }),
    })
    const secret = await aSite(t, (_, response) => response.end(credential))
    const addresses = [
      `http://127.0.0.1:${secret.port}/`,
      `https://127.0.0.1:${secret.port}/`,
      'https://0x7f.1/awards/x',
      'https://2130706433:8443',
      'https://[::ffff:7f00:1]:8443/',
      'https://①②⑦.⓪.⓪.①/',
      'https://169.254.169.254/latest',
      'https://localhost:8443/',
      'localhost',
      'file:///etc/passwd',
      'gopher://example.org/',
      'https://me:word@example.org/',
      'https://example.org/awards/AAAAAAAAAAAAAAAAAAAAAA',
      'badges.example.org/awards/AAAAAAAAAAAAAAAAAAAAAA',
      `${app.baseUrl}.evil.example${url}`,
      'AAAAAAAAAAAAAAAAAAAAAA',
    ]
    for (const address of addresses) {
      const payload = { url: address }
      const reply = await guarded.server.inject({ method: 'POST', url: '/verify', payload })
      t.match(reply.json(), { status: 422, code: 'url-not-allowed', field: 'url' }, address)
      t.notMatch(reply.payload, address)
    }
    t.equal(secret.connections(), 0)
    const own = ['/awards/AAAAAAAAAAAAAAAAAAAAAA', '/verify?url=x', '/']
    for (const path of own)
      t.match(
        (await verify({ url: `${app.baseUrl}${path}` })).json(),
        { status: 422, code: 'url-unknown', field: 'url' },
        'we never ask ourselves',
      )
  },
)

t.test('a badge that lies elsewhere is fetched and checked', async (t) => {
  const answers: Readonly<Record<string, readonly [number, string, string | Buffer]>> = {
    '/badge.json': [200, 'application/ld+json', credential],
    '/badge.png': [200, 'image/png', png],
    '/page': [200, 'text/html', '<h1>Badge</h1>'],
    '/secret': [403, 'text/plain', 'no'],
    '/gone': [
      410,
      'application/json',
      '{"id":"x","revoked":true,"revocationReason":"By mistake."}',
    ],
    '/gone-page': [410, 'text/html', 'gone'],
    '/large': [200, 'image/png', Buffer.alloc(1024 * 1024 + 1)],
  }
  const site = await aSite(t, (request, response) => {
    const [status, type, body] = answers[request.url ?? ''] ?? [404, 'text/plain', '']
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  const reaching = await served(t, { outside: guardedClient({ reach: anyReach }) })
  const get = (path: string) =>
    reaching.server.inject({
      url: `/verify?url=${encodeURIComponent(`${site.origin}${path}`)}`,
      headers: { ...json, 'accept-language': 'en' },
    })
  // Another service issued it: a practice badge, of which nobody can say more.
  for (const path of ['/badge.json', '/badge.png'])
    t.match((await get(path)).json(), { practice: true, found: { name: String } }, path)
  t.match((await get('/gone')).json(), {
    valid: false,
    verdict: 'not-valid',
    checks: [{ check: 'status', result: 'failed', explanation: /By mistake\./ }],
  })
  t.match((await get('/gone-page')).json(), { valid: false, verdict: 'not-valid' })
  const problems = {
    '/page': 'url-not-a-badge',
    '/secret': 'url-other-answer',
    '/nothing': 'url-other-answer',
    '/large': 'url-too-large',
  }
  for (const [path, code] of Object.entries(problems))
    t.match((await get(path)).json(), { status: 422, code, field: 'url' }, path)
})

t.test('an address that lies in the text is understood', async (t) => {
  t.match((await upload({ text: ` ${app.baseUrl}${url}\n` })).json(), { practice: true })
})

t.test('the page says it in words: the verdict, why, and check by check', async (t) => {
  const page = async (payload: object, language: string) => {
    const reply = await server.inject({
      method: 'POST',
      url: `/verify?lang=${language}`,
      payload,
      headers: { accept: 'text/html' },
    })
    t.equal(reply.statusCode, 200)
    return reply.payload
  }
  const forged = JSON.parse(credential)
  forged.credentialSubject.achievement.name = 'Other <b>name</b>'
  const bad = await page({ credential: forged }, 'en')
  t.match(bad, /class="verdict state-bad"[^]*The content does not match the signature/)
  t.match(bad, /tone-bad[^]*tone-good/, 'what is wrong stands before what is good')
  t.notMatch(bad, '<b>name')
  t.notMatch(bad, `src="/awards/${award.id}.png"`)
  const good = await page({ credential }, 'fr')
  t.match(good, /class="verdict state-practice"/)
  t.match(good, /d’entraînement/)
  t.notMatch(good, 'tone-bad')
  t.match(good, /<details class="check-group tone-quiet">\s*<summary>/)
  t.match(good, `src="/awards/${award.id}.png"`)
})

t.test('neither the address asked about nor the mail address is kept or logged', async (t) => {
  const lines: string[] = []
  const keep = (...said: readonly unknown[]) => void lines.push(inspect(said, { depth: 9 }))
  const levels = { trace: keep, debug: keep, info: keep, warn: keep, error: keep, fatal: keep }
  const log = { ...levels, silent: () => undefined, level: 'trace', child: () => log }
  const logged = await served(t, { log })
  const payload = { url: 'https://canary.example.org/badge', email: 'canary@example.org' }
  await logged.server.inject({ method: 'POST', url: '/verify', payload })
  await logged.server.inject(`/verify?url=${payload.url}`)
  t.ok(lines.length > 0)
  t.notMatch(lines.join(''), 'canary')
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

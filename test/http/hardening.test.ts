import { request } from 'node:http'
import { Writable } from 'node:stream'
import Fastify from 'fastify'
import t from 'tap'
import { logOptions } from '#src/http/server-log.ts'
import { StorageUnavailable } from '#src/storage/store.ts'
import { joined, served } from '#test/kit/http.ts'

const service = await served(t)
const { server, place, room } = service
const door = `/rooms/${place.code}`
const json = { accept: 'application/json' }
const post = { 'content-type': 'application/x-www-form-urlencoded' }

t.test('headers let a classroom on plain http in, and strangers’ scripts out', async (t) => {
  const { headers } = await server.inject('/')
  t.equal(
    headers['content-security-policy'],
    "default-src 'none';img-src 'self' data:;style-src 'self';script-src 'self';font-src 'self';" +
      "connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
  )
  t.match(headers, {
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  for (const name of [
    'strict-transport-security',
    'cross-origin-opener-policy',
    'x-powered-by',
    'server',
  ])
    t.notOk(name in headers, name)
  t.equal((await server.inject(door)).headers['x-robots-tag'], 'noindex')
  t.notOk('x-robots-tag' in headers)
})

t.test('on https: HSTS, upgraded requests, and cookies that stay there', async (t) => {
  const secure = await served(t, { env: { PUBLIC_URL: 'https://badges.example.org' } })
  const reply = await secure.server.inject({
    method: 'POST',
    url: `/rooms/${secure.place.code}/join`,
    payload: { name: 'Léa' },
  })
  t.match(reply.headers['strict-transport-security'], 'max-age=31536000')
  t.match(reply.headers['content-security-policy'], 'upgrade-insecure-requests')
  t.match(reply.cookies[0], {
    name: '__Host-cordee-session',
    secure: true,
    httpOnly: true,
    path: '/',
  })
})

t.test('the guard: other sites’ pages are refused, our own and programs are not', async (t) => {
  const lea = await joined(service)
  const act = async (headers: Record<string, string>) => {
    const payload = 'kind=command&text=aide'
    const url = `${door}/interactions`
    return (await server.inject({ method: 'POST', url, payload, headers: { ...post, ...headers } }))
      .statusCode
  }
  const { cookie } = lea
  const evil = 'https://evil.example'
  const cases: [Record<string, string>, number][] = [
    [{ cookie, origin: evil }, 403],
    [{ cookie, origin: 'null' }, 403],
    [{ cookie, 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }, 403],
    [{ cookie, 'sec-fetch-site': 'same-site' }, 403],
    [{ cookie }, 403],
    [{ origin: evil }, 403],
    [{}, 303],
    [{ cookie, 'sec-fetch-site': 'same-origin' }, 303],
    [{ cookie, origin: 'http://badges.lan', host: 'badges.lan' }, 303],
    [{ cookie, origin: 'http://badges.lan:3000', host: 'badges.lan:3000' }, 303],
    [{ cookie, origin: 'http://badges.lan:3000', host: 'badges.lan' }, 403],
  ]
  for (const [headers, status] of cases) {
    const { cookie: _, ...shown } = headers
    t.equal(await act(headers), status, JSON.stringify({ ...shown, session: 'cookie' in headers }))
  }
  const program = await server.inject({
    method: 'POST',
    url: `${door}/interactions`,
    headers: { cookie },
    payload: { kind: 'command', text: 'aide' },
  })
  t.equal(
    program.statusCode,
    200,
    'no page of another site can send JSON without saying where it comes from',
  )
  const refused = await server.inject({
    method: 'POST',
    url: '/verify',
    headers: { origin: evil, ...json },
  })
  t.match(refused.json(), { status: 403, code: 'cross-site' })
})

t.test('behind a proxy, our own address counts too', async (t) => {
  const proxied = await served(t, { env: { PUBLIC_URL: 'https://badges.example.org' } })
  const headers = { origin: 'https://badges.example.org', host: '10.0.0.7:3000', ...json }
  const reply = await proxied.server.inject({
    method: 'POST',
    url: '/verify',
    headers,
    payload: { text: '{}' },
  })
  t.equal(reply.statusCode, 200)
})

t.test('known paths answer 405 with what they take, unknown ones 404', async (t) => {
  const put = await server.inject({
    method: 'PUT',
    url: '/verify',
    headers: json,
    payload: { a: 1 },
  })
  t.match(put, { statusCode: 405, headers: { allow: 'GET, HEAD, POST, OPTIONS' } })
  t.match(put.json(), { code: 'method-not-allowed' })
  t.equal((await server.inject({ method: 'DELETE', url: `${door}/messages` })).statusCode, 405)
  t.equal((await server.inject({ method: 'GET', url: `${door}/join` })).statusCode, 405)
  t.equal((await server.inject({ method: 'POST', url: '/nothing-here' })).statusCode, 404)
  const options = await server.inject({ method: 'OPTIONS', url: `/awards/${'A'.repeat(22)}.json` })
  t.match(options, { statusCode: 204, headers: { 'access-control-allow-origin': '*' } })
  t.notOk(
    'access-control-allow-origin' in
      (await server.inject({ method: 'OPTIONS', url: door })).headers,
  )
})

t.test('hostile addresses are 4xx, and are not repeated', async (t) => {
  const id = 'A'.repeat(22)
  const paths = [
    '/awards/..%2f..%2fetc%2fpasswd',
    `/awards/${id}`,
    `/awards/${id}%00`,
    `/awards/${id.slice(1)}`,
    `/awards/${id}A.json`,
    '/awards/%C3%28.json',
    '/awards/<script>alert(1)</script>',
    '/issuers/%E0%A4%A/did.json',
    '/%ff',
    `/rooms/${'x'.repeat(500)}`,
    '/rooms/%F0%9F%98%80',
    '/rooms/%00',
    '/assets/../server.ts',
    '/assets/..%2fserver.ts',
    '/assets/constructor',
    '/screen/__proto__',
    '//evil.example/%2e%2e',
    '/join?code=%ff%fe',
    '/?lang=<script>&lang[]=x&__proto__=1',
  ]
  for (const url of paths) {
    for (const accept of ['application/json', 'text/html']) {
      const reply = await server.inject({ url, headers: { accept } })
      t.ok(reply.statusCode < 500, `${url.slice(0, 40)} ${reply.statusCode}`)
      t.notMatch(reply.payload, /<script>alert|passwd|evil\.example|server\.ts/)
    }
  }
})

t.test('hostile bodies are 4xx', async (t) => {
  const lea = await joined(service)
  const headers = { cookie: lea.cookie, 'content-type': 'application/json' }
  const url = `${door}/interactions`
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const cases: [string | Buffer, number][] = [
    ['', 400],
    ['{', 400],
    ['null', 422],
    ['[]', 422],
    ['"x"', 422],
    ['{"__proto__":{"a":1}}', 400],
    ['{"constructor":{"prototype":{"a":1}}}', 400],
    [`{"kind":"submit","form":"x","fields":{"a":${deep}}}`, 422],
    [deep, 422],
    [`{"kind":"command","text":"${'x'.repeat(1_100_000)}"}`, 413],
    [Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 400],
  ]
  for (const [payload, status] of cases) {
    const reply = await server.inject({ method: 'POST', url, payload, headers })
    t.equal(reply.statusCode, status, payload.slice(0, 30).toString())
    t.match(reply.headers['content-type'], 'application/problem+json')
  }
  const odd = await server.inject({
    method: 'POST',
    url,
    payload: '{"kind":"command","text":"a\\u0000b\\ud800c\\u202ed"}',
    headers,
  })
  t.equal(odd.statusCode, 200)
  t.match(room.acted.at(-1), { text: 'abcd' })
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data']) {
    const typed = { ...headers, origin: 'http://localhost', 'content-type': type, ...json }
    const reply = await server.inject({ method: 'POST', url, payload: 'x', headers: typed })
    t.ok([400, 406, 415].includes(reply.statusCode), `${type}: ${reply.statusCode}`)
  }
})

t.test('an accident is 500 with a reference that is in the log, and nothing else', async (t) => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString())
      done()
    },
  })
  const { log } = Fastify({ logger: { ...logOptions({ logLevel: 'info' }), stream: sink } })
  const logged = await served(t, { log })
  const lea = await joined(logged, { name: 'Canari' })
  logged.room.act = async () => {
    throw new Error('Failed query: insert\nparams: Canari,canari@example.org')
  }
  const url = `/rooms/${logged.place.code}/interactions?trainer=canary-key`
  const payload = { kind: 'command', text: 'canary-text' }
  const reply = await logged.server.inject({ method: 'POST', url, payload, cookies: lea.cookies })
  const { status, code, reference } = reply.json()
  t.match([status, code, reference], [500, 'unexpected', /^[\w-]{8}$/])
  const written = lines.join('')
  t.match(written, reference)
  t.match(written, '"route":"/rooms/:code/interactions"')
  t.notMatch(written, /canar|cordee-session/i)
  t.notMatch(written, lea.cookie.split('=')[1] ?? '')
  t.notMatch(written, '127.0.0.1')
  logged.room.act = async () => {
    throw new StorageUnavailable('The disk is full.')
  }
  const full = await logged.server.inject({ method: 'POST', url, payload, cookies: lea.cookies })
  t.match(full, { statusCode: 503, headers: { 'retry-after': '5' } })
  t.match(full.json(), { code: 'unavailable' })
})

t.test('whoever tries codes is stopped, a member of the room is not', async (t) => {
  const tried = await served(t)
  const lea = await joined(tried)
  let last = 0
  for (let index = 0; index < 62; index += 1)
    last = (await tried.server.inject({ url: '/rooms/222-222', headers: json })).statusCode
  t.equal(last, 429)
  t.equal((await tried.server.inject(`/rooms/${tried.place.code}`)).statusCode, 429)
  t.equal(
    (await tried.server.inject({ url: `/rooms/${tried.place.code}`, cookies: lea.cookies }))
      .statusCode,
    200,
  )
})

t.test(
  'one session acts sixty times a minute, a class behind one address as often as it likes',
  async (t) => {
    const busy = await served(t)
    const act = async (cookies: Record<string, string>) => {
      const payload = { kind: 'command', text: 'a' }
      const url = `/rooms/${busy.place.code}/interactions`
      return (await busy.server.inject({ method: 'POST', url, payload, cookies })).statusCode
    }
    const lea = await joined(busy)
    const codes: number[] = []
    for (let index = 0; index < 61; index += 1) codes.push(await act(lea.cookies))
    t.strictSame([codes[59], codes[60]], [200, 429])
    t.equal(await act((await joined(busy)).cookies), 200)
  },
)

t.test('health and readiness', async (t) => {
  t.strictSame((await server.inject('/healthz')).json(), { ok: true })
  t.match(await server.inject('/readyz'), { statusCode: 200 })
  const sick = await served(t, { ready: async () => [{ name: 'database', ok: false }] })
  const reply = await sick.server.inject('/readyz')
  t.equal(reply.statusCode, 503)
  t.strictSame(reply.json(), { ok: false, parts: [{ name: 'database', ok: false }] })
  const away = { name: 'slack', ok: false, required: false, detail: 'connecting' }
  const parts = [{ name: 'database', ok: true }, away]
  const reachable = await served(t, { ready: async () => parts })
  const shown = await reachable.server.inject('/readyz')
  t.equal(shown.statusCode, 200, 'a chat platform that is away keeps nobody out of the room')
  t.strictSame(shown.json(), { ok: true, parts })
  const dead = await served(t, { ready: async () => Promise.reject(new Error('gone')) })
  t.equal((await dead.server.inject('/readyz')).statusCode, 503)
})

t.test('assets are kept by browsers and asked for again', async (t) => {
  const style = await server.inject('/assets/app.css')
  t.match(style.headers, {
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, no-cache',
  })
  const again = await server.inject({
    url: '/assets/app.css',
    headers: { 'if-none-match': String(style.headers.etag) },
  })
  t.equal(again.statusCode, 304)
  const font = await server.inject('/assets/fonts/atkinson-bold.ttf')
  t.match(font.headers, { 'content-type': 'font/ttf', 'cache-control': /immutable/ })
  t.match((await server.inject('/robots.txt')).payload, 'Disallow: /awards/')
})

t.test('an upgrade to anything but a websocket is answered over HTTP/1.1', async (t) => {
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQ',
    }
    request(`${address}/healthz`, { headers }, ({ statusCode }) => resolve(statusCode))
      .on('error', reject)
      .end()
  })
  t.equal(status, 200)
})

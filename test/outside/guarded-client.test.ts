import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import type { Fetched, FetchFailure, Outside } from '#src/credentials/outside.ts'
import { type Found, type Guard, guardedClient } from '#src/outside/guarded-client.ts'
import { isPublicAddress } from '#src/outside/public-address.ts'
import { anyReach, publicReach, type Reach } from '#src/outside/reach.ts'
import { SharedOutside } from '#src/outside/shared-outside.ts'
import { Turns } from '#src/outside/turns.ts'
import { certificate } from './a-certificate.ts'
import { aSite } from './a-site.ts'

/** 127.0.0.2 stands for the public internet: it is on this machine too, but no other address of it may be reached. */
const publicHost = '127.0.0.2'
const reach: Reach = { ...anyReach, allowsAddress: (address) => address === publicHost }

const toPublic = async () => [{ address: publicHost, family: 4 }]
const open = (more: Partial<Guard> = {}) =>
  guardedClient({ reach, lookup: toPublic, ca: certificate.cert, ...more })
const refused = (why: FetchFailure): Fetched => ({ ok: false, why })

const json: RequestListener = (_, response) => {
  response.setHeader('content-type', 'application/ld+json; charset=utf-8').end('{"a":1}')
}

t.test('addresses of the public internet, and no others', async (t) => {
  const open = ['8.8.8.8', '93.184.215.14', '2606:4700::1111', '64:ff9b::8.8.8.8']
  for (const address of open) t.ok(isPublicAddress(address), address)
  const apart = `0.0.0.0 10.1.2.3 100.100.100.200 127.0.0.1 168.63.129.16 169.254.169.254 172.31.0.1 192.0.0.192
    192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::8.8.8.8 100::1
    2001::1 2001:0:7f00:1::1 2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1
    fe80::1%eth0 2606:4700::1111%eth0 ff02::1 localhost 127.1 08.8.8.8`
  for (const address of apart.split(/\s+/)) t.notOk(isPublicAddress(address), address)
  t.notOk(isPublicAddress(''))
})

t.test('a machine of ours by any spelling of its address is not even connected to', async (t) => {
  const site = await aSite(t, json)
  const anyPort: Reach = { ...publicReach, allowsPort: () => true }
  const lookups: string[] = []
  const lookup = async (name: string) => {
    lookups.push(name)
    return [{ address: '127.0.0.1', family: 4 }]
  }
  const outside = guardedClient({ reach: anyPort, lookup })
  const hosts = `localhost localhost. 127.0.0.1 127.1 0 0x7f.1 2130706433 017700000001 0x7f000001 [::1] [::]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [64:ff9b::7f00:1] [::127.0.0.1] ①②⑦.⓪.⓪.① 169.254.169.254 10.0.0.1 rebound.example`
  for (const host of hosts.split(/\s+/))
    t.strictSame(
      await outside.get(`https://${host}:${site.port}/`),
      refused('address-refused'),
      host,
    )
  t.equal(site.connections(), 0)
  t.strictSame(lookups, ['localhost', 'localhost.', 'rebound.example'], 'literals ask no look-up')
})

t.test('schemes, ports and names for signing in', async (t) => {
  const lookups: string[] = []
  const outside = guardedClient({
    reach: publicReach,
    lookup: async (name) => {
      lookups.push(name)
      return []
    },
  })
  const addresses = [
    'http://badges.example/',
    'https://badges.example:80/',
    'https://badges.example:22/',
    'https://me:secret@badges.example/',
    'https://me@badges.example/',
    'file:///etc/passwd',
    'gopher://badges.example/',
    'data:application/json,{}',
    'ftp://badges.example/',
    'badges.example',
    '',
    'https://',
    `https://badges.example/${'x'.repeat(3000)}`,
  ]
  for (const address of addresses)
    t.strictSame(await outside.get(address), refused('address-refused'), address.slice(0, 40))
  t.strictSame(lookups, [])
  for (const address of ['https://badges.example/', 'https://badges.example:8443/'])
    t.strictSame(await outside.get(address), refused('unreachable'), 'no address in the DNS')
  t.equal(lookups.length, 2)
})

t.test('the name is looked up once, and every address that it stands for counts', async (t) => {
  const secret = await aSite(t, json)
  const site = await aSite(t, json, { host: publicHost })
  const answers = [publicHost, '127.0.0.1']
  const asked: string[] = []
  const rebinding = open({
    lookup: async (name) => {
      asked.push(name)
      return [{ address: answers.shift() ?? '127.0.0.1', family: 4 }]
    },
  })
  t.match(await rebinding.get(`http://rebinding.example:${site.port}/`), { ok: true, status: 200 })
  t.strictSame(asked, ['rebinding.example'])
  const second = await rebinding.get(`http://rebinding.example:${secret.port}/`)
  t.strictSame(second, refused('address-refused'))
  const both: readonly Found[] = [publicHost, '127.0.0.1'].map((address) => ({
    address,
    family: 4,
  }))
  const mixed = open({ lookup: async () => both })
  t.strictSame(
    await mixed.get(`http://mixed.example:${secret.port}/`),
    refused('address-refused'),
    'one address within reach does not vouch for the other',
  )
  t.equal(secret.connections(), 0)
  const broken = open({ lookup: () => Promise.reject(new Error('ENOTFOUND')) })
  t.strictSame(await broken.get('http://none.example/'), refused('unreachable'))
})

t.test('redirections: three at most, each looked at anew', async (t) => {
  const secret = await aSite(t, json)
  const site = await aSite(
    t,
    (request, response) => {
      const { url = '' } = request
      const left = Number(/^\/(\d)$/.exec(url)?.[1] ?? 0)
      const location = new Map([
        ['/inside', `http://127.0.0.1:${secret.port}/`],
        ['/file', 'file:///etc/passwd'],
        ['/mad', 'http://['],
      ]).get(url)
      if (location ?? left) response.writeHead(302, { location: location ?? `/${left - 1}` }).end()
      else if (url === '/nowhere') response.writeHead(302).end()
      else json(request, response)
    },
    { host: publicHost },
  )
  const outside = open()
  const moved = await outside.get(`${site.origin}/3`)
  t.match(moved, { ok: true, status: 200, from: `${site.origin}/0` }, 'and says where it ended')
  const direct = await outside.get(`${site.origin}/0`)
  t.notOk('from' in direct, 'what is not sent on comes from where it was asked for')
  t.strictSame(await outside.get(`${site.origin}/4`), refused('other-answer'))
  t.strictSame(await outside.get(`${site.origin}/inside`), refused('address-refused'))
  t.strictSame(await outside.get(`${site.origin}/file`), refused('address-refused'))
  t.strictSame(await outside.get(`${site.origin}/mad`), refused('other-answer'))
  t.strictSame(await outside.get(`${site.origin}/nowhere`), refused('other-answer'))
  t.equal(secret.connections(), 0)
})

t.test('by https the certificate must be of the name that was asked for', async (t) => {
  const heads: IncomingHttpHeaders[] = []
  const listener: RequestListener = (request, response) => {
    heads.push(request.headers)
    json(request, response)
  }
  const site = await aSite(t, listener, { secure: true, host: publicHost })
  const good = await open().get(`${site.origin}/badge`)
  t.match(good, { ok: true, status: 200, contentType: 'application/ld+json' })
  t.equal(good.ok && Buffer.from(good.bytes).toString(), '{"a":1}')
  const other = await open().get(`https://other.example:${site.port}/`)
  t.strictSame(other, refused('unreachable'), 'a certificate of somebody else')
  const usual = guardedClient({ reach, lookup: toPublic })
  t.strictSame(await usual.get(`${site.origin}/`), refused('unreachable'), 'signed by nobody known')
  t.equal(heads.length, 1)
  const [{ accept, ...head } = {}] = heads
  t.match(accept, /^application\/vc, .*image\/png/)
  t.strictSame(
    head,
    {
      'accept-encoding': 'identity',
      'user-agent': 'Cordee badge check',
      host: `badges.example:${site.port}`,
      connection: 'close',
    },
    'no cookie, no credential, no referrer',
  )
})

t.test('what is listed is taken: documents and pictures, 200 and 410', async (t) => {
  const site = await aSite(t, ({ url = '' }, response) => {
    const [status, type, encoding] = decodeURIComponent(url.slice(1)).split('|')
    if (encoding) response.setHeader('content-encoding', encoding)
    if (type) response.setHeader('content-type', type)
    response.writeHead(Number(status)).end(Number(status) === 204 ? undefined : 'x')
  })
  const outside = guardedClient({ reach: anyReach })
  const get = (what: string) => outside.get(`${site.origin}/${encodeURIComponent(what)}`)
  const taken = `application/json application/ld+json application/vc application/vc+ld+json application/jwt text/plain
    image/png image/svg+xml application/did+json application/jwk-set+json`
  for (const type of taken.split(/\s+/)) {
    const answer = await get(`200|${type.toUpperCase()}; charset="utf-8"`)
    t.match(answer, { ok: true, status: 200, contentType: type })
  }
  for (const type of ['text/html', 'application/pdf', 'image/jpeg', 'text/plainer', ''])
    t.strictSame(await get(`200|${type}`), refused('other-type'), type)
  t.strictSame(await get('200|application/json|gzip'), refused('other-type'))
  t.match(await get('200|application/json|identity'), { ok: true })
  t.match(await get('410|application/json'), { ok: true, status: 410, bytes: [120] })
  t.match(await get('410|text/html'), { ok: true, status: 410, bytes: { length: 0 } })
  for (const status of [201, 204, 206, 304, 400, 401, 404, 500, 503])
    t.strictSame(await get(`${status}|application/json`), refused('other-answer'), `${status}`)
})

t.test('what is too large is not read to its end', async (t) => {
  const site = await aSite(t, ({ url = '' }, response) => {
    response.setHeader('content-type', 'application/json')
    const size = Number(url.slice(3))
    if (url.startsWith('/l=')) response.setHeader('content-length', size)
    if (url === '/h=') response.setHeader('x-long', 'x'.repeat(20_000))
    response.end('x'.repeat(size))
  })
  const outside = guardedClient({ reach: anyReach, maxBytes: 1000 })
  for (const way of ['l', 'c']) {
    t.match(await outside.get(`${site.origin}/${way}=1000`), { ok: true })
    t.strictSame(await outside.get(`${site.origin}/${way}=1001`), refused('too-large'), way)
    t.strictSame(await outside.get(`${site.origin}/${way}=9000000`), refused('too-large'), way)
  }
  t.strictSame(await outside.get(`${site.origin}/h=`), refused('too-large'), 'its head')
  const usual = guardedClient({ reach: anyReach })
  t.match(await usual.get(`${site.origin}/c=${1024 * 1024}`), { ok: true })
  t.strictSame(await usual.get(`${site.origin}/c=${1024 * 1024 + 1}`), refused('too-large'))
})

t.test('what comes too slowly is left', async (t) => {
  const stops = new Set<NodeJS.Timeout>()
  t.teardown(() => stops.forEach((timer) => clearInterval(timer)))
  const drip = (write: () => void) => stops.add(setInterval(write, 5))
  const site = await aSite(t, ({ url, socket }, response) => {
    if (url === '/body') {
      response.writeHead(200, { 'content-type': 'application/json' })
      drip(() => response.write(' '))
    } else if (url === '/head') {
      socket.write('HTTP/1.1 200 OK\r\n')
      drip(() => socket.write('a: b\r\n'))
    } else if (url === '/early') drip(() => response.writeProcessing())
    else if (url === '/round') {
      const timer = setTimeout(() => response.writeHead(302, { location: '/round' }).end(), 40)
      stops.add(timer)
    }
    // Anything else never answers at all.
  })
  const outside = guardedClient({ reach: anyReach, timeoutMs: 100 })
  for (const path of ['body', 'head', 'early', 'round', 'silent'])
    t.strictSame(await outside.get(`${site.origin}/${path}`), refused('too-slow'), path)
  const deaf = guardedClient({
    reach: anyReach,
    timeoutMs: 20,
    lookup: () => new Promise(() => undefined),
  })
  t.strictSame(await deaf.get('http://slow.example/'), refused('too-slow'), 'the look-up')
})

t.test('whoever hangs up, or speaks no HTTP, is not reached', async (t) => {
  const site = await aSite(t, ({ url, socket }, response) => {
    if (url === '/half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 })
      response.write('{"a"', () => socket.destroy())
    } else if (url === '/garbage') socket.end('SSH-2.0-OpenSSH\r\n\r\n')
    else socket.destroy()
  })
  const outside = guardedClient({ reach: anyReach })
  for (const path of ['half', 'garbage', 'gone'])
    t.strictSame(await outside.get(`${site.origin}/${path}`), refused('unreachable'), path)
  t.strictSame(await outside.get('http://127.0.0.1:1/'), refused('unreachable'))
})

t.test('eight at once; the ninth waits', async (t) => {
  const looking: (() => void)[] = []
  let lookups = 0
  const lookup = () => {
    lookups += 1
    const { promise, resolve } = Promise.withResolvers<readonly Found[]>()
    looking.push(() => resolve([]))
    return promise
  }
  const outside = guardedClient({ reach: anyReach, lookup })
  const nine = Array.from({ length: 9 }, () => outside.get('http://badges.example/'))
  await setImmediate()
  t.equal(lookups, 8)
  looking.shift()?.()
  await nine[0]
  t.equal(lookups, 9)
  for (const answer of looking) answer()
  for (const answer of await Promise.all(nine)) t.strictSame(answer, refused('unreachable'))
})

t.test('turns are taken in order, and given back by whoever gives up', async (t) => {
  const turns = new Turns(1)
  const done: string[] = []
  const never = new AbortController().signal
  const first = Promise.withResolvers<void>()
  const one = turns.take(never, () => first.promise)
  const leaving = new AbortController()
  const two = turns.take(leaving.signal, async () => done.push('two'))
  const three = turns.take(never, async () => done.push('three'))
  const four = turns.take(never, async () => done.push('four'))
  leaving.abort(new Error('enough'))
  await t.rejects(two, { message: 'enough' })
  await t.rejects(
    turns.take(leaving.signal, async () => 0),
    { message: 'enough' },
  )
  first.resolve()
  await Promise.all([one, three, four])
  t.strictSame(done, ['three', 'four'])
  await t.rejects(
    turns.take(never, () => Promise.reject(new Error('failed'))),
    { message: 'failed' },
  )
  t.equal(await turns.take(never, async () => 'free'), 'free')
})

/** Answers when it is told to, and remembers what it was asked for. */
function aSlowOutside() {
  const held: (() => void)[] = []
  const asked: string[] = []
  const outside: Outside = {
    get(url) {
      asked.push(url)
      const { promise, resolve } = Promise.withResolvers<Fetched>()
      held.push(() => resolve({ ok: false, why: 'unreachable' }))
      return promise
    },
  }
  return { outside, asked, answer: () => held.shift()?.() }
}

t.test('each stranger has two documents fetched at once', async (t) => {
  const { outside, asked, answer } = aSlowOutside()
  const shared = new SharedOutside(outside)
  const [one, again, other] = [
    shared.forBadge('one'),
    shared.forBadge('one'),
    shared.forBadge('other'),
  ]
  const answers = ['a', 'b'].map((url) => one.get(url))
  answers.push(again.get('c'), other.get('d'))
  await setImmediate()
  t.strictSame(asked, ['a', 'b', 'd'], 'the third of one waits, whichever badge it is for')
  answer()
  await answers[0]
  await setImmediate()
  t.strictSame(asked, ['a', 'b', 'd', 'c'])
  for (let index = 0; index < 3; index += 1) answer()
  await Promise.all(answers)
})

t.test('a badge may name twenty documents, each fetched once', async (t) => {
  let fetched = 0
  const shared = new SharedOutside({
    get: async () => {
      fetched += 1
      return refused('unreachable')
    },
  })
  const outside = shared.forBadge('one')
  for (let round = 0; round < 2; round += 1)
    for (let index = 0; index < 20; index += 1)
      t.strictSame(await outside.get(`${index}`), refused('unreachable'))
  t.equal(fetched, 20)
  t.strictSame(await outside.get('one more'), refused('too-slow'))
  t.strictSame(
    await shared.forBadge('one').get('one more'),
    refused('unreachable'),
    'another badge',
  )
  t.equal(fetched, 21)
})

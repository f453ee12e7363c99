import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { type FaultProxy, openFaultProxy, type Target } from './fault-proxy.ts'

t.test('without faults everything passes, both ways, and each side may close first', async (t) => {
  const { proxy, ask, talk } = await anEcho(t)
  t.equal(await ask('hello'), 'hello')
  const large = 'x'.repeat(3_000_000)
  t.equal((await ask(large)).length, large.length)
  const socket = talk()
  socket.end('bye')
  t.equal(await textOf(socket), 'bye')
  t.match(proxy.counts, { connections: 3, cut: 0, trapped: 0, reset: 0 })
  t.equal(proxy.counts.toTarget, 3_000_008)
  t.equal(proxy.counts.toClient, 3_000_008)
  await until(() => proxy.open === 0)
})

t.test('a unix socket may be the target', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'cordee-proxy-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const { proxy, ask, talk } = await anEcho(t, { path: join(folder, 'echo') })
  t.equal(await ask('hello'), 'hello')
  const socket = talk()
  const gone = failureOf(socket)
  socket.write('x')
  await once(socket, 'data')
  proxy.reset()
  t.equal(await gone, 'ECONNRESET')
})

t.test('delay: each piece comes later', async (t) => {
  const { proxy, ask } = await anEcho(t)
  proxy.set({ delayMs: 30 })
  const from = performance.now()
  t.equal(await ask('hello'), 'hello')
  t.ok(performance.now() - from >= 59, 'there and back')
})

t.test('drip: what passes in a second is bounded, and nothing is lost', async (t) => {
  const { proxy, ask } = await anEcho(t)
  proxy.set({ bytesPerSecond: 5000 })
  const from = performance.now()
  const text = Array.from({ length: 100 }, (_, n) => String(n).padStart(10, '.')).join('')
  t.equal(await ask(text), text)
  t.ok(performance.now() - from >= 190, '1000 bytes take a fifth of a second')
})

t.test('half-open: nothing passes and nobody hears of an end, until it ends', async (t) => {
  const { proxy, talk, ended } = await anEcho(t)
  const socket = talk()
  socket.write('one')
  await once(socket, 'data')
  proxy.set({ silent: 'both' })
  let heard = ''
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
  socket.write('two')
  const late = talk()
  late.write('three')
  await wait(50)
  t.equal(heard, '')
  t.match(
    { destroyed: socket.destroyed, counts: proxy.counts },
    { destroyed: false, counts: { toTarget: 3 } },
  )
  late.resetAndDestroy()
  await wait(50)
  t.equal(ended(), 0, 'the target did not hear that one left')
  proxy.set()
  await until(() => heard === 'two')
  await until(() => ended() === 1)
  socket.destroy()
})

t.test('half-open one way: the target works on, its answer does not come', async (t) => {
  const { proxy, talk } = await anEcho(t)
  proxy.set({ silent: 'toClient' })
  const socket = talk()
  socket.write('asked')
  await until(() => proxy.counts.toTarget === 5)
  t.equal(proxy.counts.toClient, 0)
  proxy.set()
  const [answer] = await once(socket, 'data')
  t.equal(String(answer), 'asked')
  socket.destroy()
})

for (const by of ['reset', 'end'] as const)
  for (const way of ['toTarget', 'toClient'] as const)
    t.test(`cut (${by}) after some bytes ${way}: exactly those arrived`, async (t) => {
      const { proxy, talk, received } = await anEcho(t)
      proxy.set({ cut: { way, afterBytes: 7, by } })
      const socket = talk()
      const ending = failureOf(socket)
      let heard = ''
      socket.on('data', (bytes: Buffer) => (heard += bytes.toString()))
      socket.write('0123')
      await until(() => heard === '0123')
      socket.write('456789')
      t.equal(await ending, by === 'reset' ? 'ECONNRESET' : undefined)
      t.equal(proxy.counts[way], 7)
      t.equal(proxy.counts.cut, 1)
      await until(() => proxy.open === 0)
      if (way === 'toTarget') t.equal(received(), '0123456')
      else t.equal(heard, '0123456')
    })

t.test('a trap springs on a text, also one that comes in two pieces, so many times', async (t) => {
  const { proxy, ask, talk, received } = await anEcho(t)
  proxy.set({ trap: { way: 'toTarget', text: 'commit', passes: false, times: 1 } })
  const socket = talk()
  const ending = failureOf(socket)
  socket.write('com')
  await once(socket, 'data')
  socket.write('mit')
  t.equal(await ending, 'ECONNRESET')
  t.equal(received(), 'com')
  t.equal(proxy.counts.trapped, 1)
  t.equal(await ask('commit'), 'commit', 'the second passes')
})

t.test('a trap on the answer: the target has done it, the client does not hear', async (t) => {
  const { proxy, ask, received } = await anEcho(t)
  proxy.set({ trap: { way: 'toClient', text: 'done', passes: false, times: 1 } })
  await t.rejects(ask('done'), { code: 'ECONNRESET' })
  t.equal(received(), 'done')
})

t.test('refusing: nobody listens, until the proxy accepts again on the same port', async (t) => {
  const { proxy, ask, talk } = await anEcho(t)
  const open = talk()
  open.write('x')
  await once(open, 'data')
  await proxy.refuse()
  await t.rejects(ask('hello'), { code: 'ECONNREFUSED' })
  open.write('y')
  await once(open, 'data')
  open.destroy()
  await proxy.accept()
  t.equal(await ask('hello'), 'hello')
})

t.test('a target that is not there resets the client', async (t) => {
  const proxy = await openFaultProxy(t, { host: '127.0.0.1', port: 1 })
  await t.rejects(askThrough(proxy, 'hello'), { code: 'ECONNRESET' })
})

/** A server that answers what it is told, behind a proxy. */
async function anEcho(t: Test, path?: { readonly path: string }) {
  let received = ''
  let ended = 0
  const server = createServer((socket) => {
    socket.on('data', (bytes: Buffer) => (received += bytes.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => (ended += 1))
    socket.pipe(socket)
  })
  const target = await listening(server, path)
  t.teardown(() => server.close())
  const proxy = await openFaultProxy(t, target)
  return {
    proxy,
    received: () => received,
    ended: () => ended,
    ask: (text: string) => askThrough(proxy, text),
    talk: () => connect(proxy.port, proxy.host),
  }
}

async function listening(server: Server, path?: { readonly path: string }): Promise<Target> {
  server.listen(path ?? { port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  if (path) return path
  return { host: '127.0.0.1', port: typeof address === 'object' && address ? address.port : 0 }
}

async function askThrough({ port, host }: FaultProxy, text: string): Promise<string> {
  const socket = connect(port, host)
  socket.end(text)
  return textOf(socket)
}

async function textOf(socket: Socket): Promise<string> {
  let text = ''
  for await (const bytes of socket) text += String(bytes)
  return text
}

/** The code of the error that a socket ends with, or nothing when it ends well. */
async function failureOf(socket: Socket): Promise<string | undefined> {
  let code: string | undefined
  socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code))
  await new Promise((closed) => {
    socket.once('close', closed)
  })
  return code
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !holds(); await wait(5))
    if (performance.now() > end) throw new Error('It did not come within ten seconds.')
}

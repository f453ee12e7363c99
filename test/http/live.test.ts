import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { sendTo, Sockets } from '#src/http/live/sockets.ts'
import type { Socket } from '#src/http/live/socket.ts'
import {
  aVote,
  anotherWorkspace,
  type Joined,
  joined,
  said,
  served,
  votedThrough,
} from '#test/kit/http.ts'

const service = await served(t)
const { server, app, place, room } = service
const origin = await server.listen({ port: 0, host: '127.0.0.1' })
const base = origin.replace('http', 'ws')
const live = `/rooms/${place.code}/live`

/** A websocket client that keeps what it hears. */
async function listen(path: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${base}${path}`, { headers: { origin, ...headers } })
  const heard: { [key: string]: unknown }[] = []
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code))
  })
  socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))))
  const opened = await new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true))
    socket.addEventListener('error', () => resolve(false))
  })
  t.teardown(() => socket.close())
  return { socket, heard, closed, opened }
}

const enter = (who: Joined, query = '') => listen(`${live}${query}`, { cookie: who.cookie })

function connections(): Promise<number> {
  return new Promise((resolve) => {
    server.server.getConnections((_, count) => resolve(count))
  })
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 3000
  while (!(await condition()) && Date.now() < giveUp)
    await new Promise((resume) => setTimeout(resume, 5))
}

/** The status that answers a bare upgrade request. */
async function upgradeStatus(path: string, headers: Record<string, string>): Promise<number> {
  const { port, hostname } = new URL(origin)
  const socket = connect(Number(port), hostname)
  const lines = Object.entries({
    host: `${hostname}:${port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  const [answer] = await once(socket, 'data')
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d+)/.exec(String(answer))?.[1])
}

t.test('who may not listen is told before the upgrade', async (t) => {
  const lea = await joined(service)
  const { cookie } = lea
  const other = await anotherWorkspace(service)
  const eve = await joined({ app, place: other.place }, { trainer: true })
  t.equal(await upgradeStatus(live, { cookie, origin: 'https://evil.example' }), 403)
  t.equal(await upgradeStatus(live, { cookie }), 403, 'a page always says where it comes from')
  t.equal(await upgradeStatus(live, { origin }), 401)
  t.equal(await upgradeStatus(live, { origin, cookie: eve.cookie }), 401)
  t.equal(await upgradeStatus('/rooms/222-222/live', { origin, cookie }), 404)
  t.equal(await upgradeStatus(`/screen/${'A'.repeat(22)}/live`, { origin }), 404)
  t.equal(await upgradeStatus('/healthz', { origin: 'https://evil.example' }), 403)
  t.equal(await upgradeStatus('/verify', { origin, cookie }), 404)
  t.equal(await upgradeStatus('/%ff', { origin }), 400)
  t.equal(await upgradeStatus(live, { origin, cookie }), 101)
  await until(async () => (await connections()) === 0)
  t.equal(await connections(), 0, 'no socket of those refused stays open')
  t.equal((await server.inject({ url: live, cookies: lea.cookies })).statusCode, 426)
})

t.test('a message reaches everybody in the room, each in the language asked for', async (t) => {
  const lea = await enter(await joined(service))
  const noe = await enter(await joined(service, { name: 'Noé' }), '?lang=en')
  const ref = room.post(place.code, said('Bonjour'))
  await until(() => lea.heard.length > 0 && noe.heard.length > 0)
  t.match(lea.heard, [
    {
      kind: 'message',
      ref,
      private: false,
      at: Number,
      changedAt: Number,
      message: { text: 'Bonjour (fr)' },
    },
  ])
  t.match(noe.heard, [{ message: { text: 'Bonjour (en)' } }])
})

t.test('a private message reaches its member alone', async (t) => {
  const who = await joined(service)
  const lea = await enter(who)
  const noe = await enter(await joined(service, { name: 'Noé' }))
  room.post(place.code, said('Pour Léa'), who.member.id)
  room.post(place.code, said('Pour tous'))
  await until(() => lea.heard.length > 1 && noe.heard.length > 0)
  t.match(lea.heard, [{ private: true, message: { text: 'Pour Léa (fr)' } }, { private: false }])
  t.match(noe.heard, [{ message: { text: 'Pour tous (fr)' } }])
})

t.test('pages get markup, and after a cut what they missed', async (t) => {
  const who = await joined(service)
  const lea = await enter(who, '?as=html&lang=fr')
  const ref = room.post(place.code, said('Carte'))
  await until(() => lea.heard.length > 0)
  const [frame] = lea.heard
  t.match(frame, { kind: 'message', id: `m-${ref}`, html: /Carte \(fr\)/, changedAt: Number })
  room.post(place.code, said('Pendant la coupure'))
  const again = await enter(who, `?as=html&since=${String(frame?.['changedAt'])}`)
  await until(() => again.heard.length > 0)
  t.match(again.heard, [{ html: /Pendant la coupure/ }])
})

t.test('many changes at once are read once or twice, however many listen', async (t) => {
  const sockets: Awaited<ReturnType<typeof enter>>[] = []
  for (let index = 0; index < 8; index += 1) sockets.push(await enter(await joined(service)))
  room.reads = 0
  for (let index = 0; index < 50; index += 1) room.post(place.code, said(`Vote ${index}`))
  // What an earlier test posted last may still be under way.
  const votes = ({ heard }: (typeof sockets)[number]) =>
    heard.filter((frame) => JSON.stringify(frame).includes('Vote ')).length
  await until(() => sockets.every((socket) => votes(socket) >= 50))
  t.strictSame(new Set(sockets.map(votes)), new Set([50]))
  t.ok(room.reads <= 3, `${room.reads} reads`)
})

t.test('five sockets a member, twenty messages a second, 8 KiB a message', async (t) => {
  const who = await joined(service)
  const open = []
  for (let index = 0; index < 5; index += 1) open.push(await enter(who))
  const sixth = await enter(who)
  t.equal(await sixth.closed, 1013)
  const [first, second, third] = open
  first?.socket.send('x'.repeat(8193))
  t.equal(await first?.closed, 1009)
  for (let index = 0; index < 20; index += 1) second?.socket.send('x')
  await new Promise((resume) => setTimeout(resume, 100))
  t.equal(second?.socket.readyState, WebSocket.OPEN)
  for (let index = 0; index < 21; index += 1) third?.socket.send('x')
  t.equal(await third?.closed, 1008)
})

t.test('the screen gets the board at once, and again when ballots arrive', async (t) => {
  const fresh = await served(t)
  const vote = await aVote(fresh)
  const address = await fresh.server.listen({ port: 0, host: '127.0.0.1' })
  const socket = new WebSocket(
    `${address.replace('http', 'ws')}/screen/${vote.proposalId}/live?lang=en`,
    {
      headers: { origin: address },
    },
  )
  t.teardown(() => socket.close())
  const boards: { [key: string]: unknown }[] = []
  socket.addEventListener('message', ({ data }) => boards.push(JSON.parse(String(data))))
  await until(() => boards.length === 1)
  t.match(boards, [{ kind: 'board', html: /\S/, cast: 0, rollSize: 5, status: 'open' }])
  await votedThrough(fresh, vote)
  for (let index = 0; index < 20; index += 1) fresh.bus.publish(`proposal:${vote.proposalId}`)
  await until(() => boards.length > 1)
  await new Promise((resume) => setTimeout(resume, 300))
  t.ok(boards.length <= 3, 'hints are gathered')
  t.match(boards.at(-1), { cast: 4, status: 'accepted' })
})

/** A socket that answers no ping, and tells what was done to it. */
function deafSocket(): { readonly socket: Socket; readonly events: readonly string[] } {
  const events: string[] = []
  const socket: Socket = {
    bufferedAmount: 0,
    send: () => undefined,
    ping: () => events.push('ping'),
    close: (code) => events.push(`close ${code}`),
    terminate: () => events.push('terminate'),
    on: () => undefined,
  }
  return { socket, events }
}

t.test('whoever left, is gone or never reads is let go', async (t) => {
  const sockets = new Sockets({ everyMs: 20 })
  const [dead, gone] = [deafSocket(), deafSocket()]
  sockets.admit({ socket: dead.socket, owner: 'a', mayStay: async () => true }, () => undefined)
  sockets.admit({ socket: gone.socket, owner: 'b', mayStay: async () => false }, () => undefined)
  await until(() => dead.events.includes('terminate') && gone.events.includes('close 1008'))
  t.match(dead.events, ['ping', 'terminate'])
  t.ok(gone.events.includes('close 1008'))
  sockets.close()
  const slow = deafSocket()
  sendTo({ ...slow.socket, bufferedAmount: 2 * 1024 * 1024 }, 'x')
  t.strictSame(slow.events, ['close 1013'])
})

t.test('the server closes although somebody listens', async (t) => {
  const closing = await served(t)
  const address = await closing.server.listen({ port: 0, host: '127.0.0.1' })
  const lea = await joined(closing)
  const socket = new WebSocket(
    `${address.replace('http', 'ws')}/rooms/${closing.place.code}/live`,
    {
      headers: { origin: address, cookie: lea.cookie },
    },
  )
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  const idle = connect(Number(new URL(address).port), '127.0.0.1')
  await once(idle, 'connect')
  const began = Date.now()
  await closing.server.close()
  t.ok(Date.now() - began < 3000)
  idle.destroy()
})

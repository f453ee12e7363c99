import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import Fastify from 'fastify'
import { InteractionResponseType } from 'discord.js'
import t, { type Test } from 'tap'
import { HttpDoor } from '#adapters/discord/doors/http-door.ts'
import { publicKeyFrom } from '#adapters/discord/doors/signature.ts'
import type { Handled } from '#adapters/discord/listen/handle.ts'
import { UnderWay } from '#src/chat/adapting/under-way.ts'
import { until } from './listen-stage.ts'

t.test('what Discord signed is answered in the answer to its request', async (t) => {
  const stage = await aDoor(t)
  const answer = await send(stage, anInteraction({ data: { name: 'badgé' } }))
  t.match(answer, { status: 200, type: /json/, body: { type: 4, data: { flags: 64 } } })
  t.match(stage.handled, [{ data: { name: 'badgé' } }])
})

t.test('the question whether somebody is there is answered, whatever is open', async (t) => {
  const stage = await aDoor(t)
  t.match(await send(stage, { type: 1 }), { status: 200, body: { type: 1 } })
  stage.door.stop()
  t.match(await send(stage, { type: 1 }), { status: 200, body: { type: 1 } })
  t.strictSame(stage.handled, [])
  t.type(stage.door.askedAt, 'number')
})

t.test('a signature in capitals is one', async (t) => {
  const stage = await aDoor(t)
  t.match(await send(stage, anInteraction(), { change: (hex) => hex.toUpperCase() }), {
    status: 200,
  })
})

t.test('what others signed, or nobody, is refused, and they learn nothing', async (t) => {
  const stage = await aDoor(t)
  const { privateKey: another } = generateKeyPairSync('ed25519')
  const minute = 60_000
  const refused: Readonly<Record<string, Sending>> = {
    'another key': { key: another },
    'another body': { sent: JSON.stringify(anInteraction({ token: 'other' })) },
    'six minutes old': { at: stage.now() - 6 * minute },
    'six minutes ahead': { at: stage.now() + 6 * minute },
    'a signature cut short': { change: (hex) => hex.slice(0, 126) },
    'one that is followed by more': { change: (hex) => `${hex}00` },
    'one that is not in hex': { change: (hex) => `zz${hex.slice(2)}` },
    'nothing but zeros': { change: () => '0'.repeat(128) },
    'an empty one': { change: () => '' },
    'a time that is none': { headers: { 'x-signature-timestamp': 'soon' } },
    'another time': { headers: { 'x-signature-timestamp': seconds(stage.now() - 2000) } },
  }
  for (const [what, sending] of Object.entries(refused))
    t.match(await send(stage, anInteraction(), sending), { status: 401, text: '' }, what)
  const unsigned = await fetch(stage.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"type":1}',
  })
  t.equal(unsigned.status, 401)
  t.equal(await unsigned.text(), '')
  t.strictSame(stage.handled, [])
  t.equal(stage.lines.length, 1, 'one line a minute tells of it')
  t.notMatch(stage.lines[0], /secret-token/)
})

t.test('a clock that is four minutes apart is still believed', async (t) => {
  const stage = await aDoor(t)
  for (const apart of [-240_000, 240_000])
    t.match(await send(stage, anInteraction(), { at: stage.now() + apart }), { status: 200 })
})

t.test('the same interaction is taken once', async (t) => {
  const stage = await aDoor(t)
  const interaction = anInteraction()
  t.match(await send(stage, interaction), { status: 200 })
  t.match(await send(stage, interaction), { status: 401 })
  t.equal(stage.handled.length, 1)
})

t.test('nonsense that Discord signed is refused, and nothing breaks', async (t) => {
  const stage = await aDoor(t)
  for (const text of ['{bad', 'null', '[]', '', '4'])
    t.match(await send(stage, text), { status: 400 }, text)
  t.match(await send(stage, { type: 2 }), { status: 400 }, 'nothing to answer to')
  t.match(await send(stage, anInteraction(), { type: 'text/plain' }), { status: 415 })
  t.match(await send(stage, anInteraction({ x: 'x'.repeat(600_000) })), { status: 413 })
  t.match(await send(stage, anInteraction()), { status: 200 })
})

t.test('what follows the answer begins once it has left', async (t) => {
  const stage = await aDoor(t)
  const order: string[] = []
  stage.after = async () => void order.push('after')
  await send(stage, anInteraction()).then(() => order.push('answered'))
  await until(() => order.length === 2)
  t.strictSame(order.toSorted(), ['after', 'answered'])
  await stage.underWay.end()
})

t.test('before it is started, and after it is stopped, nothing is taken', async (t) => {
  const stage = await aDoor(t)
  stage.door.stop()
  t.match(await send(stage, anInteraction()), { status: 503 })
  stage.door.start()
  t.match(await send(stage, anInteraction()), { status: 200 })
})

t.test('a public key that is none is told with the remedy', async (t) => {
  t.throws(() => publicKeyFrom('abc'), { message: /DISCORD_PUBLIC_KEY.*General Information/ })
})

interface Sending {
  readonly key?: KeyObject
  readonly at?: number
  readonly change?: (hex: string) => string
  readonly headers?: Readonly<Record<string, string>>
  readonly type?: string
  /** Instead of what was signed. */
  readonly sent?: string
}

/** The door alone, with answers that a test chooses. */
async function aDoor(t: Test) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const handled: unknown[] = []
  const lines: string[] = []
  const note = (facts: object, message: string) => lines.push(JSON.stringify([facts, message]))
  const underWay = new UnderWay()
  const own: { after?: () => Promise<void> } = {}
  const door = new HttpDoor({
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    handle: async (raw) => (isWhole(raw) ? answerTo(raw) : undefined),
    underWay,
    log: { info: note, warn: note, error: note },
    now: Date.now,
  })
  const answerTo = (raw: unknown): Handled => {
    handled.push(raw)
    const first = { type: InteractionResponseType.ChannelMessageWithSource, data: { flags: 64 } }
    return { first, path: '/', instead: () => first, ...(own.after ? { after: own.after } : {}) }
  }
  const server = Fastify()
  await server.register(async (scope) => door.routes(scope))
  const base = await server.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => server.close())
  door.start()
  const url = `${base}/discord/interactions`
  return Object.assign(own, { door, handled, lines, underWay, url, privateKey, now: Date.now })
}

async function send(
  { url, privateKey, now }: Pick<Awaited<ReturnType<typeof aDoor>>, 'url' | 'privateKey' | 'now'>,
  content: unknown,
  { key = privateKey, at = now(), change = (hex) => hex, ...sending }: Sending = {},
) {
  const body = typeof content === 'string' ? content : JSON.stringify(content)
  const stamp = seconds(at)
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': sending.type ?? 'application/json',
      'x-signature-timestamp': stamp,
      'x-signature-ed25519': change(sign(null, Buffer.from(stamp + body), key).toString('hex')),
      ...sending.headers,
    },
    body: sending.sent ?? body,
  })
  const text = await answer.text()
  const type = answer.headers.get('content-type') ?? ''
  return {
    status: answer.status,
    type,
    text,
    body: type.includes('json') ? JSON.parse(text) : undefined,
  }
}

function seconds(at: number): string {
  return String(Math.floor(at / 1000))
}

let interactions = 0

function anInteraction(more: object = {}) {
  return { id: String(++interactions), type: 2, token: 'secret-token', ...more }
}

function isWhole(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && 'token' in raw
}

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { aRunningClock } from '#test/kit/clock.ts'
import { aService, type TestService } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { aServer, collective, connected, proposeIn, voteIn } from './discord-house.ts'
import { aDataDir, oneOfEach, patiently, runProcess } from './discord-process.ts'

t.test('two nodes on PostgreSQL: one is connected, and another takes its place', async (t) => {
  const stage = await aStage(t)
  if (!stage) return
  const { discord, learners, paul, env } = stage
  const options = { env: { ...env, ...discord.env() }, random: () => 0.02 }
  const nodes = await Promise.all([aService(t, options), aService(t, options)])
  await connected(discord)
  const ready = await Promise.all(nodes.map(readiness))
  t.equal(ready.filter((text) => text.includes('standing by')).length, 1)
  t.equal(discord.gateway.open, 1)
  const id = await proposeIn(stage, { badge: collective.en, for: 'group' })
  await voteIn(stage, learners[0] ?? paul, id)

  const first = nodes.find((_, index) => !ready[index]?.includes('standing by'))
  const second = nodes.find((_, index) => ready[index]?.includes('standing by'))
  await first?.stop()
  await patiently(async () => discord.gateway.identifies.length === 2 || undefined)
  await connected(discord)
  t.equal(discord.gateway.open, 1)
  t.match(second && (await readiness(second)), /connected/)
  await voteIn(stage, learners[1] ?? paul, id)
  await oneOfEach(t, { recipients: learners, reader: paul, id })
  t.strictSame(discord.refusals, [], 'nobody answered twice')
})

t.test('the node that is connected is killed, and the other takes its place', async (t) => {
  const stage = await aStage(t)
  if (!stage) return
  const { discord, learners, paul, env } = stage
  const killed = await runProcess(t, { ...env, ...discord.env(), DATA_DIR: aDataDir(t) })
  await connected(discord)
  const clock = aRunningClock()
  const other = await aService(t, {
    env: { ...env, ...discord.env() },
    random: () => 0.02,
    now: clock.now,
  })
  const id = await proposeIn(stage, { badge: collective.en, for: 'group' })
  await voteIn(stage, learners[0] ?? paul, id)
  t.match(await readiness(other), /standing by/)
  await killed.kill()
  // What the other one held runs out.
  clock.advance(16_000)
  await patiently(async () => discord.gateway.identifies.length === 2 || undefined)
  await connected(discord)
  await voteIn(stage, learners[1] ?? paul, id)
  await oneOfEach(t, { recipients: learners, reader: paul, id })
  t.strictSame(discord.refusals, [])
})

t.test('over HTTP two nodes are there at once, and what both are sent counts once', async (t) => {
  const stage = await aStage(t)
  if (!stage) return
  const { discord, learners, paul, env } = stage
  const options = { env: { ...env, ...discord.env({ http: true }) }, random: () => 0.02 }
  const nodes = await Promise.all([aService(t, options), aService(t, options)])
  const answers: (readonly string[])[] = []
  discord.deliverTo(await repeater(t, nodes, answers))
  const id = await proposeIn(stage, { badge: collective.en, for: 'group' })
  for (const learner of learners.slice(0, 2)) await voteIn(stage, learner, id)
  await oneOfEach(t, { recipients: learners, reader: paul, id })
  for (const node of nodes) await node.outbox.idle()
  t.ok(answers.length >= 7)
  t.strictSame(
    answers.filter((both) => both.some((status) => status !== '200')),
    [],
    'both answered all of it',
  )
  t.equal(discord.gateway.connections, 0)
  t.strictSame(discord.refusals, [])
})

/** A server of Discord's, and what two nodes of one service share. Undefined: there is no PostgreSQL. */
async function aStage(t: Test) {
  if (!(await testServer())) {
    t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
    return undefined
  }
  const env = {
    // Whichever node is reached, the service has one address.
    PUBLIC_URL: 'http://127.0.0.1:9',
    DATABASE_URL: await testDatabase(t, { bare: true }),
    MASTER_KEY_FILE: aKeyFile(t),
  }
  return { ...(await aServer(t)), env }
}

async function readiness({ server }: TestService): Promise<string> {
  return (await fetch(`${server.listeningOrigin}/readyz`)).text()
}

/** A proxy that sends all it gets to every node; what the first one answers is the answer. */
async function repeater(
  t: Test,
  nodes: readonly TestService[],
  answers: (readonly string[])[],
): Promise<string> {
  const path = '/discord/interactions'
  const repeat = async ({ headers, ...request }: IncomingMessage, body: Uint8Array) =>
    Promise.all(
      nodes.map(async ({ server }) => {
        const answer = await fetch(`${server.listeningOrigin}${path}`, {
          method: request.method ?? 'POST',
          headers: {
            'content-type': 'application/json',
            'x-signature-ed25519': String(headers['x-signature-ed25519']),
            'x-signature-timestamp': String(headers['x-signature-timestamp']),
          },
          body: new Uint8Array(body),
        })
        return { status: answer.status, text: await answer.text() }
      }),
    )
  const proxy = createServer((request, response) => {
    void (async () => {
      const [first, ...others] = await repeat(request, await buffer(request))
      answers.push([first, ...others].map((one) => String(one?.status)))
      response.writeHead(first?.status ?? 500, { 'content-type': 'application/json' })
      response.end(first?.text)
    })()
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.teardown(() => proxy.close())
  const address = proxy.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}${path}`
}

function aKeyFile(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-key-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'master.key')
  writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
  return file
}

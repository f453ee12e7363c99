import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import t, { type Test } from 'tap'
import { awardsOfProposal } from '#src/storage/awards.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { aClock } from '#test/kit/clock.ts'
import { aService, propose, type TestService, textOf, until, voteAll } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import type { Visitor } from '../../scripts/visitor.ts'

if (await testServer()) testNodes()
else t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })

function testNodes(): void {
  t.test('two nodes that start together make one practice organisation', async (t) => {
    const { a, b } = await twoNodes(t)
    t.equal(new URL(a.links.learner).pathname, new URL(b.links.learner).pathname)
    t.equal(new URL(a.links.trainer).search, new URL(b.links.trainer).search)
  })

  t.test('a node with a master key of its own is refused, and the key is named', async (t) => {
    const { env } = await twoNodes(t)
    const { MASTER_KEY_FILE: _, ...others } = env
    await t.rejects(aService(t, { env: others }), { code: 'config', message: /^MASTER_KEY_FILE: / })
    const other = await aKeyFile(t)
    await t.rejects(aService(t, { env: { ...env, MASTER_KEY_FILE: other } }), {
      code: 'config',
      message: /^MASTER_KEY_FILE: .+ is not the key/,
    })
  })

  t.test(
    'a vote over two nodes is one vote: one card, each badge and each letter once',
    async (t) => {
      const { a, b } = await twoNodes(t)
      const { trainer, learners, id } = await aVote(t, a)
      const twice = await Promise.all(
        learners.map(async (learner, index) => {
          const near = index % 2 === 0 ? learner : learner.at(b.links.learner)
          const click = `click-${index}-of-one-learner`
          const ballot = { c1: 'met', c2: 'met', c3: 'met' }
          // The same click reaches both nodes.
          return Promise.all([
            near.submit(`ballot:${id}`, ballot, click),
            learner.at(b.links.learner).submit(`ballot:${id}`, ballot, click),
          ])
        }),
      )
      for (const [one, other] of twice) t.equal(textOf(one), textOf(other), 'one click, one answer')
      await bothIdle(a, b)

      const row = await findProposal(a.store.db, id)
      const counted = twice.filter(([one]) => one.refused === undefined).length
      t.match(row, { status: 'accepted', tally: { cast: counted } })
      const awards = await awardsOfProposal(b.store.db, row?.workspaceId ?? '', id)
      t.equal(awards.length, learners.length + 1)
      t.ok(awards.every(({ credential }) => credential !== null))
      const letters = [...(await a.letters()), ...(await b.letters())]
      t.equal(letters.length, learners.length)
      t.equal(new Set(letters.map(({ messageId }) => messageId)).size, learners.length)
      const seen = await trainer.at(b.links.learner).messages()
      t.equal(seen.filter(({ ref }) => ref.includes(row?.cardRef ?? 'none')).length, 1)
      for (const learner of learners) {
        const badges = (await learner.messages()).filter(({ message }) => message.files)
        t.equal(badges.length, 1, 'one private message')
      }
    },
  )

  t.test('a page that is open at one node shows what was voted at the other', async (t) => {
    const { a, b } = await twoNodes(t)
    const { trainer, learners, id } = await aVote(t, a)
    const watching = trainer.at(b.links.learner)
    const room = await listen(t, `${b.links.learner}/live`, watching)
    const screen = await listen(t, `${b.app.baseUrl}/screen/${id}/live`, watching)
    const [first, second] = learners
    if (!first || !second) throw new Error('nobody came')

    await voteAll(first, id, 'met')
    await until(async () => screen.heard.find(({ cast }) => cast === 1))
    await until(async () => room.heard.find(({ kind }) => kind === 'message'))

    await cutHints(b)
    await voteAll(second, id, 'met')
    await until(async () => screen.heard.find(({ cast }) => cast === 2))
  })

  t.test('a deadline fires once, whichever node is awake', async (t) => {
    const clock = aClock()
    const { a, b } = await twoNodes(t, clock.now)
    const { trainer, learners, id } = await aVote(t, a)
    const deadline = (await findProposal(a.store.db, id))?.closesAt ?? 0
    clock.advance((deadline - clock.now()) * 0.9)
    for (const node of [a, b]) node.outbox.wake()
    await bothIdle(a, b)
    for (const learner of learners)
      t.equal((await learner.messages()).filter((one) => one.private).length, 1, 'one reminder')

    // The rule extends a vote without a quorum once.
    for (const status of ['open', 'lapsed']) {
      const { closesAt = 0 } = (await findProposal(a.store.db, id)) ?? {}
      clock.advance(closesAt - clock.now())
      for (const node of [a, b]) node.outbox.wake()
      await bothIdle(a, b)
      t.equal((await findProposal(b.store.db, id))?.status, status)
    }
    const told = (await trainer.messages()).filter(({ message }) => /lapsed/i.test(message.text))
    t.ok(told.length <= 2, 'the card and one announcement')
  })

  t.test('when one node stops in the middle, the other finishes', async (t) => {
    const { a, b } = await twoNodes(t)
    const { learners, id } = await aVote(t, a)
    const votes = learners.map((learner) => voteAll(learner.at(b.links.learner), id, 'met'))
    await Promise.all(votes.slice(0, 4))
    const stopping = b.stop()
    await Promise.allSettled(votes)
    await stopping
    for (const learner of learners) await voteAll(learner, id, 'met')
    a.outbox.wake()
    await a.outbox.idle()
    const letters = [...(await a.letters()), ...(await b.letters())]
    t.equal(new Set(letters.map(({ messageId }) => messageId)).size, learners.length)
  })
}

interface TwoNodes {
  readonly a: TestService
  readonly b: TestService
  readonly env: Readonly<Record<string, string>>
}

async function twoNodes(t: Test, now?: () => number): Promise<TwoNodes> {
  const DATABASE_URL = await testDatabase(t, { bare: true })
  const env = { DATABASE_URL, MASTER_KEY_FILE: await aKeyFile(t) }
  const options = { env, ...(now ? { now } : {}) }
  const [a, b] = await Promise.all([aService(t, options), aService(t, options)])
  return { a, b, env }
}

async function aKeyFile(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cordee-key-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const file = join(folder, 'master.key')
  await writeFile(file, randomBytes(32).toString('base64'), { mode: 0o600 })
  return file
}

/** A vote on a badge for the whole group of twelve. */
async function aVote(
  t: Test,
  node: TestService,
): Promise<{ trainer: Visitor; learners: readonly Visitor[]; id: string }> {
  const trainer = await node.joinAsTrainer('Paul')
  const learners = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      node.join(`Learner ${index}`, { email: `l${index}@example.org` }),
    ),
  )
  const id = await propose(trainer, {
    achievement: 'col.production-collective',
    for: 'group',
    rule: 'everyone',
  })
  t.ok(id)
  return { trainer, learners, id }
}

async function bothIdle(a: TestService, b: TestService): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await a.outbox.idle()
    await b.outbox.idle()
  }
}

/** A websocket that keeps what it hears. */
async function listen(t: Test, address: string, { cookie }: Visitor) {
  const { origin } = new URL(address)
  const socket = new WebSocket(address.replace('http', 'ws'), { headers: { origin, cookie } })
  const heard: { [key: string]: unknown }[] = []
  socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))))
  t.teardown(() => socket.close())
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  return { heard }
}

/** Ends the connections by which the nodes hear of each other. */
async function cutHints({ store }: TestService): Promise<void> {
  if (store.engine !== 'postgres') throw new Error('only PostgreSQL has nodes')
  const client = new Client({ connectionString: store.url })
  await client.connect()
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cordee-hints'",
  )
  await client.end()
}

import { Client } from 'pg'
import t, { type Test } from 'tap'
import { PostgresHints } from '#src/storage/postgres-hints.ts'
import { openPostgres } from '#src/storage/postgres-store.ts'
import { sharedClock } from '#src/storage/shared-clock.ts'
import type { Tx } from '#src/storage/store.ts'
import { sql } from '#src/storage/drizzle.ts'
import { until } from '#test/kit/service.ts'
import { openTestPostgres, testDatabase, testServer } from '#test/kit/store.ts'

if (await testServer()) {
  testStore()
  testHints()
  testClock()
} else t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })

function testStore(): void {
  t.test('nodes that start together on an empty database migrate it once', async (t) => {
    const url = await testDatabase(t, { bare: true })
    const opening = Array.from({ length: 4 }, () => openPostgres(url, quiet))
    const stores = await Promise.all(opening)
    for (const store of stores) t.equal(await store.db.$count(store.db.t.workspace), 0)
    await Promise.all(stores.map((store) => store.close()))
  })

  t.test(
    'a work that goes on after one of its queries failed is undone, and says so',
    async (t) => {
      const store = await openTestPostgres(t)
      const swallowing = store.tx(async (tx) => {
        await addLane(tx, 'a')
        await addLane(tx, 'a').catch(() => undefined)
      })
      await t.rejects(swallowing, { message: /went on after one of its queries failed/ })
      t.equal(await store.db.$count(store.db.t.lane), 0)
    },
  )

  t.test(
    'a connection that is lost in the middle of a work: the work runs again, whole',
    async (t) => {
      const store = await openTestPostgres(t)
      let runs = 0
      await store.tx(async (tx) => {
        runs += 1
        await addLane(tx, `run ${runs}`)
        if (runs === 1) await endOwnConnection(tx)
      })
      t.equal(runs, 2)
      t.equal(store.stats.retries, 1)
      t.match(await store.db.select().from(store.db.t.lane), [{ id: 'run 2' }])
    },
  )

  t.test('two works that wait for each other both end', async (t) => {
    const store = await openTestPostgres(t)
    for (const id of ['a', 'b']) await store.tx((tx) => addLane(tx, id))
    const met: (() => void)[] = []
    const both = new Promise<void>((resolve) => {
      met.push(resolve)
    })
    let first = 0
    const cross = (one: string, other: string) =>
      store.tx(async (tx) => {
        await pauseLane(tx, one)
        // Both hold one row before either asks for the second; only the first time, of course.
        first += 1
        if (first === 2) met[0]?.()
        if (first <= 2) await both
        await pauseLane(tx, other)
      })
    await Promise.all([cross('a', 'b'), cross('b', 'a')])
    t.ok(store.stats.retries >= 1)
    t.match(await store.db.select().from(store.db.t.lane), [{ pausedUntil: 2 }, { pausedUntil: 2 }])
  })

  t.test('connections that the server ends while nobody uses them harm nobody', async (t) => {
    const url = await testDatabase(t)
    const heard: Error[] = []
    const store = await openPostgres(url, { onError: (error) => heard.push(error) })
    t.teardown(() => store.close())
    await Promise.all(['a', 'b', 'c'].map((id) => store.tx((tx) => addLane(tx, id))))
    await endConnections(url, 'cordee')
    await until(async () => heard[0])
    t.equal(await store.db.$count(store.db.t.lane), 3)
    await t.resolves(store.tx((tx) => addLane(tx, 'd')))
  })
}

function testHints(): void {
  t.test('a hint reaches the other nodes, not its own, once for many', async (t) => {
    const url = await testDatabase(t)
    const [a, b] = await Promise.all([listening(t, url), listening(t, url)])
    for (let times = 0; times < 10; times += 1) a.hints.send('room:1')
    a.hints.send('room:2')
    await until(async () => b.heard[0])
    t.strictSame(b.heard, [['room:1', 'room:2']])
    t.strictSame(a.heard, [])
  })

  t.test('more than a NOTIFY carries goes in several', async (t) => {
    const url = await testDatabase(t)
    const [a, b] = await Promise.all([listening(t, url), listening(t, url)])
    const topics = Array.from({ length: 1000 }, (_, index) => `room:${'é'.repeat(9)}${index}`)
    for (const topic of topics) a.hints.send(topic)
    const all = await until(async () => {
      const heard = b.heard.flatMap((some) => some ?? [])
      return heard.length === topics.length ? heard : undefined
    })
    t.strictSame(all, topics)
    t.ok(b.heard.length > 1)
  })

  t.test('after a lost connection everything may have changed, and hints come again', async (t) => {
    const url = await testDatabase(t)
    const [a, b] = await Promise.all([listening(t, url), listening(t, url)])
    await endConnections(url, 'cordee-hints')
    await until(async () => (a.heard.includes(undefined) ? true : undefined))
    await until(async () => (b.heard.includes(undefined) ? true : undefined))
    a.hints.send('room:1')
    await until(async () => b.heard.find((some) => some?.includes('room:1')))
  })

  t.test('what is not a hint is left alone', async (t) => {
    const url = await testDatabase(t)
    const { heard, hints } = await listening(t, url)
    const other = await listening(t, url)
    for (const payload of ['', '{', '[]', '{"from":1,"topics":[]}', '{"from":"x","topics":"y"}'])
      await notify(url, payload)
    other.hints.send('room:1')
    await until(async () => heard[0])
    t.strictSame(heard, [['room:1']])
    await hints.close()
  })
}

function testClock(): void {
  t.test('nodes take the time from the database', async (t) => {
    const store = await openTestPostgres(t)
    const clock = await sharedClock(store)
    t.teardown(() => clock.stop())
    const asked = await store.time()
    t.ok(Math.abs(clock.now() - asked) < 2_000)
  })

  t.test('between two looks the time goes on, whatever the node’s own clock says', async (t) => {
    const clock = await sharedClock({ time: async () => 5_000 })
    t.teardown(() => clock.stop())
    const first = clock.now()
    t.ok(first >= 4_999 && first < 60_000)
    await until(async () => (clock.now() > first ? true : undefined))
  })
}

const quiet = { onError: () => undefined }

async function listening(t: Test, url: string) {
  const heard: (readonly string[] | undefined)[] = []
  const hints = new PostgresHints(url, { ...quiet, onTopics: (topics) => heard.push(topics) })
  await hints.start()
  t.teardown(() => hints.close())
  return { hints, heard }
}

async function addLane(tx: Tx, id: string): Promise<void> {
  await tx.insert(tx.t.lane).values({ id, pausedUntil: 0 })
}

async function pauseLane(tx: Tx, id: string): Promise<void> {
  const { lane } = tx.t
  await tx
    .update(lane)
    .set({ pausedUntil: sql`${lane.pausedUntil} + 1` })
    .where(sql`${lane.id} = ${id}`)
}

async function endOwnConnection(tx: Tx): Promise<void> {
  const { lane } = tx.t
  await tx.select({ ended: sql`pg_terminate_backend(pg_backend_pid())` }).from(lane)
}

async function endConnections(url: string, application: string): Promise<void> {
  await ask(
    url,
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
    application,
  )
}

async function notify(url: string, payload: string): Promise<void> {
  await ask(url, "select pg_notify('cordee_hints', $1)", payload)
}

async function ask(url: string, text: string, value: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(text, [value])
  await client.end()
}

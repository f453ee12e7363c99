import t from 'tap'
import {
  countFailedJobs,
  failedJobs,
  jobExists,
  retryFailedJobs,
} from '#src/storage/failed-jobs.ts'
import { renewLeases, settleJobs } from '#src/storage/held-jobs.ts'
import {
  addJobs,
  claimJobs,
  type JobRow,
  type LeasedJob,
  type NewJob,
  requestJob,
} from '#src/storage/outbox.ts'
import type { Store } from '#src/storage/store.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, onEachEngine } from '#test/kit/store.ts'

const leaseMs = 60_000

onEachEngine(t, (t, open) => {
  t.test('jobs that end together are settled together, each by its own lease', async (t) => {
    const store = await aStore(await open(t))
    await add(store, aJob('done'), aJob('stale'), aJob('again'), aJob('dead'), aJob('later'))
    const held = await claim(store, 'token')
    // The lease of one ran out, and somebody else has it.
    const stale = { ...one(held, 'stale'), leaseToken: 'an older token' }
    await store.tx((tx) => requestJob(tx, { ...aJob('again'), runAt: openedAt + 9 }))
    const done = { settlement: { state: 'done' }, pausedUntil: undefined } as const
    await store.tx((tx) =>
      settleJobs(tx, [
        { job: one(held, 'done'), ...done },
        { job: stale, ...done },
        { job: one(held, 'again'), ...done },
        {
          job: one(held, 'dead'),
          settlement: { state: 'dead', error: 'mail-refused' },
          pausedUntil: undefined,
        },
        {
          job: one(held, 'later'),
          settlement: { state: 'ready', runAt: openedAt + 5, error: 'mail-later' },
          pausedUntil: openedAt + 100,
        },
      ]),
    )
    t.match(await rows(store), {
      done: { state: 'done', leaseToken: null, lastError: null, attempts: 1 },
      stale: { state: 'leased', leaseToken: 'token' },
      again: { state: 'ready', runAt: openedAt + 9, attempts: 0, againAt: null },
      dead: { state: 'dead', lastError: 'mail-refused' },
      later: { state: 'ready', runAt: openedAt + 5, lastError: 'mail-later' },
    })
    const { db } = store
    t.strictSame(await db.select().from(db.t.lane), [
      { id: 'lane later', pausedUntil: openedAt + 100 },
    ])
  })

  t.test('a lease is renewed for what is still held, and for nothing else', async (t) => {
    const store = await aStore(await open(t))
    await add(store, aJob('held'), aJob('done'))
    const held = await claim(store, 'mine')
    await add(store, aJob('theirs'))
    await claim(store, 'theirs')
    await store.tx((tx) =>
      settleJobs(tx, [
        { job: one(held, 'done'), settlement: { state: 'done' }, pausedUntil: undefined },
      ]),
    )
    const before = await rows(store)
    const lanes = ['lane held', 'lane done', 'lane theirs']
    const until = openedAt + 2 * leaseMs
    await store.tx((tx) => renewLeases(tx, { tokens: ['mine'], lanes, until }))
    t.strictSame(await rows(store), { ...before, held: { ...before['held'], runAt: until } })
  })

  t.test('what failed is listed: given up first, then the latest', async (t) => {
    const store = await aStore(await open(t))
    const names = ['early', 'late', 'dead', 'fresh', 'renewed']
    await add(store, ...names.map(aJob), { ...aJob('elsewhere'), workspaceId: 'b' })
    const held = await claim(store, 'token')
    const end = (name: string, settlement: Parameters<typeof settleJobs>[1][0]['settlement']) =>
      store.tx((tx) =>
        settleJobs(tx, [{ job: one(held, name), settlement, pausedUntil: undefined }]),
      )
    await end('early', { state: 'ready', runAt: openedAt + 1, error: 'x' })
    await end('late', { state: 'ready', runAt: openedAt + 2, error: 'x' })
    for (const name of ['dead', 'renewed', 'elsewhere'])
      await end(name, { state: 'dead', error: 'x' })
    await end('fresh', { state: 'done' })
    // Asked for anew, and not tried yet.
    await store.tx((tx) => requestJob(tx, { ...aJob('renewed'), runAt: openedAt + 99 }))

    const { db } = store
    const listed = async (workspaceId: string | undefined, limit = 10) =>
      (await failedJobs(db, { workspaceId, limit })).map(({ id }) => id)
    t.strictSame(await listed('a'), ['dead', 'late', 'early'])
    t.strictSame(await listed('a', 2), ['dead', 'late'])
    t.strictSame((await listed(undefined)).toSorted(), ['dead', 'early', 'elsewhere', 'late'])
    t.equal(await countFailedJobs(db, 'a'), 3)
    t.strictSame(
      [await jobExists(db, 'a', 'fresh'), await jobExists(db, 'b', 'fresh')],
      [true, false],
    )
  })

  t.test('what failed is tried again; what did not fail stays as it is', async (t) => {
    const store = await aStore(await open(t))
    await add(store, aJob('dead'), aJob('waits'), aJob('done'), aJob('leased'))
    await add(store, { ...aJob('elsewhere'), workspaceId: 'b' })
    const held = await claim(store, 'token')
    const ends = {
      dead: { state: 'dead', error: 'x' },
      waits: { state: 'ready', runAt: openedAt + 99, error: 'x' },
      done: { state: 'done' },
      elsewhere: { state: 'dead', error: 'x' },
    } as const
    await store.tx((tx) =>
      settleJobs(
        tx,
        Object.entries(ends).map(([name, settlement]) => ({
          job: one(held, name),
          settlement,
          pausedUntil: undefined,
        })),
      ),
    )
    await add(store, { ...aJob('not yet'), runAt: openedAt + 99 })
    const before = await rows(store)
    const retry = (workspaceId: string | undefined, id: string | undefined) =>
      store.tx((tx) => retryFailedJobs(tx, { workspaceId, id, now: openedAt + 1 }))
    for (const name of ['done', 'leased', 'not yet', 'elsewhere', 'no such'])
      t.equal(await retry('a', name), 0, name)
    t.strictSame(await rows(store), before)
    const fresh = { state: 'ready', runAt: openedAt + 1, attempts: 0, lastError: null }
    t.equal(await retry('a', 'dead'), 1)
    t.match(await rows(store), { dead: fresh, waits: before['waits'] })
    t.equal(await retry('a', undefined), 1)
    t.equal(await retry(undefined, undefined), 1)
    t.match(await rows(store), { dead: fresh, waits: fresh, elsewhere: fresh })
  })
})

async function aStore(store: Store): Promise<Store> {
  for (const id of ['a', 'b']) await addTestWorkspace(store, id)
  return store
}

function add(store: Store, ...jobs: readonly NewJob[]): Promise<void> {
  return store.tx((tx) => addJobs(tx, jobs))
}

function claim(store: Store, token: string): Promise<LeasedJob[]> {
  return claimJobs(store, { now: openedAt, leaseMs, limit: 100, token, busyLanes: [] })
}

async function rows({ db }: Store): Promise<Record<string, JobRow>> {
  const all = await db.select().from(db.t.outbox)
  return Object.fromEntries(all.map((row) => [row.id, row]))
}

function one(jobs: readonly LeasedJob[], name: string): LeasedJob {
  const found = jobs.find(({ id }) => id === name)
  if (!found) throw new Error(`${name} was not claimed`)
  return found
}

function aJob(id: string): NewJob {
  return {
    workspaceId: 'a',
    id,
    queue: 'job',
    lane: `lane ${id}`,
    key: id,
    payload: {},
    runAt: openedAt,
  }
}

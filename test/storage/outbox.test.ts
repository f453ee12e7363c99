import t, { type Test } from 'tap'
import {
  addJobs,
  type ClaimOptions,
  claimJobs,
  type JobRow,
  jobsByKey,
  type LeasedJob,
  type NewJob,
  nextDue,
  pauseLane,
  releaseJobs,
  requestJob,
  type Settlement,
  settleJob,
} from '#src/storage/outbox.ts'
import type { Store } from '#src/storage/store.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, onEachEngine, type OpenStore } from '#test/kit/store.ts'

const now = openedAt
const leaseMs = 60_000

onEachEngine(t, (t, open) => {
  testAdding(t, open)
  testRequesting(t, open)
  testClaiming(t, open)
  testPausing(t, open)
})

function testAdding(t: Test, open: OpenStore): void {
  t.test('a job that is there already stays as it is, done or not', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const twin = aJob({ id: 'twin', runAt: now + 1, payload: { other: 'payload' } })
    await store.tx((tx) => addJobs(tx, [twin, twin]))
    t.match(await rows(store), [{ id: 'card', state: 'ready', runAt: now, payload: { a: '1' } }])
    await settleAs(store, await claimOne(store), { state: 'done' })
    await store.tx((tx) => addJobs(tx, [twin]))
    t.match(await rows(store), [{ id: 'card', state: 'done', attempts: 1, lastError: null }])
  })

  t.test('the same key in another queue or workspace is another job', async (t) => {
    const others = [aJob(), aJob({ id: '2', queue: 'tell' }), aJob({ id: '3', workspaceId: 'b' })]
    const store = await openOutbox(t, open, ...others)
    t.equal((await rows(store)).length, 3)
  })

  t.test('more jobs than one statement takes are added', async (t) => {
    const store = await openOutbox(t, open, ...someJobs(1200))
    t.equal(await store.db.$count(store.db.t.outbox), 1200)
  })

  t.test('jobs are found by their queue and key, to show what was delivered', async (t) => {
    const others = ['tell', 'letter'].map((queue) => aJob({ id: queue, queue }))
    const store = await openOutbox(t, open, aJob(), ...others)
    const find = (keys: string[]) => jobsByKey(store, 'a', { queues: ['tell', 'letter'], keys })
    t.strictSame((await find(['key'])).map(({ id }) => id).toSorted(), ['letter', 'tell'])
    t.strictSame(await find([]), [])
    t.strictSame(await jobsByKey(store, 'b', { queues: ['tell'], keys: ['key'] }), [])
  })
}

function testRequesting(t: Test, open: OpenStore): void {
  t.test('a job never asked for before is added', async (t) => {
    const store = await openOutbox(t, open)
    await request(store, aJob({ maxAttempts: 3 }))
    t.strictSame(await rows(store), [
      {
        ...aJob(),
        maxAttempts: 3,
        attempts: 0,
        leaseToken: null,
        state: 'ready',
        againAt: null,
        lastError: null,
      },
    ])
  })

  t.test('one that waits runs at the earlier of both times', async (t) => {
    const store = await openOutbox(t, open, aJob({ runAt: now + 10 }))
    for (const runAt of [now + 5, now + 20]) await request(store, aJob({ id: 'other', runAt }))
    t.match(await rows(store), [{ id: 'card', state: 'ready', runAt: now + 5 }])
  })

  t.test('one that failed keeps the time it has to wait', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const failed = { state: 'ready', runAt: now + 10, error: 'try later' } as const
    await settleAs(store, await claimOne(store), failed)
    await request(store, aJob({ runAt: now }))
    t.match(await rows(store), [{ state: 'ready', runAt: now + 10, attempts: 1 }])
  })

  t.test('one that ended becomes due at the asked time, with all its attempts', async (t) => {
    for (const settlement of [{ state: 'done' }, { state: 'dead', error: 'gone' }] as const) {
      const store = await openOutbox(t, open, aJob())
      await settleAs(store, await claimOne(store), settlement)
      await request(store, aJob({ runAt: now + 5 }))
      t.match(await rows(store), [{ state: 'ready', runAt: now + 5, attempts: 0 }])
    }
  })

  t.test('one that runs goes on, and runs once more at the asked time', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const job = await claimOne(store)
    await request(store, aJob({ runAt: now + 5 }))
    t.match(await rows(store), [{ state: 'leased', runAt: now + leaseMs, attempts: 1 }])
    t.ok(await settleAs(store, job, { state: 'done' }))
    t.match(await rows(store), [{ state: 'ready', runAt: now + 5, attempts: 0, againAt: null }])
    await settleAs(store, await claimOne(store, { now: now + 5 }), { state: 'done' })
    t.match(await rows(store), [{ state: 'done' }], 'and only once more')
  })

  t.test('one that is given up while it is asked for again runs again all the same', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const job = await claimOne(store)
    await request(store, aJob({ runAt: now + 5 }))
    await settleAs(store, job, { state: 'dead', error: 'gone' })
    t.match(await rows(store), [
      { state: 'ready', runAt: now + 5, attempts: 0, againAt: null, lastError: 'gone' },
    ])
  })
}

function testClaiming(t: Test, open: OpenStore): void {
  t.test('due jobs are leased, the longest due first and no more than asked', async (t) => {
    const due = [3, 1, 2, 4].map((ms) =>
      aJob({ id: `due ${ms}`, lane: `lane ${ms}`, key: `${ms}`, runAt: now - ms }),
    )
    const later = aJob({ id: 'later', key: 'later', runAt: now + 1 })
    const store = await openOutbox(t, open, later, ...due)
    const first = await claim(store, { limit: 3, token: 't1' })
    const lease = { state: 'leased', leaseToken: 't1', runAt: now + leaseMs, attempts: 1 }
    t.match(first, [
      { id: 'due 4', ...lease },
      { id: 'due 3', ...lease },
      { id: 'due 2', ...lease },
    ])
    t.match(await claim(store), [{ id: 'due 1' }])
    t.strictSame(await claim(store), [])
  })

  t.test('a job whose worker died becomes due again when its lease ends', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const dead = await claimOne(store, { token: 'dead' })
    t.strictSame(await claim(store, { now: now + leaseMs - 1 }), [])
    const again = await claimOne(store, { now: now + leaseMs, token: 'alive' })
    t.match(again, { id: dead.id, leaseToken: 'alive', attempts: 2 })
  })

  t.test(
    'a lease that a wrong clock made too long ends when the clock is right again',
    async (t) => {
      const store = await openOutbox(t, open, aJob())
      await claimOne(store, { now: now + 2 * 3_600_000 })
      t.match(await claimOne(store), { attempts: 2, runAt: now + leaseMs })
    },
  )

  t.test('a worker that comes too late settles nothing', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const late = await claimOne(store, { token: 'late' })
    const job = await claimOne(store, { now: now + leaseMs, token: 'alive' })
    const before = await rows(store)
    const ends: Settlement[] = [
      { state: 'done' },
      { state: 'dead', error: 'x' },
      { state: 'ready', runAt: now, error: 'x' },
    ]
    for (const end of ends) t.notOk(await settleAs(store, late, end))
    t.strictSame(await rows(store), before)
    t.ok(await settleAs(store, job, { state: 'done' }))
    t.notOk(await settleAs(store, job, { state: 'dead', error: 'x' }), 'a job settles once')
    t.match(await rows(store), [{ state: 'done', leaseToken: null }])
  })

  t.test('a failed job waits until its time and keeps the reason', async (t) => {
    const store = await openOutbox(t, open, aJob())
    const failed = { state: 'ready', runAt: now + 5, error: 'try later' } as const
    await settleAs(store, await claimOne(store), failed)
    t.match(await rows(store), [{ state: 'ready', attempts: 1, lastError: 'try later' }])
    t.strictSame(await claim(store, { now: now + 4 }), [])
    t.match(await claimOne(store, { now: now + 5 }), { attempts: 2 })
  })

  t.test('jobs given back were never tried, and only their holder gives them back', async (t) => {
    const store = await openOutbox(t, open, ...someJobs(3))
    const [first, ...others] = await claim(store, { token: 'mine' })
    await store.tx((tx) => releaseJobs(tx, others, now + 9))
    const back = { state: 'ready', runAt: now + 9, attempts: 0, leaseToken: null }
    t.match(await rows(store), [{ id: first?.id, state: 'leased', attempts: 1 }, back, back])
    if (first) await settleAs(store, first, { state: 'done' })
    const retaken = await claim(store, { now: now + 9, token: 'another' })
    t.equal(retaken.length, 2)
    await store.tx((tx) => releaseJobs(tx, others, now))
    t.strictSame((await rows(store)).slice(1), retaken)
  })

  t.test('a lane whose jobs are leased is left to their worker until it is done', async (t) => {
    const other = aJob({ id: 'other', lane: 'other', key: 'other' })
    const store = await openOutbox(t, open, ...someJobs(2), other)
    const [first] = await claim(store, { limit: 1, token: 'mine' })
    t.match(await claim(store, { token: 'theirs' }), [{ id: 'other' }])
    t.strictSame(await claim(store, { token: 'theirs' }), [])
    if (first) await settleAs(store, first, { state: 'done' })
    t.match(await claim(store, { token: 'theirs' }), [{ id: 'job 1' }])
  })

  t.test('eight workers never take one job twice, nor one lane together', async (t) => {
    const jobs = someJobs(300).map((job, index) => ({ ...job, lane: `lane ${index % 5}` }))
    const store = await openOutbox(t, open, ...jobs)
    const taken: string[] = []
    const held = new Set<string>()
    let shared = 0
    const work = async (_: unknown, worker: number): Promise<void> => {
      while (taken.length < jobs.length) {
        const claimed = await claim(store, { limit: 7, token: `worker ${worker}` })
        const lanes = new Set(claimed.map(({ lane }) => lane))
        for (const lane of lanes) if (held.has(lane)) shared += 1
        for (const lane of lanes) held.add(lane)
        taken.push(...claimed.map(({ id }) => id))
        // Others may have the lane as soon as the last of its jobs is settled.
        for (const [index, job] of claimed.entries()) {
          const isLast = claimed.findLastIndex(({ lane }) => lane === job.lane) === index
          if (isLast) held.delete(job.lane)
          await settleAs(store, job, { state: 'done' })
        }
      }
    }
    await Promise.all(Array.from({ length: 8 }, work))
    t.strictSame(taken.toSorted(), jobs.map(({ id }) => id).toSorted())
    t.equal(shared, 0)
  })
}

function testPausing(t: Test, open: OpenStore): void {
  t.test('nothing of a paused lane is claimed before its time, other lanes go on', async (t) => {
    const store = await openOutbox(t, open, aJob(), aJob({ id: 'mail', queue: 'x', lane: 'mail' }))
    await store.tx((tx) => pauseLane(tx, 'chat', now + 10))
    t.match(await claim(store), [{ id: 'mail' }])
    t.strictSame(await claim(store, { now: now + 9 }), [])
    t.match(await claim(store, { now: now + 10 }), [{ id: 'card' }])
  })

  t.test('a pause is never cut short by another', async (t) => {
    const store = await openOutbox(t, open, aJob())
    for (const ms of [10, 30, 20]) await store.tx((tx) => pauseLane(tx, 'chat', now + ms))
    t.strictSame(await claim(store, { now: now + 29 }), [])
    t.equal((await claim(store, { now: now + 30 })).length, 1)
  })

  t.test('nothing of a busy lane is claimed', async (t) => {
    const store = await openOutbox(t, open, aJob(), aJob({ id: 'mail', queue: 'x', lane: 'mail' }))
    t.match(await claim(store, { busyLanes: ['chat', 'other'] }), [{ id: 'mail' }])
  })

  t.test(
    'the next job due is the first that may start: ended, paused and busy ones are not',
    async (t) => {
      const store = await openOutbox(t, open)
      const next = (busyLanes: string[] = []) => nextDue(store, { now, busyLanes })
      t.equal(await next(), undefined)
      await store.tx((tx) =>
        addJobs(tx, [
          aJob({ id: 'card', key: '1', runAt: now - 5 }),
          aJob({ id: 'mail', key: '2', lane: 'mail', runAt: now + 5 }),
        ]),
      )
      t.equal(await next(), now - 5)
      t.equal(await next(['chat']), now + 5)
      await store.tx((tx) => pauseLane(tx, 'chat', now + 3))
      t.equal(await next(), now + 3, 'when the pause ends')
      await store.tx((tx) => pauseLane(tx, 'chat', now + 7))
      t.equal(await next(), now + 5)
      t.equal(await next(['chat', 'mail']), undefined)
      await settleAs(store, await claimOne(store, { now: now + 7, limit: 1 }), { state: 'done' })
      t.equal(await nextDue(store, { now: now + 7, busyLanes: [] }), now + 5)
      const [mail] = await claim(store, { now: now + 7 })
      t.equal(await nextDue(store, { now: now + 7, busyLanes: [] }), now + 7 + leaseMs)
      if (mail) await settleAs(store, mail, { state: 'dead', error: 'gone' })
      t.equal(await nextDue(store, { now: now + 7, busyLanes: [] }), undefined)
    },
  )
}

async function openOutbox(t: Test, open: OpenStore, ...jobs: readonly NewJob[]): Promise<Store> {
  const store = await open(t)
  await addTestWorkspace(store, 'a')
  await addTestWorkspace(store, 'b')
  await store.tx((tx) => addJobs(tx, jobs))
  return store
}

function aJob(changes: Partial<NewJob> = {}): NewJob {
  return {
    workspaceId: 'a',
    id: 'card',
    queue: 'card',
    lane: 'chat',
    key: 'key',
    payload: { a: '1' },
    runAt: now,
    ...changes,
  }
}

function someJobs(count: number): NewJob[] {
  return Array.from({ length: count }, (_, n) =>
    aJob({ id: `job ${n}`, key: `${n}`, runAt: now - count + n }),
  )
}

function request(store: Store, job: NewJob): Promise<void> {
  return store.tx((tx) => requestJob(tx, job))
}

function claim(store: Store, options: Partial<ClaimOptions> = {}): Promise<LeasedJob[]> {
  return claimJobs(store, { now, leaseMs, limit: 100, token: 'token', busyLanes: [], ...options })
}

async function claimOne(store: Store, options: Partial<ClaimOptions> = {}): Promise<LeasedJob> {
  const [job] = await claim(store, options)
  if (!job) throw new Error('nothing was due')
  return job
}

function settleAs(store: Store, job: LeasedJob, settlement: Settlement): Promise<boolean> {
  return store.tx((tx) => settleJob(tx, job, settlement))
}

function rows({ db }: Store): Promise<JobRow[]> {
  return db.select().from(db.t.outbox).orderBy(db.t.outbox.id).execute()
}

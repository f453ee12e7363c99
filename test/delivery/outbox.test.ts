import { mock } from 'node:test'
import { setImmediate, setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { deliveryJob } from '#src/app/jobs.ts'
import { DeliveryFailure } from '#src/delivery/delivery-failure.ts'
import { type Carry, Outbox, type OutboxParts } from '#src/delivery/outbox.ts'
import { addJobs, type JobRow, type LeasedJob, type NewJob } from '#src/storage/outbox.ts'
import { type Store, StorageUnavailable } from '#src/storage/store.ts'
import { aClock, type TestClock } from '#test/kit/clock.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, openTestStore } from '#test/kit/store.ts'

const leaseMs = 60_000
const hourMs = 3_600_000

t.test('the jobs of a lane run one after the other, in the order they are due', async (t) => {
  const lane = { underWay: 0, most: 0, order: [] as string[] }
  const { outbox, add } = await anOutbox(t, {
    async carry({ id }) {
      lane.most = Math.max(lane.most, ++lane.underWay)
      lane.order.push(id)
      await setImmediate()
      lane.underWay--
    },
  })
  await add(...[3, 1, 2].map((ms) => aJob({ id: `due ${ms}`, runAt: openedAt - ms })))
  outbox.start()
  await add(aJob({ id: 'late' }))
  outbox.wake()
  await outbox.idle()
  t.strictSame(lane.order, ['due 3', 'due 2', 'due 1', 'late'])
  t.equal(lane.most, 1)
})

t.test('lanes do not wait for each other', async (t) => {
  const meeting = Promise.withResolvers<void>()
  let arrived = 0
  const { outbox, add, states } = await anOutbox(t, {
    async carry() {
      if (++arrived === 3) meeting.resolve()
      await meeting.promise
    },
  })
  await add(...['a', 'b', 'c'].map((lane) => aJob({ id: lane, lane })))
  outbox.start()
  await outbox.idle()
  t.strictSame(await states(), { a: 'done', b: 'done', c: 'done' })
})

t.test('a lane with more jobs than are claimed at once holds up no other', async (t) => {
  const stuck = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const { outbox, add, job } = await anOutbox(t, {
    carry: async ({ lane }) => (lane === 'mail' ? stuck.promise : reached.resolve()),
  })
  const letters = Array.from({ length: 400 }, (_, n) =>
    aJob({ id: `letter ${n}`, lane: 'mail', runAt: openedAt - 1 }),
  )
  await add(...letters)
  await add(aJob({ id: 'card', lane: 'chat' }))
  outbox.start()
  await reached.promise
  stuck.resolve()
  await outbox.idle()
  t.match(await job('card'), { state: 'done' })
})

t.test('a job that becomes due while another lane is busy does not wait for it', async (t) => {
  const stuck = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const { outbox, add, job, clock } = await anOutbox(t, {
    async carry({ lane }) {
      if (lane === 'chat') return reached.resolve()
      begun.resolve()
      await stuck.promise
    },
  })
  await add(
    aJob({ id: 'letter', lane: 'mail' }),
    aJob({ id: 'card', lane: 'chat', runAt: openedAt + 5 }),
  )
  outbox.start()
  await begun.promise
  clock.advance(5)
  await reached.promise
  stuck.resolve()
  await outbox.idle()
  t.match(await job('card'), { state: 'done' })
})

t.test(
  'a failed job waits twice as long each time, by chance, and six hours at most',
  async (t) => {
    const { outbox, add, job, clock } = await anOutbox(t, { carry: fail, random: () => 0.5 })
    await add(aJob({ maxAttempts: 100 }))
    outbox.start()
    const waits: number[] = []
    for (let attempt = 1; attempt <= 15; attempt++) {
      await outbox.idle()
      const { runAt, ...row } = await job()
      t.match(row, { attempts: attempt, state: 'ready', lastError: 'mishap' })
      waits.push((runAt - clock.now()) / 1000)
      clock.advance(runAt - clock.now())
      outbox.wake()
    }
    // Half of 10 s, doubled, up to half of six hours.
    const doubled = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240]
    t.strictSame(waits, [...doubled, 10_800, 10_800, 10_800])
  },
)

t.test('the wait after a failure never passes its bound', async (t) => {
  const { outbox, add, job } = await anOutbox(t, { carry: fail, random: () => 1 - 2 ** -53 })
  await add(aJob())
  outbox.start()
  await outbox.idle()
  t.equal((await job()).runAt, openedAt + 10_000)
})

t.test('"retry after" makes the whole lane wait, and only that lane', async (t) => {
  const done: string[] = []
  let isBusy = true
  const { outbox, add, states, job, clock } = await anOutbox(t, {
    async carry({ id, lane }) {
      if (isBusy && lane === 'mail') throw new DeliveryFailure('Later.', { retryAfterMs: 10_000 })
      done.push(id)
    },
  })
  const letters = ['1', '2', '3'].map((id) => aJob({ id, lane: 'mail' }))
  await add(...letters, aJob({ id: 'card', lane: 'chat' }))
  outbox.start()
  await outbox.idle()
  t.strictSame(done, ['card'])
  t.strictSame(await states(), { 1: 'ready', 2: 'ready', 3: 'ready', card: 'done' })
  t.match(await job('1'), { attempts: 1, lastError: 'Later.', runAt: clock.now() + 10_000 })
  t.match(await job('2'), { attempts: 0, lastError: null }, 'the others were not tried')

  await add(aJob({ id: '4', lane: 'mail' }))
  isBusy = false
  clock.advance(9_999)
  outbox.wake()
  await outbox.idle()
  t.strictSame(done, ['card'], 'nor is a letter that came meanwhile')
  clock.advance(1)
  outbox.wake()
  await outbox.idle()
  t.strictSame(done.toSorted(), ['1', '2', '3', '4', 'card'])
})

t.test('a permanent failure gives the job up at once and tells somebody', async (t) => {
  const told: LeasedJob[] = []
  const { outbox, add, job } = await anOutbox(t, {
    carry: refuse,
    onDead: (dead) => {
      told.push(dead)
      return []
    },
  })
  await add(aJob())
  outbox.start()
  await outbox.idle()
  t.match(await job(), { state: 'dead', attempts: 1, lastError: 'No such address.' })
  t.match(told, [{ id: 'job', payload: { about: 'job' } }])
  t.equal(told.length, 1)
})

t.test('that somebody takes no private message is no error of the service', async (t) => {
  const { outbox, add, logged } = await anOutbox(t, {
    async carry({ id }) {
      const reason = id === 'closed' ? 'chat-refused' : 'chat-channel'
      throw new DeliveryFailure('POST /channels/:id: 403', { reason, permanent: id !== 'again' })
    },
  })
  await add(aJob({ id: 'closed' }), aJob({ id: 'gone' }), aJob({ id: 'again' }))
  outbox.start()
  await outbox.idle()
  t.strictSame(
    logged.find((line) => line['job'] === 'closed'),
    { level: 'info', queue: 'job', job: 'closed', attempts: 1, reason: 'chat-refused' },
  )
  t.match(
    logged.filter((line) => line['job'] !== 'closed'),
    [
      { level: 'error', job: 'gone', err: { reason: 'chat-channel' } },
      { level: 'warn', job: 'again', err: { reason: 'chat-channel' } },
    ],
  )
})

t.test('a job is given up after its last attempt', async (t) => {
  const told: number[] = []
  const { outbox, add, job } = await anOutbox(t, {
    carry: fail,
    onDead: ({ attempts }) => {
      told.push(attempts)
      return []
    },
    random: () => 0,
  })
  await add(aJob({ maxAttempts: 3 }))
  outbox.start()
  await outbox.idle()
  t.match(await job(), { state: 'dead', attempts: 3, lastError: 'mishap' })
  t.strictSame(told, [3])
})

t.test('what follows from giving a job up is written with it, and done at once', async (t) => {
  const seen: unknown[] = []
  const { outbox, add, job } = await anOutbox(t, {
    async carry({ id }) {
      if (id === 'letter') return refuse()
      seen.push(await job('letter'))
    },
    onDead: ({ id }) => [aJob({ id: `about ${id}`, lane: 'other' })],
  })
  await add(aJob({ id: 'letter' }))
  outbox.start()
  await outbox.idle()
  t.match(seen, [{ state: 'dead', lastError: 'No such address.' }])
  t.match(await job('about letter'), { state: 'done' })
})

t.test('a job is not given up where what follows cannot be written', async (t) => {
  const { outbox, add, states, clock } = await anOutbox(t, {
    carry: async ({ id }) => (id === 'letter' ? refuse() : undefined),
    onDead: ({ id }) => [aJob({ id: `about ${id}`, lane: 'other' })],
    aroundTx: failingAt(2, new Error('mishap')),
  })
  await add(aJob({ id: 'letter' }))
  outbox.start()
  await outbox.idle()
  t.strictSame(await states(), { letter: 'leased' })
  clock.advance(leaseMs)
  outbox.wake()
  await outbox.idle()
  t.strictSame(await states(), { 'about letter': 'done', letter: 'dead' })
})

t.test('whatever a carrier throws, the other jobs go on and the reason is kept', async (t) => {
  const { outbox, add, states, job, logged } = await anOutbox(t, {
    async carry({ id }) {
      // What a library may do.
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
      if (id === '1') throw 'a word'
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error
      if (id === '2') throw undefined
    },
  })
  await add(aJob({ id: '1' }), aJob({ id: '2' }), aJob({ id: '3' }), aJob({ id: '4', queue: 'x' }))
  outbox.start()
  await outbox.idle()
  t.strictSame(await states(), { 1: 'ready', 2: 'ready', 3: 'done', 4: 'ready' })
  t.match(await job('4'), { lastError: 'Nothing carries out the queue x.' })
  t.equal(logged.length, 3)
})

t.test('stopping finishes what is under way and takes nothing more', async (t) => {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const done: string[] = []
  const { outbox, add, states, job } = await anOutbox(t, {
    async carry({ id }) {
      begun.resolve()
      await end.promise
      done.push(id)
    },
  })
  await add(aJob({ id: 'held', runAt: openedAt - 1 }), aJob({ id: 'behind' }))
  outbox.start()
  await begun.promise
  const stopping = outbox.stop()
  await add(aJob({ id: 'new', lane: 'other' }))
  outbox.wake()
  end.resolve()
  await stopping
  outbox.wake()
  await outbox.idle()
  t.strictSame(await states(), { behind: 'ready', held: 'done', new: 'ready' })
  t.match(await job('behind'), { attempts: 0, leaseToken: null })

  outbox.start()
  await outbox.idle()
  t.strictSame(done.toSorted(), ['behind', 'held', 'new'])
})

t.test('a hint that comes while the outbox is reading is not lost', async (t) => {
  const read = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  const { outbox, add, job } = await anOutbox(t, {
    carry: async () => done.resolve(),
    async aroundTx(tx) {
      const value = await tx()
      read.resolve()
      await goOn.promise
      return value
    },
  })
  outbox.start()
  await read.promise
  await add(aJob())
  outbox.wake()
  goOn.resolve()
  await done.promise
  await outbox.idle()
  t.match(await job(), { state: 'done' })
})

t.test('a hint of a job due later wakes the outbox then, and no later one delays it', async (t) => {
  const done = Promise.withResolvers<void>()
  const { outbox, add, clock, job } = await anOutbox(t, { carry: async () => done.resolve() })
  outbox.start()
  await outbox.idle()
  await add(aJob({ runAt: openedAt + 5 }))
  outbox.wake(openedAt + 5)
  outbox.wake(openedAt + hourMs)
  t.match(await job(), { state: 'ready' })
  clock.advance(5)
  await done.promise
  await outbox.idle()
  t.match(await job(), { state: 'done' })
})

t.test('an end that could not be written is written once the database takes it', async (t) => {
  let runs = 0
  const { outbox, add, job } = await anOutbox(t, {
    carry: async () => void runs++,
    aroundTx: failingAt(2),
  })
  await add(aJob())
  outbox.start()
  await outbox.idle()
  t.match(await job(), { state: 'done', attempts: 1 })
  t.equal(runs, 1)
})

t.test('a job whose end is not written in time runs again', async (t) => {
  let runs = 0
  const clock = aClock()
  const refused = Promise.withResolvers<void>()
  const { outbox, add, job } = await anOutbox(t, {
    clock,
    carry: async () => void runs++,
    async aroundTx(tx) {
      if (runs !== 1 || clock.now() > openedAt) return tx()
      clock.advance(leaseMs)
      refused.resolve()
      throw new StorageUnavailable('The disk is full.')
    },
  })
  await add(aJob())
  outbox.start()
  await refused.promise
  await outbox.idle()
  t.match(await job(), { state: 'done', attempts: 2 })
  t.equal(runs, 2)
})

t.test('an outbox that could not be read is read again', async (t) => {
  const { outbox, add, job, logged } = await anOutbox(t, {
    carry: async () => undefined,
    aroundTx: failingAt(1),
  })
  await add(aJob())
  outbox.start()
  await outbox.idle()
  t.match(await job(), { state: 'done' })
  t.match(logged, [{ err: { code: 'storage-unavailable' } }])
})

t.test(
  'jobs whose lease ran out behind a slow one are claimed again before they begin',
  async (t) => {
    const clock = aClock()
    const attempts: Record<string, number> = {}
    const { outbox, add, states } = await anOutbox(t, {
      clock,
      async carry({ id, attempts: count }) {
        attempts[id] = count
        if (id === 'slow') clock.advance(leaseMs)
      },
    })
    await add(aJob({ id: 'slow', runAt: openedAt - 1 }), aJob({ id: 'behind' }))
    outbox.start()
    await outbox.idle()
    t.strictSame(await states(), { behind: 'done', slow: 'done' })
    t.strictSame(attempts, { slow: 1, behind: 1 })
  },
)

t.test('whatever the other side asks, a lane waits for an hour at most', async (t) => {
  const { outbox, add, job, clock } = await anOutbox(t, {
    random: () => 0,
    carry: async () => Promise.reject(new DeliveryFailure('Later.', { retryAfterMs: 1e11 })),
  })
  await add(aJob({ runAt: openedAt - 1 }), aJob({ id: 'behind' }))
  outbox.start()
  await outbox.idle()
  for (const id of ['job', 'behind']) t.equal((await job(id)).runAt, clock.now() + hourMs, id)
})

t.test('nothing that must wait keeps the outbox turning', async (t) => {
  let claims = 0
  const { outbox, add, states } = await anOutbox(t, {
    carry: async () => Promise.reject(new DeliveryFailure('Later.', { retryAfterMs: hourMs })),
    newId: () => `claim ${++claims}`,
  })
  await add(aJob(), aJob({ id: 'close', lane: 'close', runAt: openedAt + hourMs }))
  outbox.start()
  await outbox.idle()
  await outbox.idle()
  t.strictSame(await states(), { close: 'ready', job: 'ready' })
  t.ok(claims < 10, `${claims} claims`)
})

t.test('a lane that allows it runs several jobs at once, and never more', async (t) => {
  const lanes: Record<string, { underWay: number; most: number }> = {}
  const { outbox, add, states } = await anOutbox(t, {
    laneLimits: new Map([['mail', 3]]),
    async carry({ lane }) {
      const seen = (lanes[lane] ??= { underWay: 0, most: 0 })
      seen.most = Math.max(seen.most, ++seen.underWay)
      await setImmediate()
      seen.underWay--
    },
  })
  const lanesUsed = ['mail', 'mail:eu', 'mailing', 'chat']
  await add(
    ...lanesUsed.flatMap((lane) =>
      Array.from({ length: 10 }, (_, n) => aJob({ id: `${lane} ${n}`, lane })),
    ),
  )
  outbox.start()
  await outbox.idle()
  t.ok(Object.values(await states()).every((state) => state === 'done'))
  t.strictSame(Object.fromEntries(Object.entries(lanes).map(([lane, { most }]) => [lane, most])), {
    mail: 3,
    'mail:eu': 3,
    mailing: 1,
    chat: 1,
  })
})

t.test(
  '"retry after" ends a lane that runs several: those under way end, the rest wait',
  async (t) => {
    const begun: string[] = []
    const both = Promise.withResolvers<void>()
    const { outbox, add, states, job, clock } = await anOutbox(t, {
      laneLimits: new Map([['mail', 2]]),
      async carry({ id }) {
        begun.push(id)
        if (begun.length === 2) both.resolve()
        await both.promise
        if (id === '1') throw new DeliveryFailure('Later.', { retryAfterMs: hourMs })
      },
    })
    await add(
      ...['1', '2', '3', '4'].map((id, n) => aJob({ id, lane: 'mail', runAt: openedAt - 9 + n })),
    )
    outbox.start()
    await outbox.idle()
    t.strictSame(begun, ['1', '2'])
    t.strictSame(await states(), { 1: 'ready', 2: 'done', 3: 'ready', 4: 'ready' })
    for (const id of ['1', '3', '4']) t.equal((await job(id)).runAt, clock.now() + hourMs, id)
    t.match(await job('3'), { attempts: 0 })
  },
)

t.test(
  'a lane that pauses again and again does not use up the attempts of its first job',
  async (t) => {
    const { outbox, add, job, clock } = await anOutbox(t, {
      random: () => 0.5,
      carry: async () => Promise.reject(new DeliveryFailure('Later.', { retryAfterMs: 1_000 })),
    })
    await add(aJob({ maxAttempts: 100 }))
    outbox.start()
    const waits: number[] = []
    for (let attempt = 1; attempt <= 12; attempt++) {
      await outbox.idle()
      const { runAt } = await job()
      waits.push((runAt - clock.now()) / 1000)
      clock.advance(runAt - clock.now())
      outbox.wake()
    }
    t.strictSame(waits, [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10_240])
  },
)

t.test('a letter is tried for four to five days, other work for about three hours', async (t) => {
  const target = { workspaceId: 'a', awardId: 'x', memberId: 'y' }
  const tried = async (queue: 'letter' | 'tell') => {
    const { outbox, add, job, clock } = await anOutbox(t, { carry: fail, random: () => 0.5 })
    await add({ ...deliveryJob({ newId: () => queue }, queue, target, openedAt), queue: 'job' })
    outbox.start()
    for (;;) {
      await outbox.idle()
      const { state, runAt } = await job(queue)
      if (state === 'dead') return (clock.now() - openedAt) / hourMs
      clock.advance(runAt - clock.now())
      outbox.wake()
    }
  }
  const letter = await tried('letter')
  t.ok(letter > 4 * 24 && letter < 5 * 24, `${letter} hours`)
  const message = await tried('tell')
  t.ok(message > 2 && message < 4, `${message} hours`)
})

t.test(
  'stopping ends what several workers of a lane have under way, and gives back the rest',
  async (t) => {
    const begun: string[] = []
    const both = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const { outbox, add, states } = await anOutbox(t, {
      laneLimits: new Map([['mail', 2]]),
      async carry({ id }) {
        begun.push(id)
        if (begun.length === 2) both.resolve()
        await end.promise
      },
    })
    await add(
      ...['1', '2', '3'].map((id, n) => aJob({ id, lane: 'mail', runAt: openedAt - 9 + n })),
    )
    outbox.start()
    await both.promise
    const stopping = outbox.stop()
    end.resolve()
    await stopping
    t.strictSame(await states(), { 1: 'done', 2: 'done', 3: 'ready' })
  },
)

t.test('jobs that end together are written in few commits', async (t) => {
  let commits = 0
  const { outbox, add, states } = await anOutbox(t, {
    laneLimits: new Map([['mail', 50]]),
    carry: () => setImmediate(),
    async aroundTx(tx) {
      commits++
      return tx()
    },
  })
  await add(...Array.from({ length: 200 }, (_, n) => aJob({ id: `${n}`, lane: 'mail' })))
  outbox.start()
  await outbox.idle()
  t.ok(Object.values(await states()).every((state) => state === 'done'))
  t.ok(commits < 25, `${commits} commits`)
})

t.test('a job that lasts longer than its lease stays its own', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const clock = aClock()
  const end = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const renewed: number[] = []
  const runs: string[] = []
  const { outbox, add, job } = await anOutbox(t, {
    clock,
    async carry({ id }) {
      runs.push(id)
      begun.resolve()
      await end.promise
    },
  })
  await add(aJob({ id: 'long', runAt: openedAt - 1 }), aJob({ id: 'behind' }))
  outbox.start()
  await begun.promise
  for (let third = 1; third <= 6; third++) {
    clock.advance(leaseMs / 3)
    mock.timers.tick(leaseMs / 3)
    renewed.push(
      await until(async () => {
        const { runAt } = await job('long')
        return runAt === clock.now() + leaseMs ? runAt - openedAt : undefined
      }),
    )
  }
  end.resolve()
  await outbox.idle()
  t.strictSame(
    renewed,
    [4, 5, 6, 7, 8, 9].map((thirds) => (thirds * leaseMs) / 3),
  )
  t.strictSame(runs, ['long', 'behind'], 'what waited behind it stayed its own too')
  t.match(await job('long'), { state: 'done', attempts: 1 })
})

type AroundTx = <Value>(tx: () => Promise<Value>) => Promise<Value>

interface Given extends Partial<Pick<OutboxParts, 'random' | 'onDead' | 'newId' | 'laneLimits'>> {
  readonly carry: Carry
  readonly clock?: TestClock
  /** What the outbox meets when it writes. */
  readonly aroundTx?: AroundTx
}

/** An outbox whose queue `job` is carried out by `carry`, stopped when the test ends. */
async function anOutbox(t: Test, { carry, clock = aClock(), aroundTx, ...parts }: Given) {
  const store = openTestStore(t)
  await addTestWorkspace(store, 'a')
  const logged: Readonly<Record<string, unknown>>[] = []
  const at = (level: string) => (facts: object) => void logged.push({ level, ...facts })
  let ids = 0
  const outbox = new Outbox({
    store: aroundTx ? storeWith(store, aroundTx) : store,
    now: clock.now,
    random: () => 0.5,
    newId: () => `token ${++ids}`,
    carriers: new Map([['job', carry]]),
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    onDead: () => [],
    ...parts,
  })
  // The outbox's own timers keep no process alive.
  const alive = setInterval(() => undefined, hourMs)
  t.teardown(() => {
    clearInterval(alive)
    return outbox.stop()
  })
  const { db } = store
  const rows = () => db.select().from(db.t.outbox).orderBy(db.t.outbox.id)
  return {
    outbox,
    clock,
    logged,
    add: (...jobs: readonly NewJob[]) => store.tx((tx) => addJobs(tx, jobs)),
    states: async () => Object.fromEntries((await rows()).map(({ id, state }) => [id, state])),
    job: async (id = 'job'): Promise<JobRow> => {
      const found = (await rows()).find((row) => row.id === id)
      if (!found) throw new Error(`no job ${id}`)
      return found
    },
  }
}

function storeWith(store: Store, aroundTx: AroundTx): Store {
  return {
    engine: store.engine,
    writersAtOnce: store.writersAtOnce,
    db: store.db,
    tx: (work) => aroundTx(() => store.tx(work)),
    close: () => store.close(),
  }
}

function failingAt(
  call: number,
  error: Error = new StorageUnavailable('The disk is full.'),
): AroundTx {
  let calls = 0
  return async (tx) => {
    if (++calls === call) throw error
    return tx()
  }
}

/** Asks again until there is an answer; gives up after ten seconds. */
async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found> {
  for (const end = performance.now() + 10_000; performance.now() < end; await setTimeout(5)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error('Nothing came within ten seconds.')
}

async function fail(): Promise<void> {
  throw new Error('mishap')
}

async function refuse(): Promise<void> {
  throw new DeliveryFailure('No such address.', { permanent: true })
}

function aJob(changes: Partial<NewJob> = {}): NewJob {
  const { id = 'job' } = changes
  return {
    workspaceId: 'a',
    id,
    queue: 'job',
    lane: 'lane',
    key: id,
    payload: { about: id },
    runAt: openedAt,
    ...changes,
  }
}

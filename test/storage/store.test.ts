import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { isUniqueViolation, type Store, StorageUnavailable, type Tx } from '#src/storage/store.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { addTestWorkspace, onEachEngine, type OpenStore, openTestStore } from '#test/kit/store.ts'

onEachEngine(t, testStore)
t.test('SQLite', async (t) => {
  testPragmas(t)
  testGroupCommit(t)
  testFullDisk(t)
})

/** What every engine promises about transactions. */
function testStore(t: Test, open: OpenStore): void {
  t.test('a transaction answers once what it wrote can be read by others', async (t) => {
    const store = await open(t)
    const answer = await store.tx(async (tx) => {
      await addLane(tx, 'a')
      t.strictSame(await lanes(store), [], 'what is not committed is not seen outside')
      t.strictSame(await tx.select({ id: tx.t.lane.id }).from(tx.t.lane), [{ id: 'a' }])
      return 'answer'
    })
    t.equal(answer, 'answer')
    t.strictSame(await lanes(store), ['a'])
  })

  t.test('a work that fails leaves nothing behind, and its neighbours are unharmed', async (t) => {
    const store = await open(t)
    const mishap = new Error('mishap')
    const settled = await Promise.allSettled([
      store.tx((tx) => addLane(tx, 'before')),
      store.tx(async (tx) => {
        await addLane(tx, 'lost')
        throw mishap
      }),
      store.tx(async (tx) => {
        await addLane(tx, 'lost too')
        await addLane(tx, 'lost too')
      }),
      store.tx((tx) => addLane(tx, 'after')),
    ])
    t.match(settled, [
      { status: 'fulfilled' },
      { status: 'rejected', reason: mishap },
      { status: 'rejected', reason: Error },
      { status: 'fulfilled' },
    ])
    t.strictSame(await lanes(store), ['after', 'before'])
  })

  t.test('a tx inside a tx is refused, and the store goes on', async (t) => {
    const store = await open(t)
    const nested = store.tx(async (tx) => {
      await addLane(tx, 'outer')
      await store.tx((inner) => addLane(inner, 'inner'))
    })
    await t.rejects(nested, { message: /inside a tx/ })
    t.strictSame(await lanes(store), [])
    await t.resolves(store.tx((tx) => addLane(tx, 'next')))
  })

  t.test(
    'five hundred transactions at once are all answered, each with its own value',
    async (t) => {
      const store = await open(t)
      const numbers = Array.from({ length: 500 }, (_, index) => index)
      const answers = await Promise.all(
        numbers.map((number) =>
          store.tx(async (tx) => {
            await addLane(tx, `lane ${number}`)
            return number
          }),
        ),
      )
      t.strictSame(answers, numbers)
      t.equal((await lanes(store)).length, 500)
    },
  )

  t.test('closing waits for the transactions under way', async (t) => {
    const store = await open(t)
    const last = store.tx(async (tx) => {
      await addLane(tx, 'last')
      return 'kept'
    })
    await store.close()
    t.equal(await last, 'kept')
  })

  t.test(
    'a row that is there already is recognised, by its key or by a unique index',
    async (t) => {
      const store = await open(t)
      await addTestWorkspace(store, 'w1')
      await store.tx((tx) => addLane(tx, 'a'))
      const sameKey = await failure(store.tx((tx) => addLane(tx, 'a')))
      t.ok(isUniqueViolation(sameKey))
      const sameRef = await failure(
        store.tx(async (tx) => {
          const [row] = await tx.select().from(tx.t.workspace)
          if (row) await tx.insert(tx.t.workspace).values({ ...row, id: 'w2' })
        }),
      )
      t.ok(isUniqueViolation(sameRef))
    },
  )

  t.test('no other failure passes for a row that is there already', async (t) => {
    const store = await open(t)
    const noSuchWorkspace = await failure(
      store.tx((tx) => tx.insert(tx.t.room).values({ workspaceId: 'w', code: 'c', groupId: 'g' })),
    )
    t.type(noSuchWorkspace, Error)
    for (const other of [noSuchWorkspace, new Error('23505'), '23505', undefined, { code: 23505 }])
      t.notOk(isUniqueViolation(other))
  })
}

function testPragmas(t: Test): void {
  t.test('an acknowledged write is on the disk, and keys are checked', async (t) => {
    const { writer } = openTestStore(t)
    const pragma = (name: string) => writer.pragma(name, { simple: true })
    // 2 is FULL: with NORMAL a power cut may lose a ballot that was answered, which killing the process cannot show.
    t.equal(pragma('synchronous'), 2)
    t.equal(pragma('foreign_keys'), 1)
    t.equal(pragma('journal_mode'), 'wal')
    t.equal(pragma('busy_timeout'), 5000)
  })

  t.test('a file opened again has its rows', async (t) => {
    const store = openTestStore(t)
    await store.tx((tx) => addLane(tx, 'kept'))
    await store.close()
    const again = openSqlite(store.writer.name)
    t.teardown(() => again.close())
    t.strictSame(await lanes(again), ['kept'])
  })

  t.test('reading is all that can be done outside a tx', async (t) => {
    const { db } = openTestStore(t)
    await t.rejects(async () => db.insert(db.t.lane).values({ id: 'a', pausedUntil: 0 }))
  })
}

function testGroupCommit(t: Test): void {
  t.test('transactions run and are answered in the order they came', async (t) => {
    const store = openTestStore(t)
    const numbers = Array.from({ length: 500 }, (_, index) => index)
    const answered: number[] = []
    await Promise.all(
      numbers.map(async (number) => {
        const before = await store.tx(async (tx) => {
          const count = await tx.$count(tx.t.lane)
          await addLane(tx, `lane ${number}`)
          return count
        })
        answered.push(before)
      }),
    )
    t.strictSame(answered, numbers)
  })

  t.test('a tx that awaits anything but the database is refused and undone', async (t) => {
    const store = openTestStore(t)
    const slow = store.tx(async (tx) => {
      await addLane(tx, 'slow')
      await setImmediate()
    })
    const quick = store.tx((tx) => addLane(tx, 'quick'))
    await t.rejects(slow, { message: /something other than the database/ })
    await t.resolves(quick)
    t.strictSame(await lanes(store), ['quick'])
  })
}

function testFullDisk(t: Test): void {
  t.test(
    'on a full disk nobody of the group hears "done"; it recovers without a restart',
    async (t) => {
      const store = openTestStore(t)
      const { writer } = store
      await store.tx((tx) => addLane(tx, 'kept'))
      const usual = writer.pragma('max_page_count', { simple: true })
      writer.pragma(`max_page_count = ${String(writer.pragma('page_count', { simple: true }))}`)

      const lost = await Promise.allSettled([
        store.tx((tx) => addLane(tx, 'small')),
        store.tx((tx) => addLane(tx, 'large'.repeat(100_000))),
        store.tx((tx) => addLane(tx, 'small too')),
      ])
      t.match(
        lost,
        lost.map(() => ({ status: 'rejected', reason: { code: 'storage-unavailable' } })),
      )
      t.ok(
        lost.every((one) => one.status === 'rejected' && one.reason instanceof StorageUnavailable),
      )
      t.strictSame(await lanes(store), ['kept'], 'reading goes on')

      writer.pragma(`max_page_count = ${String(usual)}`)
      await t.resolves(store.tx((tx) => addLane(tx, 'large'.repeat(100_000))))
      t.equal((await lanes(store)).length, 2)
      t.equal(writer.pragma('integrity_check', { simple: true }), 'ok')
    },
  )

  t.test(
    'a work that swallows the error of a full disk is not answered "done" either',
    async (t) => {
      const store = openTestStore(t)
      const { writer } = store
      writer.pragma(`max_page_count = ${String(writer.pragma('page_count', { simple: true }))}`)
      const swallowing = store.tx(async (tx) => {
        await addLane(tx, 'small')
        await addLane(tx, 'large'.repeat(100_000)).catch(() => undefined)
        return 'done'
      })
      const outcome = await Promise.allSettled([swallowing])
      const kept = await lanes(store)
      t.equal(kept.includes('small'), outcome[0].status === 'fulfilled', 'said done only if kept')
    },
  )
}

async function addLane(tx: Tx, id: string): Promise<void> {
  await tx.insert(tx.t.lane).values({ id, pausedUntil: 0 })
}

async function lanes({ db }: Store): Promise<string[]> {
  const rows = await db.select({ id: db.t.lane.id }).from(db.t.lane).orderBy(db.t.lane.id)
  return rows.map(({ id }) => id)
}

async function failure(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  )
}

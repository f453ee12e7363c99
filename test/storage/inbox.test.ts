import t, { type Test } from 'tap'
import { decideEach, decideOnce, type Event, forgetEvents } from '#src/storage/inbox.ts'
import type { Store, Tx } from '#src/storage/store.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, onEachEngine, type OpenStore } from '#test/kit/store.ts'

onEachEngine(t, testInbox)

/** One event has one effect and one answer, however often it is delivered. */
function testInbox(t: Test, open: OpenStore): void {
  t.test('a repeat gets the outcome of the first and decides nothing', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const outcome = { ok: true, value: { turnout: 3, words: ['«\u{1F9D7}»', ''], none: null } }
    const first = await decideOnce(store, anEvent(), async () => outcome)
    const again = await decideOnce(store, anEvent({ at: openedAt + 1 }), async () =>
      t.fail('decided twice'),
    )
    t.strictSame(first, outcome)
    t.strictSame(again, outcome)
  })

  t.test('an event whose deciding failed is as good as new', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const failing = decideOnce(store, anEvent(), async (tx) => {
      await addEffect(tx, 'lost')
      throw new Error('mishap')
    })
    await t.rejects(failing, { message: 'mishap' })
    t.equal(await store.db.$count(store.db.t.inbox), 0)
    t.equal(await decideOnce(store, anEvent(), async () => 'second try'), 'second try')
    t.equal(await store.db.$count(store.db.t.lane), 0)
  })

  t.test('the same id from another side, or in another workspace, is another event', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const others = [anEvent(), anEvent({ source: 'slack' }), anEvent({ workspaceId: 'b' })]
    const outcomes = await Promise.all(
      others.map((event, index) => decideOnce(store, event, async () => index)),
    )
    t.strictSame(outcomes, [0, 1, 2])
  })

  t.test('fifty identical events at once have one effect and fifty equal answers', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        decideOnce(store, anEvent(), async (tx) => {
          await addEffect(tx, `effect ${index}`)
          return { by: index }
        }),
      ),
    )
    t.equal(await store.db.$count(store.db.t.lane), 1)
    t.strictSame(
      answers,
      answers.map(() => answers[0]),
    )
  })

  t.test(
    'many events together: the new ones are decided in their order, each has its outcome',
    async (t) => {
      const store = await openWithWorkspaces(t, open)
      await decideOnce(store, anEvent({ eventId: 'earlier' }), async () => 'earlier')
      const asked = ['z', 'earlier', 'a', 'z', 'm'].map((eventId) => anEvent({ eventId }))
      const outcomes = await decideEach(store, asked, async (tx, fresh) => {
        await addEffect(tx, 'once')
        return fresh.map(({ eventId }, index) => `${eventId} ${index}`)
      })
      t.strictSame(outcomes, ['z 0', 'earlier', 'a 1', 'z 0', 'm 2'])
      const again = await decideEach(store, asked.toReversed(), async (_, fresh) => {
        t.strictSame(fresh, [])
        return []
      })
      t.strictSame(again, outcomes.toReversed())
    },
  )

  t.test('batches that share events and meet do not wait for each other for ever', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const ids = Array.from({ length: 40 }, (_, index) => `e${index}`)
    const batches = await Promise.all(
      Array.from({ length: 12 }, (_, batch) => {
        const turned = [...ids.slice(batch), ...ids.slice(0, batch)]
        const events = turned.map((eventId) => anEvent({ eventId }))
        return decideEach(store, batch % 2 ? events : events.toReversed(), async (_tx, fresh) =>
          fresh.map(({ eventId }) => `${eventId} by ${batch}`),
        )
      }),
    )
    const answers = new Set(batches.flat())
    t.equal(answers.size, ids.length, 'one decision for each event, the same for everybody')
  })

  t.test('events too old to be repeated are forgotten, the others kept', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const { db } = store
    for (const [index, eventId] of ['old', 'limit', 'young'].entries())
      await decideOnce(store, anEvent({ eventId, at: openedAt + index }), async () => 1)
    await store.tx((tx) => forgetEvents(tx, openedAt + 1))
    const kept = await db.select({ eventId: db.t.inbox.eventId }).from(db.t.inbox)
    t.strictSame(kept.map(({ eventId }) => eventId).toSorted(), ['limit', 'young'])
  })
}

async function openWithWorkspaces(t: Test, open: OpenStore): Promise<Store> {
  const store = await open(t)
  await addTestWorkspace(store, 'a')
  await addTestWorkspace(store, 'b')
  return store
}

function anEvent(changes: Partial<Event> = {}): Event {
  return { workspaceId: 'a', source: 'room', eventId: 'click', at: openedAt, ...changes }
}

async function addEffect(tx: Tx, id: string): Promise<void> {
  await tx.insert(tx.t.lane).values({ id, pausedUntil: 0 })
}

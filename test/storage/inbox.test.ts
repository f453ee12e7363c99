import t, { type Test } from 'tap'
import { type Event, forgetEvents, once } from '#src/storage/inbox.ts'
import type { Store, Tx } from '#src/storage/store.ts'
import { openedAt } from '#test/kit/proposal-builders.ts'
import { addTestWorkspace, onEachEngine, type OpenStore } from '#test/kit/store.ts'

onEachEngine(t, testInbox)

/** One event has one effect and one answer, however often it is delivered. */
function testInbox(t: Test, open: OpenStore): void {
  t.test('a repeat gets the outcome of the first and decides nothing', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const outcome = { ok: true, value: { turnout: 3, words: ['«\u{1F9D7}»', ''], none: null } }
    const first = await store.tx((tx) => once(tx, anEvent(), async () => outcome))
    const again = await store.tx((tx) =>
      once(tx, anEvent({ at: openedAt + 1 }), async () => t.fail('decided twice')),
    )
    t.strictSame(first, outcome)
    t.strictSame(again, outcome)
  })

  t.test('an event whose deciding failed is as good as new', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const failing = store.tx((tx) =>
      once(tx, anEvent(), async () => {
        await addEffect(tx, 'lost')
        throw new Error('mishap')
      }),
    )
    await t.rejects(failing, { message: 'mishap' })
    t.equal(await store.db.$count(store.db.t.inbox), 0)
    t.equal(await store.tx((tx) => once(tx, anEvent(), async () => 'second try')), 'second try')
    t.equal(await store.db.$count(store.db.t.lane), 0)
  })

  t.test('the same id from another side, or in another workspace, is another event', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const others = [anEvent(), anEvent({ source: 'slack' }), anEvent({ workspaceId: 'b' })]
    const outcomes = await Promise.all(
      others.map((event, index) => store.tx((tx) => once(tx, event, async () => index))),
    )
    t.strictSame(outcomes, [0, 1, 2])
  })

  t.test('fifty identical events at once have one effect and fifty equal answers', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.tx((tx) =>
          once(tx, anEvent(), async () => {
            await addEffect(tx, `effect ${index}`)
            return { by: index }
          }),
        ),
      ),
    )
    t.equal(await store.db.$count(store.db.t.lane), 1)
    t.strictSame(
      answers,
      answers.map(() => answers[0]),
    )
  })

  t.test('events too old to be repeated are forgotten, the others kept', async (t) => {
    const store = await openWithWorkspaces(t, open)
    const { db } = store
    for (const [index, eventId] of ['old', 'limit', 'young'].entries())
      await store.tx((tx) => once(tx, anEvent({ eventId, at: openedAt + index }), async () => 1))
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

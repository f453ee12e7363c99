import type { Store } from './store.ts'

/** Reads and writes once. Throws what the database throws. */
export async function probe(store: Store): Promise<void> {
  await store.tx(async (inner) => {
    const { lane } = inner.t
    await inner
      .insert(lane)
      .values({ id: 'probe', pausedUntil: 0 })
      .onConflictDoUpdate({ target: [lane.id], set: { pausedUntil: 0 } })
  })
}

import { eq } from './drizzle.ts'
import type { Store } from './store.ts'

// Needs a few new pages, so that it fails as soon as other writes may.
const weight = `probe:${'.'.repeat(16_000)}`

/** Writes something and takes it away again. Throws what the database throws. */
export async function probe(store: Store): Promise<void> {
  await store.tx(async (tx) => {
    const { lane } = tx.t
    await tx.insert(lane).values({ id: weight, pausedUntil: 0 }).onConflictDoNothing()
    await tx.delete(lane).where(eq(lane.id, weight))
  })
}

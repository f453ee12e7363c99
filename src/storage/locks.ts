import { eq, sql } from './drizzle.ts'
import type { Tx } from './store.ts'

/** What only one node at a time may do: everywhere, or in one workspace. */
export type LockName =
  | 'claim'
  | 'email-codes'
  | 'first-start'
  | 'issuer-keys'
  | 'roster'
  | `${'files' | 'persons'}:${string}`

/** Waits until no other transaction holds the lock, and holds it until this one ends. */
export async function holdLock(tx: Tx, name: LockName): Promise<void> {
  const held = () =>
    tx
      .prepared('lock', (db) => {
        const { lock } = db.t
        const query = db
          .select({ name: lock.name })
          .from(lock)
          .where(eq(lock.name, sql.placeholder('name')))
        return tx.forUpdate(query)
      })
      .execute({ name })
  if ((await held()).length > 0) return
  await tx.insert(tx.t.lock).values({ name }).onConflictDoNothing()
  await held()
}

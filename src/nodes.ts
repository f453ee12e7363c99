import { type Bus, localBus, sharedBus } from '#src/app/bus.ts'
import type { OpenedStore } from '#src/storage/open-store.ts'

/** What the nodes of one database share: its clock, and hints of what changed. */
export interface Nodes {
  readonly bus: Bus
  readonly now: () => number
  close(): Promise<void>
}

/** Joins the other nodes of a PostgreSQL; on SQLite there is one process, with its own clock. */
export async function joinNodes(
  store: OpenedStore,
  onError: (error: Error) => void,
): Promise<Nodes> {
  if (store.engine === 'sqlite')
    return { bus: localBus(), now: Date.now, close: async () => undefined }
  const { PostgresHints } = await import('#src/storage/postgres-hints.ts')
  const { sharedClock } = await import('#src/storage/shared-clock.ts')
  const clock = await sharedClock(store)
  const bus = sharedBus((hear) => new PostgresHints(store.url, { onTopics: hear, onError }))
  await bus.carriage.start()
  return {
    bus,
    now: clock.now,
    async close() {
      clock.stop()
      bus.close()
      await bus.carriage.close()
    },
  }
}

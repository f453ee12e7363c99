import type { PostgresStore } from './postgres-store.ts'

export interface SharedClock {
  /** Milliseconds since 1970, as the database sees them. */
  readonly now: () => number
  stop(): void
}

const readEveryMs = 60_000

/**
 * The database's clock, asked once a minute and counted on from there: nodes whose own clocks differ agree about
 * deadlines and leases. While the database cannot be asked it goes on counting.
 */
export async function sharedClock(store: Pick<PostgresStore, 'time'>): Promise<SharedClock> {
  let { at, ticks } = await read(store)
  const reading = setInterval(() => {
    read(store).then(
      (found) => ({ at, ticks } = found),
      () => undefined,
    )
  }, readEveryMs)
  reading.unref()
  return {
    now: () => Math.floor(at + (performance.now() - ticks)),
    stop: () => clearInterval(reading),
  }
}

async function read({ time }: Pick<PostgresStore, 'time'>): Promise<{ at: number; ticks: number }> {
  const asked = performance.now()
  const at = await time()
  // Half the way there and back.
  return { at, ticks: (asked + performance.now()) / 2 }
}

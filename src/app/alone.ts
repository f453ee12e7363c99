import { setTimeout as wait } from 'node:timers/promises'
import { giveLeaseBack, takeLease } from '#src/storage/installations.ts'
import type { Store } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { freshToken } from './fresh.ts'

/** Others were at it for too long: nothing was done. */
export class NotAlone extends Error {
  readonly code = 'not-alone'
}

const longestWaitMs = 15_000
// A node that died holds the others up for this long.
const leaseMs = 30_000
const renewMs = 10_000
const askAgainMs = 50

/** By database, the last of those who wait for a name in this process. */
const queues = new WeakMap<Store, Map<string, Promise<void>>>()

/**
 * Does the work while no other task and no other node does one under the same name, first come, first served within this
 * process. Never inside a transaction. Throws NotAlone where its turn does not come within 15 seconds.
 */
export async function alone<Done>(
  app: App,
  name: string,
  work: () => Promise<Done>,
): Promise<Done> {
  const until = performance.now() + longestWaitMs
  const queue = queues.get(app.store) ?? new Map<string, Promise<void>>()
  queues.set(app.store, queue)
  const before = queue.get(name) ?? Promise.resolve()
  const turn = Promise.withResolvers<void>()
  const mine = before.then(() => turn.promise)
  queue.set(name, mine)
  try {
    await withinTime(before, until, name)
    return await withLease(app, { name, until }, work)
  } finally {
    turn.resolve()
    if (queue.get(name) === mine) queue.delete(name)
  }
}

async function withLease<Done>(
  app: App,
  { name, until }: { readonly name: string; readonly until: number },
  work: () => Promise<Done>,
): Promise<Done> {
  const token = freshToken()
  const take = () => {
    const now = app.now()
    return app.store.tx((tx) => takeLease(tx, { name, token, expiresAt: now + leaseMs }, now))
  }
  while (!(await take())) {
    if (performance.now() >= until) throw tooLong(name)
    await wait(askAgainMs)
  }
  // A renewal that fails is tried again; the work goes on under the lease that it has.
  const renewing = setInterval(() => void take().catch(() => undefined), renewMs)
  try {
    return await work()
  } finally {
    clearInterval(renewing)
    // What cannot be given back runs out.
    await app.store.tx((tx) => giveLeaseBack(tx, { name, token })).catch(() => undefined)
  }
}

async function withinTime(turn: Promise<void>, until: number, name: string): Promise<void> {
  const late = new AbortController()
  const options = { signal: late.signal, ref: false }
  const timer = wait(Math.max(0, until - performance.now()), true, options).catch(() => false)
  const isLate = await Promise.race([turn.then(() => false), timer])
  late.abort()
  if (isLate) throw tooLong(name)
}

function tooLong(name: string): NotAlone {
  return new NotAlone(`Another task has been at ${name} for ${longestWaitMs / 1000} seconds.`)
}

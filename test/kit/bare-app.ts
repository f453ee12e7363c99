import { randomBytes } from 'node:crypto'
import type { App } from '#src/app/app.ts'
import { freshId } from '#src/app/fresh.ts'
import type { Store } from '#src/storage/store.ts'

/** Use cases on a store alone, with nobody to wake and no page to hint: for what carries out no jobs. */
export function bareApp(store: Store, now: () => number = Date.now): App {
  return {
    store,
    now,
    newId: freshId,
    baseUrl: 'http://127.0.0.1:3000',
    publicUrl: undefined,
    masterKey: randomBytes(32),
    wake: () => undefined,
    changed: () => undefined,
  }
}

import { addOneTimeState, takeOneTimeState } from '#src/storage/installations.ts'
import type { App } from './app.ts'
import { freshToken, hash } from './fresh.ts'

const goodForMs = 10 * 60_000

/** An unguessable value that comes back once, within ten minutes; only its hash is stored. */
export async function giveOneTimeState({ store, now }: App, about: string): Promise<string> {
  const state = freshToken()
  const at = now()
  const row = { hash: hash(state), about, expiresAt: at + goodForMs }
  await store.tx((tx) => addOneTimeState(tx, row, at))
  return state
}

/** What it was given for, the first time; undefined ever after, and for any other value. */
export async function takeBackOneTimeState(
  { store, now }: App,
  state: string,
): Promise<string | undefined> {
  return store.tx((tx) => takeOneTimeState(tx, hash(state), now()))
}

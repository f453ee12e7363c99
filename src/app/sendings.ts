import { beginSending, dropSending, findSending, keepSending } from '#src/storage/sendings.ts'
import type { App } from './app.ts'

/** One message for one destination on a platform. */
export interface SendingKey {
  readonly workspaceId: string
  readonly destination: string
  readonly key: string
}

/** What is known of it; undefined: it was never begun, or certainly not taken. */
export async function sendingOf(
  { store }: App,
  sending: SendingKey,
): Promise<{ readonly begunAt: number; readonly message: string | undefined } | undefined> {
  const row = await findSending(store.db, sending)
  return row && { begunAt: row.begunAt, message: row.message ?? undefined }
}

/** Before it is written: from here on it may be there. */
export async function sendingBegins({ store, now }: App, sending: SendingKey): Promise<void> {
  await store.tx((tx) => beginSending(tx, { ...sending, begunAt: now() }))
}

/** The platform took it. */
export async function sendingTaken(
  { store, now }: App,
  sending: SendingKey & { readonly message: string },
): Promise<void> {
  await store.tx((tx) => keepSending(tx, { ...sending, at: now() }))
}

/** The platform certainly did not take it. */
export async function sendingRefused({ store }: App, sending: SendingKey): Promise<void> {
  await store.tx((tx) => dropSending(tx, sending))
}

import { addDraft, findDraft } from '#src/storage/sendings.ts'
import type { App } from './app.ts'

const draftMs = 3_600_000

/** Keeps what was filled in so far, for an hour; answers its id. */
export async function keepDraft(
  { store, now, newId }: App,
  workspaceId: string,
  fields: Readonly<Record<string, string>>,
): Promise<string> {
  const [id, at] = [newId(), now()]
  await store.tx((tx) => addDraft(tx, { workspaceId, id, fields, expiresAt: at + draftMs }, at))
  return id
}

export async function draftOf(
  { store, now }: App,
  workspaceId: string,
  id: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const row = await findDraft(store.db, { workspaceId, id })
  return row && row.expiresAt > now() ? row.fields : undefined
}

import { eq } from './drizzle.ts'
import type { Db, Tx } from './store.ts'

export async function findNote(db: Db, name: string): Promise<string | undefined> {
  const { adapterNote } = db.t
  const [row] = await db.select().from(adapterNote).where(eq(adapterNote.name, name))
  return row?.text
}

export async function saveNote(
  tx: Tx,
  row: { readonly name: string; readonly text: string },
): Promise<void> {
  const { adapterNote } = tx.t
  await tx
    .insert(adapterNote)
    .values(row)
    .onConflictDoUpdate({ target: [adapterNote.name], set: { text: row.text } })
}

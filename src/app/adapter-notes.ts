import { findNote, saveNote } from '#src/storage/adapter-notes.ts'
import type { App } from './app.ts'

/** A small fact that an adapter wrote down; every node reads the same. */
export function noteOf({ store }: App, name: string): Promise<string | undefined> {
  return findNote(store.db, name)
}

export async function keepNote({ store }: App, name: string, text: string): Promise<void> {
  await store.tx((tx) => saveNote(tx, { name, text }))
}

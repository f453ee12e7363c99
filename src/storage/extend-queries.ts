import type { SQL } from 'drizzle-orm'
import type { Db } from './store.ts'

/** What an engine brings to a Db beside its queries. */
export interface Extras {
  readonly tables: object
  readonly rows: SQL
}

/** Adds to an engine's queries the tables, and statements that are kept once built. */
export function extendQueries(queries: object, { tables, rows }: Extras): Db {
  const built = new Map<string, unknown>()
  const extras = {
    t: tables,
    rows,
    prepared(name: string, build: (db: Db) => { prepare(name: string): unknown }): unknown {
      let statement = built.get(name)
      if (!statement) built.set(name, (statement = build(db).prepare(name)))
      return statement
    },
  }
  // A Db, since both kits make the same columns, and queries are built and awaited alike on both engines.
  const db: Db = Object.assign(Object.create(queries), extras)
  return db
}

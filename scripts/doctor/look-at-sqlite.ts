import Database from 'better-sqlite3'
import { z } from 'zod'
import { type DatabaseLook, emptyLook, questions } from './database-look.ts'

const row = {
  migratedAt: z.object({ migratedAt: z.number().nullable() }),
  sealedKey: z.object({
    workspaceId: z.string(),
    id: z.string(),
    purpose: z.string(),
    sealedSecret: z.string(),
    state: z.string(),
    createdAt: z.number(),
  }),
  pinned: z.object({ url: z.string() }).optional(),
  jobs: z.object({
    waiting: z.number().nullable(),
    dead: z.number().nullable(),
    late: z.number().nullable(),
    oldestDueAt: z.number().nullable(),
  }),
}

/** Looks into a SQLite file that may be in use. Throws what SQLite throws. */
export function lookAtSqlite(file: string, now: number): DatabaseLook {
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).pluck()
    const known = new Set(tables.all())
    if (!known.has('__drizzle_migrations') || !known.has('outbox')) return emptyLook
    const { migratedAt } = row.migratedAt.parse(
      database.prepare(questions.migratedAt('__drizzle_migrations')).get(),
    )
    const jobs = row.jobs.parse(database.prepare(questions.jobs(now)).get())
    // Tables of an earlier version have none.
    const pinned = known.has('pinned_origin')
      ? row.pinned.parse(database.prepare(questions.pinnedUrl).get())
      : undefined
    return {
      migratedAt: migratedAt ?? undefined,
      pinnedUrl: pinned?.url,
      sealedKeys: z.array(row.sealedKey).parse(database.prepare(questions.sealedKeys).all()),
      jobs: {
        waiting: jobs.waiting ?? 0,
        dead: jobs.dead ?? 0,
        late: jobs.late ?? 0,
        oldestDueAt: jobs.oldestDueAt ?? undefined,
      },
    }
  } finally {
    database.close()
  }
}

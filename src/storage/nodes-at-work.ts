import { count, sql } from './drizzle.ts'
import type { Store } from './store.ts'

/** What PostgreSQL calls the connection by which a running service listens. */
export const hintsName = 'cordee-hints'

/** How many services listen on a PostgreSQL database at this moment, this process left out. A SQLite file tells by its locks. */
export async function nodesAtWork({ engine, db }: Store): Promise<number> {
  if (engine === 'sqlite') return 0
  const [row] = await db
    .select({ nodes: count() })
    .from(sql`pg_stat_activity`)
    .where(sql`datname = current_database() and application_name = ${hintsName}`)
  return row?.nodes ?? 0
}

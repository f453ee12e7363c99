import { eq } from './drizzle.ts'
import type { Db, Tx } from './store.ts'

/** The address under which badges were made for good, and since when. */
export interface PinnedOrigin {
  readonly url: string
  readonly pinnedAt: number
}

const name = 'public-url'

/** Undefined as long as no badge was made under a public address. */
export async function pinnedOrigin(db: Db): Promise<PinnedOrigin | undefined> {
  const { pinnedOrigin: table } = db.t
  const [row] = await db
    .select({ url: table.url, pinnedAt: table.pinnedAt })
    .from(table)
    .where(eq(table.name, name))
  return row
}

/** Writes down the address under which badges are being made; the first one stays for ever. */
export async function pinOrigin(tx: Tx, url: string, now: number): Promise<void> {
  await tx.insert(tx.t.pinnedOrigin).values({ name, url, pinnedAt: now }).onConflictDoNothing()
}

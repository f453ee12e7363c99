import { and, asc, eq, lt, lte, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type InstallationRow = Schema['installation']['$inferSelect']

/** Writes or replaces what a platform gave. */
export async function saveInstallation(tx: Tx, row: InstallationRow): Promise<void> {
  const { installation } = tx.t
  const { name, sealed, changedAt } = row
  await tx
    .insert(installation)
    .values(row)
    .onConflictDoUpdate({
      target: [installation.workspaceId, installation.ref],
      set: { name, sealed, changedAt },
    })
}

export async function findInstallation(db: Db, ref: string): Promise<InstallationRow | undefined> {
  const [row] = await db
    .prepared('installation', (d) =>
      d
        .select()
        .from(d.t.installation)
        .where(eq(d.t.installation.ref, sql.placeholder('ref'))),
    )
    .execute({ ref })
  return row
}

export async function removeInstallation(tx: Tx, ref: string): Promise<void> {
  await tx.delete(tx.t.installation).where(eq(tx.t.installation.ref, ref))
}

export async function everyInstallation(db: Db): Promise<readonly InstallationRow[]> {
  return db.select().from(db.t.installation).orderBy(asc(db.t.installation.ref))
}

/** Keeps a value that comes back once, and drops those that are over. */
export async function addOneTimeState(
  tx: Tx,
  row: Schema['oneTimeState']['$inferSelect'],
  now: number,
): Promise<void> {
  const { oneTimeState } = tx.t
  await tx.delete(oneTimeState).where(lt(oneTimeState.expiresAt, now))
  await tx.insert(oneTimeState).values(row)
}

/** What it was given for; from then on it is gone. */
export async function takeOneTimeState(
  tx: Tx,
  hash: string,
  now: number,
): Promise<string | undefined> {
  const { oneTimeState } = tx.t
  const [row] = await tx.delete(oneTimeState).where(eq(oneTimeState.hash, hash)).returning()
  return row && row.expiresAt > now ? row.about : undefined
}

/** Takes a name for a while; false where somebody else has it. Whoever has it already, by the token, has it longer. */
export async function takeLease(
  tx: Tx,
  row: Schema['lease']['$inferSelect'],
  now: number,
): Promise<boolean> {
  const { lease } = tx.t
  const { token, expiresAt } = row
  const taken = await tx
    .insert(lease)
    .values(row)
    .onConflictDoUpdate({
      target: [lease.name],
      set: { token, expiresAt },
      setWhere: sql`${lte(lease.expiresAt, now)} or ${eq(lease.token, token)}`,
    })
    .returning({ name: lease.name })
  return taken.length > 0
}

export async function giveLeaseBack(
  tx: Tx,
  { name, token }: { readonly name: string; readonly token: string },
): Promise<void> {
  const { lease } = tx.t
  await tx.delete(lease).where(and(eq(lease.name, name), eq(lease.token, token)))
}

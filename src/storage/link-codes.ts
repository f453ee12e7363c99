import { and, eq, lt, sql } from './drizzle.ts'
import type { MemberKey } from './persons.ts'
import type { Tx } from './store.ts'

/** Keeps a code, by its hash, and drops those that are over. */
export async function addLinkCode(
  tx: Tx,
  row: MemberKey & { readonly codeHash: string; readonly expiresAt: number },
  now: number,
): Promise<void> {
  const { linkCode } = tx.t
  const { workspaceId, memberId } = row
  await tx.delete(linkCode).where(lt(linkCode.expiresAt, now))
  // The code asked for last is the one that counts.
  await tx
    .delete(linkCode)
    .where(and(eq(linkCode.workspaceId, workspaceId), eq(linkCode.memberId, memberId)))
  await tx.insert(linkCode).values(row)
}

/** Whose code it was, once; undefined for one that was never given, was used or is over. */
export async function takeLinkCode(
  tx: Tx,
  { workspaceId, codeHash }: { readonly workspaceId: string; readonly codeHash: string },
  now: number,
): Promise<string | undefined> {
  const { linkCode } = tx.t
  const [row] = await tx
    .delete(linkCode)
    .where(and(eq(linkCode.workspaceId, workspaceId), eq(linkCode.codeHash, codeHash)))
    .returning()
  return row && row.expiresAt > now ? row.memberId : undefined
}

/** Wrong codes that a member typed since then, the one being tried included; counted before it is looked at. */
export async function countLinkTry(
  tx: Tx,
  { workspaceId, memberId }: MemberKey,
  { now, forgetMs }: { readonly now: number; readonly forgetMs: number },
): Promise<number> {
  const { linkTry } = tx.t
  const [row] = await tx
    .insert(linkTry)
    .values({ workspaceId, memberId, tries: 1, since: now })
    .onConflictDoUpdate({
      target: [linkTry.workspaceId, linkTry.memberId],
      set: {
        tries: sql`case when ${linkTry.since} <= ${now - forgetMs} then 1 else ${linkTry.tries} + 1 end`,
        since: sql`case when ${linkTry.since} <= ${now - forgetMs} then ${now} else ${linkTry.since} end`,
      },
    })
    .returning({ tries: linkTry.tries })
  return row?.tries ?? 1
}

/** A right code wipes the wrong ones out. */
export async function forgetLinkTries(tx: Tx, { workspaceId, memberId }: MemberKey): Promise<void> {
  const { linkTry } = tx.t
  await tx
    .delete(linkTry)
    .where(and(eq(linkTry.workspaceId, workspaceId), eq(linkTry.memberId, memberId)))
}

import { and, asc, desc, eq, inArray, lte, ne } from './drizzle.ts'
import type { MemberKey } from './persons.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type EmailCodeRow = Schema['emailCode']['$inferSelect']

export async function addEmailCode(tx: Tx, row: EmailCodeRow): Promise<void> {
  await tx.insert(tx.t.emailCode).values(row)
}

/** Forgets where the codes went that were asked for until then; that there were some is still counted. */
export async function forgetAddresses(tx: Tx, until: number): Promise<void> {
  const { emailCode } = tx.t
  await tx
    .update(emailCode)
    .set({ address: '', nonce: '' })
    .where(and(lte(emailCode.askedAt, until), ne(emailCode.address, '')))
}

/** Forgets the codes that were asked for until then. */
export async function forgetEmailCodes(tx: Tx, until: number): Promise<void> {
  await tx.delete(tx.t.emailCode).where(lte(tx.t.emailCode.askedAt, until))
}

/** When a member asked for the codes that are still kept, the first one first. */
export async function codesAskedBy(
  db: Db,
  { workspaceId, memberId }: MemberKey,
): Promise<readonly number[]> {
  const { emailCode } = db.t
  const rows = await db
    .select({ askedAt: emailCode.askedAt })
    .from(emailCode)
    .where(and(eq(emailCode.workspaceId, workspaceId), eq(emailCode.memberId, memberId)))
    .orderBy(asc(emailCode.askedAt))
  return rows.map(({ askedAt }) => askedAt)
}

/** When the codes that are still kept were asked for to an address, whatever the workspace. */
export async function codesSentTo(db: Db, addressHash: string): Promise<readonly number[]> {
  const { emailCode } = db.t
  const rows = await db
    .select({ askedAt: emailCode.askedAt })
    .from(emailCode)
    .where(eq(emailCode.addressHash, addressHash))
    .orderBy(asc(emailCode.askedAt))
  return rows.map(({ askedAt }) => askedAt)
}

/** The code that a member asked for last: the only one that counts. */
export async function lastEmailCode(
  db: Db,
  { workspaceId, memberId }: MemberKey,
): Promise<EmailCodeRow | undefined> {
  const { emailCode } = db.t
  const [row] = await db
    .select()
    .from(emailCode)
    .where(and(eq(emailCode.workspaceId, workspaceId), eq(emailCode.memberId, memberId)))
    .orderBy(desc(emailCode.askedAt), desc(emailCode.id))
    .limit(1)
  return row
}

export async function findEmailCode(
  db: Db,
  { workspaceId, id }: Pick<EmailCodeRow, 'workspaceId' | 'id'>,
): Promise<EmailCodeRow | undefined> {
  const { emailCode } = db.t
  const [row] = await db
    .select()
    .from(emailCode)
    .where(and(eq(emailCode.workspaceId, workspaceId), eq(emailCode.id, id)))
  return row
}

/** Writes how often codes were typed, and when the right one was. */
export async function saveEmailCode(
  tx: Tx,
  { workspaceId, id, tries, usedAt }: Pick<EmailCodeRow, 'workspaceId' | 'id' | 'tries' | 'usedAt'>,
): Promise<void> {
  const { emailCode } = tx.t
  await tx
    .update(emailCode)
    .set({ tries, usedAt })
    .where(and(eq(emailCode.workspaceId, workspaceId), eq(emailCode.id, id)))
}

/** From then on, a member's address is the one that he or she confirmed. */
export async function addConfirmed(
  tx: Tx,
  { workspaceId, memberId, at }: MemberKey & { readonly at: number },
): Promise<void> {
  const { confirmedAddress } = tx.t
  await tx
    .insert(confirmedAddress)
    .values({ workspaceId, memberId, confirmedAt: at })
    .onConflictDoUpdate({
      target: [confirmedAddress.workspaceId, confirmedAddress.memberId],
      set: { confirmedAt: at },
    })
}

/** Of these members, those who confirmed their address. A few at a time: each is a value of the statement. */
export async function confirmedAmong(
  db: Db,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set()
  const { confirmedAddress } = db.t
  const rows = await db
    .select({ memberId: confirmedAddress.memberId })
    .from(confirmedAddress)
    .where(
      and(
        eq(confirmedAddress.workspaceId, workspaceId),
        inArray(confirmedAddress.memberId, [...memberIds]),
      ),
    )
  return new Set(rows.map(({ memberId }) => memberId))
}

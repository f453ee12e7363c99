import { and, eq, isNull, lt, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type SendingRow = Schema['sending']['$inferSelect']
type SendingKey = Pick<SendingRow, 'workspaceId' | 'destination' | 'key'>

export async function findSending(
  db: Db,
  { workspaceId, destination, key }: SendingKey,
): Promise<SendingRow | undefined> {
  const [row] = await db
    .prepared('sending', (d) => {
      const { sending } = d.t
      return d
        .select()
        .from(sending)
        .where(
          and(
            eq(sending.workspaceId, sql.placeholder('workspaceId')),
            eq(sending.destination, sql.placeholder('destination')),
            eq(sending.key, sql.placeholder('key')),
          ),
        )
    })
    .execute({ workspaceId, destination, key })
  return row
}

/** Before writing, again and again: the time of the last one is kept, and the message once there is one. */
export async function beginSending(
  tx: Tx,
  row: SendingKey & Pick<SendingRow, 'begunAt'>,
): Promise<void> {
  const { sending } = tx.t
  await tx
    .insert(sending)
    .values({ ...row, message: null })
    .onConflictDoUpdate({
      target: [sending.workspaceId, sending.destination, sending.key],
      set: { begunAt: row.begunAt },
    })
}

export async function keepSending(
  tx: Tx,
  row: SendingKey & { readonly message: string; readonly at: number },
): Promise<void> {
  const { sending } = tx.t
  const { at, ...kept } = row
  await tx
    .insert(sending)
    .values({ ...kept, begunAt: at })
    .onConflictDoUpdate({
      target: [sending.workspaceId, sending.destination, sending.key],
      set: { message: row.message },
    })
}

/** Forgets a sending that the platform did not take; one that it took stays. */
export async function dropSending(
  tx: Tx,
  { workspaceId, destination, key }: SendingKey,
): Promise<void> {
  const { sending } = tx.t
  await tx
    .delete(sending)
    .where(
      and(
        eq(sending.workspaceId, workspaceId),
        eq(sending.destination, destination),
        eq(sending.key, key),
        isNull(sending.message),
      ),
    )
}

type DraftRow = Schema['draft']['$inferSelect']

/** Keeps earlier pages of a form, and drops those that are over. */
export async function addDraft(tx: Tx, row: DraftRow, now: number): Promise<void> {
  await tx
    .prepared('drafts-over', (db) =>
      db.delete(db.t.draft).where(lt(db.t.draft.expiresAt, sql.placeholder('now'))),
    )
    .execute({ now })
  await tx
    .prepared('draft-add', (db) =>
      db.insert(db.t.draft).values({
        workspaceId: sql.placeholder('workspaceId'),
        id: sql.placeholder('id'),
        fields: sql.placeholder('fields'),
        expiresAt: sql.placeholder('expiresAt'),
      }),
    )
    .execute(row)
}

export async function findDraft(
  db: Db,
  { workspaceId, id }: Pick<DraftRow, 'workspaceId' | 'id'>,
): Promise<DraftRow | undefined> {
  const [row] = await db
    .prepared('draft', (d) => {
      const { draft } = d.t
      return d
        .select()
        .from(draft)
        .where(
          and(
            eq(draft.workspaceId, sql.placeholder('workspaceId')),
            eq(draft.id, sql.placeholder('id')),
          ),
        )
    })
    .execute({ workspaceId, id })
  return row
}

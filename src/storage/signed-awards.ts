import { and, asc, count, eq, gt, gte, isNull, lt, sql } from './drizzle.ts'
import type { AwardRow } from './awards.ts'
import type { EndorsementRow } from './endorsements.ts'
import type { KeyName } from './issuer-keys.ts'
import type { Db, Tx } from './store.ts'

/** What a key signed is found by its name in the document: `…#KEY"`, which both a proof and an embedded one hold. */
type SignedBy = Pick<KeyName, 'workspaceId' | 'id'>

/** Which awards that a key signed: the valid ones of before a moment, or from then on. */
export interface Part {
  readonly before?: number
  readonly since?: number
  /** Goes on after this id. */
  readonly after?: string | undefined
  readonly limit: number
}

/** How many awards stand that a credential key signed; reads every award of the workspace. */
export async function countSigned(db: Db, key: SignedBy): Promise<number> {
  const { award } = db.t
  const [row] = await db
    .select({ awards: count() })
    .from(award)
    .where(and(eq(award.workspaceId, key.workspaceId), names(award.credential, key)))
  return row?.awards ?? 0
}

/** Awards that a credential key signed, neither revoked nor declined, in the order of their ids. */
export async function signedAwards(
  db: Db,
  key: SignedBy,
  { before, since, after, limit }: Part,
): Promise<AwardRow[]> {
  const { award } = db.t
  return db
    .select()
    .from(award)
    .where(
      and(
        eq(award.workspaceId, key.workspaceId),
        after === undefined ? undefined : gt(award.id, after),
        before === undefined ? undefined : lt(award.issuedAt, before),
        since === undefined ? undefined : gte(award.issuedAt, since),
        isNull(award.revokedAt),
        isNull(award.declinedAt),
        names(award.credential, key),
      ),
    )
    .orderBy(asc(award.id))
    .limit(limit)
}

/** Puts an award's newly signed credential in the place of the one that a key signed; another one stays. */
export async function replaceCredential(
  tx: Tx,
  key: SignedBy,
  { id, credential }: Pick<AwardRow, 'id'> & { readonly credential: string },
): Promise<void> {
  const { award } = tx.t
  await tx
    .update(award)
    .set({ credential })
    .where(
      and(eq(award.workspaceId, key.workspaceId), eq(award.id, id), names(award.credential, key)),
    )
}

/** Supports that a key signed, in the order of their ids. */
export async function signedEndorsements(
  db: Db,
  key: SignedBy,
  { before, after, limit }: Omit<Part, 'since'>,
): Promise<EndorsementRow[]> {
  const { endorsement } = db.t
  return db
    .select()
    .from(endorsement)
    .where(
      and(
        eq(endorsement.workspaceId, key.workspaceId),
        after === undefined ? undefined : gt(endorsement.id, after),
        before === undefined ? undefined : lt(endorsement.signedAt, before),
        names(endorsement.credential, key),
      ),
    )
    .orderBy(asc(endorsement.id))
    .limit(limit)
}

/** Like `replaceCredential`, of a support. */
export async function replaceEndorsement(
  tx: Tx,
  key: SignedBy,
  { id, credential }: Pick<EndorsementRow, 'id' | 'credential'>,
): Promise<void> {
  const { endorsement } = tx.t
  await tx
    .update(endorsement)
    .set({ credential })
    .where(
      and(
        eq(endorsement.workspaceId, key.workspaceId),
        eq(endorsement.id, id),
        names(endorsement.credential, key),
      ),
    )
}

// Base 58 has none of the characters that LIKE gives a meaning to.
function names(column: unknown, { id }: SignedBy) {
  return sql`${column} like ${`%#${id}"%`}`
}

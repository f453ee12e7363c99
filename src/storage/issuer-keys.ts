import { and, asc, eq, sql } from './drizzle.ts'
import type { KeyPurpose } from './schema/people.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'
import type { IssuerRow } from './workspaces.ts'

export type IssuerKeyRow = Schema['issuerKey']['$inferSelect']
export type { KeyPurpose } from './schema/people.ts'

/** What names an issuer in the table of keys. */
type OfIssuer = Pick<IssuerRow, 'workspaceId' | 'id'>

/** What names one key. */
export type KeyName = Pick<IssuerKeyRow, 'workspaceId' | 'issuerId' | 'id'>

export async function addIssuerKey(tx: Tx, row: IssuerKeyRow): Promise<void> {
  await tx.insert(tx.t.issuerKey).values(row)
}

/** The key that an issuer signs with for a purpose; undefined where none was made yet. */
export async function activeKey(
  db: Db,
  issuer: OfIssuer,
  purpose: KeyPurpose,
): Promise<IssuerKeyRow | undefined> {
  return (await keysFor(db, issuer, purpose)).find(({ state }) => state === 'active')
}

/** The keys of a purpose that verify what an issuer signed: the active one first, then retired ones, never a compromised one. */
export async function publishedKeys(
  db: Db,
  issuer: OfIssuer,
  purpose: KeyPurpose,
): Promise<IssuerKeyRow[]> {
  return (await keysFor(db, issuer, purpose)).filter(isPublished).toSorted(activeFirst)
}

/** Published keys of a purpose, of every issuer. */
export async function allPublishedKeys(db: Db, purpose: KeyPurpose): Promise<IssuerKeyRow[]> {
  const rows = await db
    .prepared('issuer-keys-of-all', (d) => {
      const { issuerKey } = d.t
      return d
        .select()
        .from(issuerKey)
        .where(eq(issuerKey.purpose, sql.placeholder('purpose')))
        .orderBy(asc(issuerKey.createdAt), asc(issuerKey.id))
    })
    .execute({ purpose })
  return rows.filter(isPublished).toSorted(activeFirst)
}

/** A published token key by the two public ids of its address. */
export async function findTokenKey(
  db: Db,
  { issuerId, kid }: { readonly issuerId: string; readonly kid: string },
): Promise<IssuerKeyRow | undefined> {
  const [row] = await db
    .prepared('issuer-key-token', (d) => {
      const { issuerKey } = d.t
      return d
        .select()
        .from(issuerKey)
        .where(
          and(
            eq(issuerKey.issuerId, sql.placeholder('issuerId')),
            eq(issuerKey.id, sql.placeholder('kid')),
            eq(issuerKey.purpose, 'token'),
          ),
        )
    })
    .execute({ issuerId, kid })
  return row && isPublished(row) ? row : undefined
}

/** Every key of every issuer, whatever its state, the oldest first. */
export async function everyIssuerKey(db: Db): Promise<IssuerKeyRow[]> {
  const { issuerKey } = db.t
  return db
    .select()
    .from(issuerKey)
    .orderBy(asc(issuerKey.workspaceId), asc(issuerKey.createdAt), asc(issuerKey.id))
}

/** One of the sealed keys, to see whether the master key opens it. */
export async function anyIssuerKey(db: Db): Promise<IssuerKeyRow | undefined> {
  const [row] = await db.select().from(db.t.issuerKey).limit(1)
  return row
}

/** A key as it is, kept so until the transaction ends. */
export async function lockIssuerKey(tx: Tx, name: KeyName): Promise<IssuerKeyRow | undefined> {
  const [row] = await tx
    .prepared('issuer-key-lock', (db) => {
      const { issuerKey } = db.t
      const query = db
        .select()
        .from(issuerKey)
        .where(
          and(
            eq(issuerKey.workspaceId, sql.placeholder('workspaceId')),
            eq(issuerKey.issuerId, sql.placeholder('issuerId')),
            eq(issuerKey.id, sql.placeholder('id')),
          ),
        )
      return tx.forUpdate(query)
    })
    .execute({ workspaceId: name.workspaceId, issuerId: name.issuerId, id: name.id })
  return row
}

/** Changes a key's state, or how its secret is sealed; the pair itself never changes. */
export async function saveIssuerKey(
  tx: Tx,
  { workspaceId, issuerId, id }: KeyName,
  changed: Partial<Pick<IssuerKeyRow, 'state' | 'retiredAt' | 'compromisedAt' | 'sealedSecret'>>,
): Promise<void> {
  const { issuerKey } = tx.t
  await tx
    .update(issuerKey)
    .set(changed)
    .where(
      and(
        eq(issuerKey.workspaceId, workspaceId),
        eq(issuerKey.issuerId, issuerId),
        eq(issuerKey.id, id),
      ),
    )
}

async function keysFor(
  db: Db,
  { workspaceId, id }: OfIssuer,
  purpose: KeyPurpose,
): Promise<IssuerKeyRow[]> {
  return db
    .prepared('issuer-keys', (d) => {
      const { issuerKey } = d.t
      return d
        .select()
        .from(issuerKey)
        .where(
          and(
            eq(issuerKey.workspaceId, sql.placeholder('workspaceId')),
            eq(issuerKey.issuerId, sql.placeholder('id')),
            eq(issuerKey.purpose, sql.placeholder('purpose')),
          ),
        )
    })
    .execute({ workspaceId, id, purpose })
}

function isPublished({ state }: IssuerKeyRow): boolean {
  return state !== 'compromised'
}

function activeFirst(a: IssuerKeyRow, b: IssuerKeyRow): number {
  const place = ({ state }: IssuerKeyRow) => (state === 'active' ? 0 : 1)
  return place(a) - place(b) || b.createdAt - a.createdAt
}

import { randomInt } from 'node:crypto'
import { and, asc, eq, isNotNull, lt, or, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type StatusListRow = Schema['statusList']['$inferSelect']

/** Bits of a list. @see https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-length */
export const statusListBits = 131_072

/** Once that many bits of a list are given, new awards go to another: a free bit is found at the first try mostly. */
export const fullAt = statusListBits / 8

/** Where an award's status stands. */
export interface StatusPlace {
  readonly statusList: string
  readonly statusIndex: number
}

/**
 * Gives so many new awards of a workspace a bit each, at random, so that neighbours in a list say nothing about each other.
 * Holds the list until the transaction ends: no bit is given twice. `newList` names one, where none is open.
 */
export async function takeStatusPlaces(
  tx: Tx,
  {
    workspaceId,
    count,
    newList,
  }: {
    readonly workspaceId: string
    readonly count: number
    readonly newList: () => Pick<StatusListRow, 'id' | 'createdAt'>
  },
): Promise<readonly StatusPlace[]> {
  if (count === 0) return []
  const list = (await lockOpenList(tx, workspaceId)) ?? (await addList(tx, workspaceId, newList()))
  const { statusList } = tx.t
  const indexes = await drawFree(tx, list, count)
  await tx
    .update(statusList)
    .set({ taken: list.taken + count })
    .where(and(eq(statusList.workspaceId, workspaceId), eq(statusList.id, list.id)))
  return indexes.map((statusIndex) => ({ statusList: list.id, statusIndex }))
}

/** By its public id, whatever the workspace. */
export async function findStatusList(db: Db, id: string): Promise<StatusListRow | undefined> {
  const [row] = await db
    .prepared('status-list', (d) =>
      d
        .select()
        .from(d.t.statusList)
        .where(eq(d.t.statusList.id, sql.placeholder('id'))),
    )
    .execute({ id })
  return row
}

/** What a status list says. */
interface EndedAwards {
  /** The bits of awards that were revoked or declined, in order. */
  readonly indexes: readonly number[]
  /** When the last of them was; absent: none was. */
  readonly lastAt: number | undefined
}

export async function endedAwards(
  db: Db,
  { workspaceId, id }: Pick<StatusListRow, 'workspaceId' | 'id'>,
): Promise<EndedAwards> {
  const rows = await db
    .prepared('ended-awards', (d) => {
      const { award } = d.t
      return d
        .select({
          index: award.statusIndex,
          revokedAt: award.revokedAt,
          declinedAt: award.declinedAt,
        })
        .from(award)
        .where(
          and(
            eq(award.workspaceId, sql.placeholder('workspaceId')),
            eq(award.statusList, sql.placeholder('id')),
            or(isNotNull(award.revokedAt), isNotNull(award.declinedAt)),
          ),
        )
    })
    .execute({ workspaceId, id })
  const times = rows.flatMap(({ revokedAt, declinedAt }) => [revokedAt ?? 0, declinedAt ?? 0])
  return {
    // Sorted here: asked to sort, SQLite would read the whole list in order rather than the few that ended.
    indexes: rows.flatMap(({ index }) => index ?? []).toSorted((a, b) => a - b),
    lastAt: times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b)),
  }
}

async function lockOpenList(tx: Tx, workspaceId: string): Promise<StatusListRow | undefined> {
  const [row] = await tx
    .prepared('status-list-open', (db) => {
      const { statusList } = db.t
      const query = db
        .select()
        .from(statusList)
        .where(
          and(
            eq(statusList.workspaceId, sql.placeholder('workspaceId')),
            lt(statusList.taken, fullAt),
          ),
        )
        .orderBy(asc(statusList.createdAt), asc(statusList.id))
        .limit(1)
      return tx.forUpdate(query)
    })
    .execute({ workspaceId })
  return row
}

async function addList(
  tx: Tx,
  workspaceId: string,
  { id, createdAt }: Pick<StatusListRow, 'id' | 'createdAt'>,
): Promise<StatusListRow> {
  const row = { workspaceId, id, taken: 0, createdAt }
  await tx.insert(tx.t.statusList).values(row)
  return row
}

async function drawFree(tx: Tx, list: StatusListRow, count: number): Promise<readonly number[]> {
  const drawn = new Set<number>()
  const refused = new Set<number>()
  while (drawn.size < count) {
    const asked = draw(count - drawn.size, (index) => drawn.has(index) || refused.has(index))
    const taken = list.taken === 0 ? [] : await takenOf(tx, list, asked)
    for (const index of taken) refused.add(index)
    for (const index of asked) if (!refused.has(index)) drawn.add(index)
  }
  return [...drawn]
}

function draw(count: number, isKnown: (index: number) => boolean): number[] {
  const drawn = new Set<number>()
  while (drawn.size < count) {
    const index = randomInt(statusListBits)
    if (!isKnown(index)) drawn.add(index)
  }
  return [...drawn]
}

async function takenOf(tx: Tx, list: StatusListRow, indexes: readonly number[]): Promise<number[]> {
  const rows = await tx
    .prepared('status-taken', (db) => {
      const { award } = db.t
      return db
        .select({ index: award.statusIndex })
        .from(award)
        .where(
          and(
            eq(award.workspaceId, sql.placeholder('workspaceId')),
            eq(award.statusList, sql.placeholder('id')),
            sql`${award.statusIndex} in (select cast(r.value ->> 0 as integer) from ${db.rows})`,
          ),
        )
    })
    .execute({
      workspaceId: list.workspaceId,
      id: list.id,
      rows: JSON.stringify(indexes.map((index) => [index])),
    })
  return rows.flatMap(({ index }) => index ?? [])
}

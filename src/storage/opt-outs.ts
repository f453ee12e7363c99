import { and, eq, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

/** A member in a vote on the group. */
export interface Place {
  readonly workspaceId: string
  readonly proposalId: string
  readonly memberId: string
}

/** What a member wants of a vote on the group: a badge in the own name, or none. `none`: no recipient of that vote. */
export type OwnBadge = 'wanted' | 'unwanted' | 'none'

/** Keeps that a recipient wants no badge in the own name from a vote on the group, or wants one again. */
export async function setOptOut(
  tx: Tx,
  { at, ...place }: Place & { readonly at: number },
  out: boolean,
): Promise<void> {
  const { optOut } = tx.t
  if (out)
    await tx
      .insert(optOut)
      .values({ ...place, createdAt: at })
      .onConflictDoNothing()
  else
    await tx
      .delete(optOut)
      .where(
        and(
          eq(optOut.workspaceId, place.workspaceId),
          eq(optOut.proposalId, place.proposalId),
          eq(optOut.memberId, place.memberId),
        ),
      )
}

/** The members who want no badge in their own name from this vote: minting passes over them. */
export async function optedOut(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .prepared('opted-out', (d) => {
      const { optOut } = d.t
      return d
        .select({ memberId: optOut.memberId })
        .from(optOut)
        .where(
          and(
            eq(optOut.workspaceId, sql.placeholder('workspaceId')),
            eq(optOut.proposalId, sql.placeholder('proposalId')),
          ),
        )
    })
    .execute({ workspaceId, proposalId })
  return new Set(rows.map(({ memberId }) => memberId))
}

// Two look-ups by key: a join costs several times more (see members.ts).
export async function ownBadgeOf(db: Db, place: Place): Promise<OwnBadge> {
  const [recipient] = await db
    .prepared('recipient-place', (d) => {
      const { recipient: table } = d.t
      return d.select({ memberId: table.memberId }).from(table).where(isPlace(table))
    })
    .execute({ ...place })
  if (!recipient) return 'none'
  const [out] = await db
    .prepared('opt-out-place', (d) => {
      const { optOut } = d.t
      return d.select({ memberId: optOut.memberId }).from(optOut).where(isPlace(optOut))
    })
    .execute({ ...place })
  return out ? 'unwanted' : 'wanted'
}

function isPlace(table: Schema['recipient'] | Schema['optOut']) {
  return and(
    eq(table.workspaceId, sql.placeholder('workspaceId')),
    eq(table.proposalId, sql.placeholder('proposalId')),
    eq(table.memberId, sql.placeholder('memberId')),
  )
}

import { and, asc, eq, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type EndorsementRow = Schema['endorsement']['$inferSelect']

/** Stores signed supports once: of an award and a member, the first stays. */
export async function addEndorsements(tx: Tx, rows: readonly EndorsementRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500)
    await tx
      .insert(tx.t.endorsement)
      .values(rows.slice(from, from + 500))
      .onConflictDoNothing()
}

/** Who signed a support of an award, the earliest first; all of one award are signed at the same time, hence by name. */
export async function endorsementsOf(
  db: Db,
  workspaceId: string,
  awardId: string,
): Promise<EndorsementRow[]> {
  return db
    .prepared('endorsements', (d) => {
      const { endorsement } = d.t
      return d
        .select()
        .from(endorsement)
        .where(
          and(
            eq(endorsement.workspaceId, sql.placeholder('workspaceId')),
            eq(endorsement.awardId, sql.placeholder('awardId')),
          ),
        )
        .orderBy(asc(endorsement.signedAt), asc(endorsement.name), asc(endorsement.id))
    })
    .execute({ workspaceId, awardId })
}

/** By its public id, whatever the workspace. */
export async function findEndorsement(db: Db, id: string): Promise<EndorsementRow | undefined> {
  const [row] = await db
    .prepared('endorsement', (d) =>
      d
        .select()
        .from(d.t.endorsement)
        .where(eq(d.t.endorsement.id, sql.placeholder('id'))),
    )
    .execute({ id })
  return row
}

/** A voter who signs, as a standing ballot says. */
export interface Support {
  readonly memberId: string
  readonly name: string
  /** The word that goes with it, or "". */
  readonly words: string
}

/** The voters whose standing ballot signs a support, those who voted first in front; of other ballots nothing is read. */
export async function supportsOf(
  db: Db,
  workspaceId: string,
  proposalId: string,
): Promise<Support[]> {
  return db
    .prepared('supports', (d) => {
      const { ballot, member } = d.t
      return d
        .select({
          memberId: ballot.memberId,
          name: member.name,
          words: sql<string>`${ballot.support}`,
        })
        .from(ballot)
        .innerJoin(
          member,
          and(eq(member.workspaceId, ballot.workspaceId), eq(member.id, ballot.memberId)),
        )
        .where(
          and(
            eq(ballot.workspaceId, sql.placeholder('workspaceId')),
            eq(ballot.proposalId, sql.placeholder('proposalId')),
            sql`${ballot.support} is not null`,
          ),
        )
        .orderBy(asc(ballot.castAt), asc(ballot.memberId))
    })
    .execute({ workspaceId, proposalId })
}

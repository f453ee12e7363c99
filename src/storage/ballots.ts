import { and, eq, sql } from './drizzle.ts'
import type { Choice } from '#src/domain/tally.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type BallotRow = Schema['ballot']['$inferSelect']

/** A member's place in a vote: not on the roll (undefined), or there with the standing ballot, if any. */
export interface Standing {
  readonly choices: readonly Choice[] | null
  readonly words: readonly string[] | null
}

interface Voter {
  readonly workspaceId: string
  readonly proposalId: string
  readonly memberId: string
}

export async function standingOf(db: Db, voter: Voter): Promise<Standing | undefined> {
  const [row] = await db
    .prepared('ballot-standing', (d) => {
      const { roll, ballot } = d.t
      return d
        .select({ choices: ballot.choices, words: ballot.words })
        .from(roll)
        .leftJoin(
          ballot,
          and(
            eq(ballot.workspaceId, roll.workspaceId),
            eq(ballot.proposalId, roll.proposalId),
            eq(ballot.memberId, roll.memberId),
          ),
        )
        .where(
          and(
            eq(roll.workspaceId, sql.placeholder('workspaceId')),
            eq(roll.proposalId, sql.placeholder('proposalId')),
            eq(roll.memberId, sql.placeholder('memberId')),
          ),
        )
        .prepare('ballot_standing')
    })
    .execute({ ...voter })
  return row
}

/** A voter's ballot; an earlier one is replaced. */
export async function saveBallot(tx: Tx, row: BallotRow): Promise<void> {
  await tx
    .prepared('ballot-save', (db) => {
      const { ballot } = db.t
      const p = sql.placeholder
      return db
        .insert(ballot)
        .values({
          workspaceId: p('workspaceId'),
          proposalId: p('proposalId'),
          memberId: p('memberId'),
          choices: sql`${p('choices')}`,
          words: sql`${p('words')}`,
          castAt: p('castAt'),
        })
        .onConflictDoUpdate({
          target: [ballot.workspaceId, ballot.proposalId, ballot.memberId],
          set: {
            choices: sql`excluded.choices`,
            words: sql`excluded.words`,
            castAt: sql`excluded.cast_at`,
          },
        })
        .prepare('ballot_save')
    })
    .execute({ ...row, choices: JSON.stringify(row.choices), words: JSON.stringify(row.words) })
}

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

// Two look-ups by key: a join costs several times more (see members.ts).
export async function standingOf(db: Db, voter: Voter): Promise<Standing | undefined> {
  const key = { ...voter }
  const [onRoll] = await db
    .prepared('roll-place', (d) => {
      const { roll } = d.t
      return d
        .select({ memberId: roll.memberId })
        .from(roll)
        .where(isVoter(roll))
        .prepare('roll_place')
    })
    .execute(key)
  if (!onRoll) return undefined
  const [row] = await db
    .prepared('ballot-standing', (d) => {
      const { ballot } = d.t
      return d
        .select({ choices: ballot.choices, words: ballot.words })
        .from(ballot)
        .where(isVoter(ballot))
        .prepare('ballot_standing')
    })
    .execute(key)
  return row ?? { choices: null, words: null }
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

function isVoter(table: Schema['roll'] | Schema['ballot']) {
  return and(
    eq(table.workspaceId, sql.placeholder('workspaceId')),
    eq(table.proposalId, sql.placeholder('proposalId')),
    eq(table.memberId, sql.placeholder('memberId')),
  )
}

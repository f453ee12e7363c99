import { and, eq, sql } from './drizzle.ts'
import type { Choice } from '#src/domain/tally.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type BallotRow = Schema['ballot']['$inferSelect']

/** A member's place in a vote: not on the roll (undefined), or there with the standing ballot, if any. */
export interface Standing {
  readonly choices: readonly Choice[] | null
  readonly words: readonly string[] | null
  readonly support: string | null
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
      return d.select({ memberId: roll.memberId }).from(roll).where(isVoter(roll))
    })
    .execute(key)
  if (!onRoll) return undefined
  const [row] = await db
    .prepared('ballot-standing', (d) => {
      const { ballot } = d.t
      return d
        .select({ choices: ballot.choices, words: ballot.words, support: ballot.support })
        .from(ballot)
        .where(isVoter(ballot))
    })
    .execute(key)
  return row ?? { choices: null, words: null, support: null }
}

/**
 * The standing choices of many voters at once, by `voterKey`: null before the first ballot; who is not on a roll is left
 * out. Reads inside the transaction that holds their proposals.
 */
export async function standingChoices(
  tx: Tx,
  voters: readonly Voter[],
): Promise<Map<string, readonly Choice[] | null>> {
  const found = await tx
    .prepared('standing-choices', (db) => {
      const { roll, ballot } = db.t
      // A look-up by key for each place: joined, PostgreSQL would read all ballots.
      const choices = db
        .select({ choices: ballot.choices })
        .from(ballot)
        .where(
          and(
            eq(ballot.workspaceId, roll.workspaceId),
            eq(ballot.proposalId, roll.proposalId),
            eq(ballot.memberId, roll.memberId),
          ),
        )
      return db
        .select({
          workspaceId: roll.workspaceId,
          proposalId: roll.proposalId,
          memberId: roll.memberId,
          choices: sql<readonly Choice[] | null>`(${choices})`.mapWith(ballot.choices),
        })
        .from(roll)
        .where(
          sql`(${roll.workspaceId}, ${roll.proposalId}, ${roll.memberId}) in (select r.value ->> 0, r.value ->> 1, r.value ->> 2 from ${db.rows})`,
        )
    })
    .execute({ rows: JSON.stringify(voters.map(asCells)) })
  return new Map(found.map(({ choices, ...voter }) => [voterKey(voter), choices]))
}

/** Names a voter in a proposal. */
export function voterKey(voter: Voter): string {
  return JSON.stringify(asCells(voter))
}

/** Ballots of different voters; each replaces the voter's earlier one. */
export async function saveBallots(tx: Tx, rows: readonly BallotRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .prepared('ballots-save', (db) => {
      const { ballot } = db.t
      return db
        .insert(ballot)
        .select(
          sql`select r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value -> 3, r.value -> 4, cast(r.value ->> 5 as bigint), r.value ->> 6 from ${db.rows} where true`,
        )
        .onConflictDoUpdate({
          target: [ballot.workspaceId, ballot.proposalId, ballot.memberId],
          set: {
            choices: sql`excluded.choices`,
            words: sql`excluded.words`,
            castAt: sql`excluded.cast_at`,
            support: sql`excluded.support`,
          },
        })
    })
    .execute({
      rows: JSON.stringify(
        rows.map((row) => [...asCells(row), row.choices, row.words, row.castAt, row.support]),
      ),
    })
}

function asCells({ workspaceId, proposalId, memberId }: Voter): readonly string[] {
  return [workspaceId, proposalId, memberId]
}

function isVoter(table: Schema['roll'] | Schema['ballot']) {
  return and(
    eq(table.workspaceId, sql.placeholder('workspaceId')),
    eq(table.proposalId, sql.placeholder('proposalId')),
    eq(table.memberId, sql.placeholder('memberId')),
  )
}

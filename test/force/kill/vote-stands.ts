import type { App } from '#src/app/app.ts'
import { awardsOfProposal } from '#src/storage/awards.ts'
import { and, eq } from '#src/storage/drizzle.ts'
import { findProposal } from '#src/storage/proposals.ts'
import type { House } from '../kit/house.ts'
import { type Stands, votePlan } from './plan.ts'

/** What the database has of a vote, found by the event that opened it. */
export async function voteStands(
  { store: { db } }: Pick<App, 'store'>,
  { workspaceId, classes }: House,
  vote: number,
): Promise<Stands> {
  const { inbox, ballot } = db.t
  const [opened] = await db
    .select({ outcome: inbox.outcome })
    .from(inbox)
    .where(
      and(
        eq(inbox.workspaceId, workspaceId),
        eq(inbox.source, 'force'),
        eq(inbox.eventId, `open ${vote}`),
      ),
    )
  const id = idIn(opened?.outcome)
  const row = id === undefined ? undefined : await findProposal(db, id)
  if (!row) return { status: 'unknown', cast: 0, awards: 0, awardsOwed: 0, turns: {} }
  const ballots = await db
    .select({ memberId: ballot.memberId, words: ballot.words })
    .from(ballot)
    .where(and(eq(ballot.workspaceId, workspaceId), eq(ballot.proposalId, row.id)))
  const learners = classes[votePlan(vote).class]?.learners ?? []
  const turns = ballots.map(({ memberId, words }) => [
    learners.findIndex(({ member }) => member.id === memberId),
    Number(words[0]?.slice('turn '.length)),
  ])
  return {
    status: row.status,
    cast: row.tally.cast,
    awards: (await awardsOfProposal(db, workspaceId, row.id)).length,
    awardsOwed: row.mintedAt === null ? 0 : row.agreed.recipientCount,
    turns: Object.fromEntries(turns),
  }
}

function idIn(outcome: unknown): string | undefined {
  if (typeof outcome !== 'object' || outcome === null || !('value' in outcome)) return undefined
  const { value } = outcome
  return Array.isArray(value) ? String(value[0]) : undefined
}

import type { Outcome } from '#src/domain/outcome.ts'
import { type BallotRefusal, castBallot as count } from '#src/domain/proposal.ts'
import type { Choice } from '#src/domain/tally.ts'
import { saveBallot, standingOf } from '#src/storage/ballots.ts'
import { once } from '#src/storage/inbox.ts'
import { requestJob } from '#src/storage/outbox.ts'
import { lockProposal, type ProposalRow, saveTally } from '#src/storage/proposals.ts'
import type { App } from './app.ts'
import { type Event, eventOf } from './event.ts'
import { proposalJob } from './jobs.ts'
import { settleProposal } from './settle-proposal.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

export interface Ballot {
  readonly event: Event
  readonly workspaceId: string
  readonly proposalId: string
  readonly memberId: string
  /** By criterion id. */
  readonly answers: Readonly<Record<string, Answer>>
}

export interface Answer {
  readonly choice: Choice
  /** What the voter wanted to say about it, or "". */
  readonly words: string
}

/** What the voter is told: it was counted, and what is still missing. Kept for a repeat of the event, hence small. */
export interface Receipt extends Pick<
  ProposalView,
  'status' | 'cast' | 'rollSize' | 'missing' | 'closesAt'
> {
  readonly counted: 'first' | 'changed' | 'same'
}

export type CastRefusal = BallotRefusal | { readonly code: 'unknown-proposal' }

/** Cards are redrawn at most this often while ballots arrive. */
const cardDelayMs = 100

/**
 * Counts one ballot and, where the rule says so, settles the proposal with its awards, all in one transaction: a
 * ballot that was answered is never lost, and a repeat of the event gets the first answer.
 */
export async function castBallot(app: App, ballot: Ballot): Promise<Outcome<Receipt, CastRefusal>> {
  const { workspaceId, proposalId, memberId, answers } = ballot
  const outcome = await app.store.tx((tx) =>
    once(tx, eventOf(ballot), async (): Promise<Outcome<Receipt, CastRefusal>> => {
      const row = await lockProposal(tx, workspaceId, proposalId)
      if (!row) return { ok: false, refusal: { code: 'unknown-proposal' } }
      const at = app.now()
      const given = row.agreed.criteria.flatMap(({ id }) => answers[id] ?? [])
      const choices = given.map(({ choice }) => choice)
      const standing = await standingOf(tx, { workspaceId, proposalId, memberId })
      const counted = count(row, {
        voterId: memberId,
        onRoll: standing !== undefined,
        before: standing?.choices ?? undefined,
        choices,
        at,
      })
      if (!counted.ok) return counted

      await saveBallot(tx, {
        workspaceId,
        proposalId,
        memberId,
        choices,
        words: given.map(({ words }) => words),
        castAt: at,
      })
      const { proposal } = counted.value
      const after: ProposalRow = { ...row, status: proposal.status, tally: proposal.tally }
      if (proposal.status === 'open') {
        await saveTally(tx, after)
        await requestJob(tx, proposalJob(app, 'card', row, at + cardDelayMs))
      } else {
        await settleProposal(app, tx, row, { proposal, by: 'ballots' })
      }
      const { status, cast, rollSize, missing, closesAt } = viewProposal(after)
      const { counted: how } = counted.value
      return { ok: true, value: { counted: how, status, cast, rollSize, missing, closesAt } }
    }),
  )
  if (outcome.ok) app.wake(outcome.value.status === 'open' ? app.now() + cardDelayMs : undefined)
  return outcome
}

import { type ClosingRefusal, decide, veto, withdraw } from '#src/domain/closing.ts'
import { type Outcome, refuse } from '#src/domain/outcome.ts'
import type { Proposal } from '#src/domain/proposal.ts'
import { dropFilesOf } from '#src/storage/evidence-files.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { lockProposal, type ProposalRow } from '#src/storage/proposals.ts'
import type { App } from './app.ts'
import { isBlank } from './clean-text.ts'
import { type Event, eventOf } from './event.ts'
import { isTrainer } from './roles.ts'
import { settleProposal } from './settle-proposal.ts'

/** What a trainer may do to a proposal by word of mouth; the record keeps the reason. */
export type Ending = 'withdraw' | 'veto' | 'accept' | 'decline'

export interface EndProposal {
  readonly event: Event
  readonly by: MemberRow
  readonly proposalId: string
  readonly ending: Ending
  readonly reason: string
}

export type EndRefusal =
  | ClosingRefusal
  | { readonly code: 'already-minted' }
  | { readonly code: 'unknown-proposal' }
  | { readonly code: 'trainers-only' }
  | { readonly code: 'reason-missing' }
  | { readonly code: 'still-open' }

/**
 * Withdraws a proposal, objects to an accepted one before its badges are made, or decides where the rule asks the
 * trainer. Needs a reason and a trainer of the workspace; whoever proposed may withdraw. What was handed in as evidence of a
 * proposal that is withdrawn or objected to goes with it.
 */
export async function endProposal(
  app: App,
  { event, by, proposalId, ending, reason }: EndProposal,
): Promise<Outcome<{ readonly status: ProposalRow['status'] }, EndRefusal>> {
  const { workspaceId } = by
  if (isBlank(reason)) return refuse({ code: 'reason-missing' })
  const outcome = await decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<{ status: ProposalRow['status'] }, EndRefusal>> => {
      const row = await lockProposal(tx, workspaceId, proposalId)
      if (!row) return refuse({ code: 'unknown-proposal' })
      const mayWithdraw = ending === 'withdraw' && row.proposedBy === by.id
      if (!isTrainer(by) && !mayWithdraw) return refuse({ code: 'trainers-only' })
      if (ending !== 'withdraw' && row.status === 'open') return refuse({ code: 'still-open' })
      const ended = apply(ending, row)
      if (!ended.ok) return ended
      const proposal = ended.value
      await settleProposal(app, tx, row, { proposal, by: 'trainer', reason: reason.trim() })
      if (ending === 'withdraw' || ending === 'veto')
        await dropFilesOf(tx, { workspaceId, proposalId })
      return { ok: true, value: { status: proposal.status } }
    },
  )
  if (outcome.ok) app.wake()
  return outcome
}

function apply(
  ending: Ending,
  row: ProposalRow,
): Outcome<Proposal, ClosingRefusal | { readonly code: 'already-minted' }> {
  switch (ending) {
    case 'withdraw':
      return withdraw(row)
    case 'veto':
      return veto(row, { minted: row.mintedAt !== null })
    case 'accept':
      return decide(row, 'accepted')
    case 'decline':
      return decide(row, 'declined')
  }
}

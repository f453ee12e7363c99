import { accept, type Outcome, refuse } from './outcome.ts'
import { type Agreed, isExtended, pollOf, type Proposal, type Status } from './proposal.ts'
import { ceilDivide } from './rule.ts'
import { verdictAtDeadline } from './verdict.ts'

/**
 * What the deadline does to an open proposal: a verdict, one extension, or a question to the trainer. One that is no
 * longer open stays as it is. The caller sees to it that `closesAt` has passed.
 */
export function closeAtDeadline(proposal: Proposal, at: number): Proposal {
  if (proposal.status !== 'open') return proposal
  const found = verdictAtDeadline(pollOf(proposal))
  if (found !== 'no-quorum') return { ...proposal, status: found }
  switch (proposal.agreed.rule.noQuorum) {
    case 'lapse':
      return { ...proposal, status: 'lapsed' }
    case 'trainer':
      return { ...proposal, status: 'undecided' }
    case 'extend-once':
      return isExtended(proposal)
        ? { ...proposal, status: 'lapsed' }
        : { ...proposal, closesAt: extendedDeadline(proposal.agreed, at) }
  }
}

/** Takes a proposal back while it is open or waits for the trainer. */
export function withdraw(proposal: Proposal): Outcome<Proposal, ClosingRefusal> {
  if (proposal.status !== 'open' && proposal.status !== 'undecided')
    return refuse({ code: 'proposal-closed', status: proposal.status })
  return accept({ ...proposal, status: 'withdrawn' })
}

/** A trainer's objection: after acceptance, before the badges are made. */
export function veto(
  proposal: Proposal,
  { minted }: { readonly minted: boolean },
): Outcome<Proposal, ClosingRefusal | { readonly code: 'already-minted' }> {
  if (minted) return refuse({ code: 'already-minted' })
  if (proposal.status !== 'accepted')
    return refuse({ code: 'proposal-closed', status: proposal.status })
  return accept({ ...proposal, status: 'vetoed' })
}

/** The trainer's word where the rule asks for it: no quorum at the deadline. */
export function decide(
  proposal: Proposal,
  verdict: 'accepted' | 'declined',
): Outcome<Proposal, ClosingRefusal> {
  if (proposal.status !== 'undecided')
    return refuse({ code: 'proposal-closed', status: proposal.status })
  return accept({ ...proposal, status: verdict })
}

export interface ClosingRefusal {
  readonly code: 'proposal-closed'
  readonly status: Status
}

/** An extension lasts as long as the first period, at most a week, and never ends in the past. */
export function extendedDeadline({ openedAt, deadline }: Agreed, at: number): number {
  return Math.max(deadline, at) + Math.min(deadline - openedAt, weekMs)
}

/** When those who have not voted are reminded: after three quarters of the time left to vote. */
export function reminderAt(from: number, closesAt: number): number {
  return closesAt - ceilDivide(closesAt - from, 4)
}

const weekMs = 7 * 24 * 60 * 60_000

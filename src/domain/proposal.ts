import { accept, type Outcome, refuse } from './outcome.ts'
import { faultyField, type Rule, type RuleField } from './rule.ts'
import { type Choice, emptyTally, moveTally, type Tally } from './tally.ts'
import { type Poll, type Verdict, verdictNow } from './verdict.ts'

/** One thing to have shown, in both languages. The award depends on it when it is required. */
export interface Criterion {
  readonly id: string
  readonly fr: string
  readonly en: string
  readonly required: boolean
}

/** Whom the badge is for. Choosing several people opens one proposal for each. */
export type Subject =
  | { readonly kind: 'person'; readonly memberId: string }
  | { readonly kind: 'group'; readonly groupId: string; readonly mints: GroupMints }

/** What the acceptance of a group proposal mints. */
export type GroupMints = 'group' | 'members' | 'group-and-members'

/** Everything agreed before the first ballot. No operation edits it: withdraw and propose again. */
export interface Agreed {
  readonly rule: Rule
  readonly rollSize: number
  /** Names the frozen roll without holding it; computed by the caller. */
  readonly rollHash: string
  readonly achievementId: string
  readonly achievementVersion: number
  readonly criteria: readonly Criterion[]
  readonly subject: Subject
  /**
   * Badges that an acceptance makes at most; who gets them is frozen beside the roll and named by the hash. Fewer are made where
   * somebody wants none, or where two of them turn out to be one person; the record counts those made.
   */
  readonly recipientCount: number
  readonly recipientsHash: string
  readonly openedAt: number
  /** The first deadline; `closesAt` moves once at most, by the rule. */
  readonly deadline: number
}

/** `undecided`: the deadline passed without a quorum and the rule asks the trainer. */
export type Status = 'open' | 'undecided' | Verdict

/** A call to vote, as far as the rules need it. */
export interface Proposal {
  readonly agreed: Agreed
  readonly status: Status
  readonly tally: Tally
  readonly closesAt: number
}

export type OpeningRefusal =
  | { readonly code: 'rule-impossible'; readonly field: RuleField }
  | { readonly code: 'roll-too-small'; readonly roll: number; readonly least: number }
  | { readonly code: 'deadline-out-of-range' }
  | { readonly code: 'nothing-required' }
  | { readonly code: 'nobody-to-award' }

const minute = 60_000
const day = 24 * 60 * minute
/** A vote lasts at least this long, so that everybody on the roll has a chance. */
export const shortestVoteMs = 5 * minute
export const longestVoteMs = 60 * day

/** Opens a vote, or says which part of what was asked can never work. */
export function openProposal(agreed: Agreed): Outcome<Proposal, OpeningRefusal> {
  const field = faultyField(agreed.rule)
  if (field) return refuse({ code: 'rule-impossible', field })
  if (!agreed.criteria.some(({ required }) => required)) return refuse({ code: 'nothing-required' })
  if (!isDeadlineInRange(agreed)) return refuse({ code: 'deadline-out-of-range' })
  if (!isAtLeast(agreed.recipientCount, 1)) return refuse({ code: 'nobody-to-award' })
  if (!isAtLeast(agreed.rollSize, agreed.rule.leastRoll))
    return refuse({ code: 'roll-too-small', roll: agreed.rollSize, least: agreed.rule.leastRoll })
  return accept({
    agreed,
    status: 'open',
    tally: emptyTally(agreed.criteria.length),
    closesAt: agreed.deadline,
  })
}

export type BallotRefusal =
  | { readonly code: 'proposal-closed'; readonly status: Status }
  | { readonly code: 'own-award' }
  | { readonly code: 'not-on-roll' }
  | { readonly code: 'ballot-incomplete'; readonly criteria: number }

export interface CastBallot {
  readonly voterId: string
  readonly onRoll: boolean
  /** The voter's standing choices, if there are any. */
  readonly before: readonly Choice[] | undefined
  readonly choices: readonly Choice[]
  readonly at: number
}

/** Counts a ballot. A late one, a stranger's, one's own and an incomplete one change nothing. */
export function castBallot(
  proposal: Proposal,
  { voterId, onRoll, before, choices, at }: CastBallot,
): Outcome<
  { readonly proposal: Proposal; readonly counted: 'first' | 'changed' | 'same' },
  BallotRefusal
> {
  if (isOwnAward(proposal, voterId)) return refuse({ code: 'own-award' })
  if (!onRoll) return refuse({ code: 'not-on-roll' })
  if (!isOpen(proposal, at)) return refuse({ code: 'proposal-closed', status: proposal.status })
  const criteria = proposal.agreed.criteria.length
  if (choices.length !== criteria) return refuse({ code: 'ballot-incomplete', criteria })

  const tally = moveTally(proposal.tally, before, choices)
  const voted = { ...proposal, tally }
  const status = verdictNow(pollOf(voted)) ?? 'open'
  const same = before?.every((choice, index) => choice === choices[index])
  return accept({
    proposal: { ...voted, status },
    counted: before ? (same ? 'same' : 'changed') : 'first',
  })
}

/** Ballots are taken until the deadline, whether or not the job that closes it ran on time. */
export function isOpen({ status, closesAt }: Proposal, at: number): boolean {
  return status === 'open' && at < closesAt
}

export function isExtended({ agreed, closesAt }: Proposal): boolean {
  return closesAt > agreed.deadline
}

export function pollOf({ agreed, tally }: Proposal): Poll {
  return {
    rule: agreed.rule,
    rollSize: agreed.rollSize,
    tally,
    required: agreed.criteria.map(({ required }) => required),
  }
}

/**
 * The sums of a vote may be shown. Of a confidential one: only when it ran to its end, so that nobody withdraws it to
 * look, and never for fewer than five voters.
 */
export function sumsAreShown({ agreed, status }: Pick<Proposal, 'agreed' | 'status'>): boolean {
  if (agreed.rule.secrecy === 'transparent') return true
  return agreed.rollSize >= 5 && !['open', 'undecided', 'withdrawn'].includes(status)
}

/** The text that is hashed at opening: anybody who has the facts can compute it again. */
export function agreedText(agreed: Agreed): string {
  return JSON.stringify(sorted(agreed))
}

function isDeadlineInRange({ openedAt, deadline }: Agreed): boolean {
  return (
    Number.isSafeInteger(openedAt) &&
    isAtLeast(deadline, openedAt + shortestVoteMs) &&
    deadline <= openedAt + longestVoteMs
  )
}

function isAtLeast(count: number, least: number): boolean {
  return Number.isSafeInteger(count) && count >= least
}

function isOwnAward({ agreed: { subject } }: Proposal, voterId: string): boolean {
  return subject.kind === 'person' && subject.memberId === voterId
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

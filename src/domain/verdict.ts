import { ceilDivide, quorumBallots, type Rule } from './rule.ts'
import type { Count, Tally } from './tally.ts'

/** How a proposal ended. */
export type Verdict = 'accepted' | 'declined' | 'lapsed' | 'withdrawn' | 'vetoed'

/** What is counted: the rule, the size of the frozen roll, the tally, and which criteria are required. */
export interface Poll {
  readonly rule: Rule
  readonly rollSize: number
  readonly tally: Tally
  /** For each criterion, in order: whether the award depends on it. */
  readonly required: readonly boolean[]
}

/** Enough of the roll has cast a ballot; abstentions count. */
export function quorumHolds({ rule, rollSize, tally }: Poll): boolean {
  return tally.cast > 0 && tally.cast * rule.quorum.den >= rule.quorum.num * rollSize
}

/** Enough of those with an opinion say `met`. Nobody's opinion passes nothing. */
export function criterionPasses(rule: Rule, { met, notYet }: Count): boolean {
  if (met + notYet === 0) return false
  const votes = met * rule.threshold.den
  const needed = rule.threshold.num * (met + notYet)
  return rule.strict ? votes > needed : votes >= needed
}

/** The verdict that the last ballot brought about, or undefined while the vote goes on. */
export function verdictNow(poll: Poll): 'accepted' | 'declined' | undefined {
  switch (poll.rule.settle) {
    case 'on-quorum':
      return isAccepted(poll) ? 'accepted' : undefined
    case 'when-certain':
      return certainVerdict(poll)
    case 'at-deadline':
      return undefined
  }
}

/** What the deadline finds. `no-quorum` is then answered by `rule.noQuorum`. */
export function verdictAtDeadline(poll: Poll): 'accepted' | 'declined' | 'no-quorum' {
  if (!quorumHolds(poll)) return 'no-quorum'
  return isAccepted(poll) ? 'accepted' : 'declined'
}

/** Ballots and favourable answers still needed, taking the standing ballots as they are. */
export interface Missing {
  /** Ballots to the quorum. */
  readonly ballots: number
  /** For each criterion: `met` answers still needed; null when only a changed ballot could help. */
  readonly met: readonly (number | null)[]
}

export function missing({ rule, rollSize, tally }: Poll): Missing {
  return {
    ballots: Math.max(0, quorumBallots(rule, rollSize) - tally.cast),
    met: tally.criteria.map((count) => metNeeded(rule, count, rollSize - tally.cast)),
  }
}

function isAccepted(poll: Poll): boolean {
  return (
    quorumHolds(poll) && requiredCounts(poll).every((count) => criterionPasses(poll.rule, count))
  )
}

// Standing ballots are taken as final. Without a quorum nothing is certain: no further ballot may come.
function certainVerdict(poll: Poll): 'accepted' | 'declined' | undefined {
  if (!quorumHolds(poll)) return undefined
  const toCome = poll.rollSize - poll.tally.cast
  const counts = requiredCounts(poll)
  const worst = (count: Count): Count => ({ ...count, notYet: count.notYet + toCome })
  const best = (count: Count): Count => ({ ...count, met: count.met + toCome })
  if (counts.some((count) => !criterionPasses(poll.rule, best(count)))) return 'declined'
  const certain = counts.every(
    (count) => criterionPasses(poll.rule, count) && criterionPasses(poll.rule, worst(count)),
  )
  return certain ? 'accepted' : undefined
}

function requiredCounts({ tally, required }: Poll): readonly Count[] {
  return tally.criteria.filter((_, index) => required[index])
}

// Solves (met + k) * den >= num * (met + notYet + k) for the least whole k.
function metNeeded(rule: Rule, count: Count, toCome: number): number | null {
  if (criterionPasses(rule, count)) return 0
  const { num, den } = rule.threshold
  const gap = num * (count.met + count.notYet) - count.met * den + (rule.strict ? 1 : 0)
  const needed =
    num === den ? (count.notYet > 0 ? null : 1) : Math.max(1, ceilDivide(gap, den - num))
  return needed === null || needed > toCome ? null : needed
}

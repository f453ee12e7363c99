import { criterionPasses, type Missing, missing, quorumHolds } from '#src/domain/verdict.ts'
import {
  isExtended,
  pollOf,
  type Proposal,
  type Status,
  sumsAreShown,
} from '#src/domain/proposal.ts'
import { quorumBallots, type Rule } from '#src/domain/rule.ts'
import type { Count } from '#src/domain/tally.ts'
import type { AchievementContent } from '#src/storage/achievements.ts'
export type { AchievementContent }
import type { Grounds, ProposalRow, SettledBy } from '#src/storage/proposals.ts'

/** A proposal as everybody may see it: never who voted how, and no sums while they must stay hidden. */
export interface ProposalView {
  readonly id: string
  readonly achievementId: string
  readonly achievement: AchievementContent
  readonly forGroup: boolean
  readonly status: Status
  readonly rule: Rule
  readonly rollSize: number
  readonly cast: number
  readonly quorumBallots: number
  readonly quorumHolds: boolean
  readonly criteria: readonly CriterionView[]
  readonly sumsShown: boolean
  /** What is still needed; for each criterion only where it gives no small vote away. */
  readonly missing: { readonly ballots: number; readonly met: Missing['met'] | undefined }
  readonly grounds: Grounds
  readonly openedAt: number
  readonly closesAt: number
  readonly extended: boolean
  readonly settledAt: number | null
  readonly settledBy: SettledBy | null
  readonly settledReason: string | null
  readonly mintedAt: number | null
  /** Names everything that was agreed before voting. */
  readonly agreedHash: string
}

export interface CriterionView {
  readonly id: string
  readonly fr: string
  readonly en: string
  readonly required: boolean
  /** Absent while the sums are hidden. */
  readonly count: Count | undefined
  /** Absent while the vote runs. */
  readonly passes: boolean | undefined
}

export function viewProposal(row: ProposalRow): ProposalView {
  const { agreed, tally, status } = row
  const poll = pollOf(row)
  const sumsShown = sumsAreShown(row)
  const lacks = missing(poll)
  return {
    id: row.id,
    achievementId: agreed.achievementId,
    achievement: row.achievement,
    forGroup: agreed.subject.kind === 'group',
    status,
    rule: agreed.rule,
    rollSize: agreed.rollSize,
    cast: tally.cast,
    quorumBallots: quorumBallots(agreed.rule, agreed.rollSize),
    quorumHolds: quorumHolds(poll),
    criteria: agreed.criteria.map((criterion, index) => ({
      ...criterion,
      count: sumsShown ? tally.criteria[index] : undefined,
      passes: passes(row, tally.criteria[index]),
    })),
    sumsShown,
    missing: { ballots: lacks.ballots, met: tellsNoVote(row) ? lacks.met : undefined },
    grounds: row.grounds,
    openedAt: agreed.openedAt,
    closesAt: row.closesAt,
    extended: isExtended(row),
    settledAt: row.settledAt,
    settledBy: row.settledBy,
    settledReason: row.settledReason,
    mintedAt: row.mintedAt,
    agreedHash: row.agreedHash,
  }
}

function passes({ status, agreed }: Proposal, count: Count | undefined): boolean | undefined {
  return status === 'open' || !count ? undefined : criterionPasses(agreed.rule, count)
}

// With three or four voters "one more yes" would tell how the others voted.
function tellsNoVote({ agreed, tally }: Proposal): boolean {
  if (agreed.rule.secrecy === 'transparent') return true
  return agreed.rollSize >= 5 && tally.cast >= 2
}

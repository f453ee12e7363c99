import type { RecordView } from '#src/app/view-record.ts'
import { urls } from '#src/credentials/urls.ts'

/**
 * A record as programs read it; its keys stay. Never a voter, never a person's name: what the trainer wrote is left out
 * too, since it may hold one.
 */
export function recordJson(
  { proposal, group, issuer, groupAwardId, badgesMade }: RecordView,
  baseUrl: string,
) {
  const at = urls(baseUrl)
  const { status, rule, rollSize, cast, quorumBallots, quorumHolds, criteria, achievement } =
    proposal
  return {
    id: at.record(proposal.id),
    status,
    verdict: status === 'open' || status === 'undecided' ? null : status,
    settledBy: proposal.settledBy,
    rule,
    rollSize,
    cast,
    quorumBallots,
    quorumHolds,
    /** Null counts are withheld: the vote runs, or so few voted that they would tell who voted how. */
    criteria: criteria.map(({ id, fr, en, required, count, passes }) => ({
      id,
      text: { fr, en },
      required,
      counts: count ?? null,
      passes: passes ?? null,
    })),
    forGroup: proposal.forGroup,
    achievement: { id: at.achievement(proposal.achievementId).credential, name: achievement.name },
    group: { id: at.group(group.id).credential, name: group.name },
    issuer: { id: at.issuer(issuer.id).credential, name: issuer.name },
    openedAt: iso(proposal.openedAt),
    closesAt: iso(proposal.closesAt),
    extended: proposal.extended,
    settledAt: iso(proposal.settledAt),
    mintedAt: iso(proposal.mintedAt),
    badgesMade,
    groupAward: groupAwardId === undefined ? null : at.award(groupAwardId).page,
    agreedHash: proposal.agreedHash,
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

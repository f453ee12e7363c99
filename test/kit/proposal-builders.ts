import type { Agreed, CastBallot, Criterion, Proposal } from '#src/domain/proposal.ts'
import { presets, type Rule } from '#src/domain/rule.ts'
import { type Ballot, type Choice, emptyTally } from '#src/domain/tally.ts'

/** Monday 5 January 2026, 09:00 UTC. */
export const openedAt = Date.UTC(2026, 0, 5, 9)
export const hourMs = 60 * 60_000
export const dayMs = 24 * hourMs

/** The default rule ("two thirds"), with what the test changes. */
export function aRule(changes: Partial<Rule> = {}): Rule {
  return { ...presets['two-thirds'], ...changes }
}

export function aCriterion(changes: Partial<Criterion> = {}): Criterion {
  return {
    id: 'helps',
    fr: 'Aide les autres',
    en: 'Helps the others',
    required: true,
    ...changes,
  }
}

export type AgreedChanges = Partial<Omit<Agreed, 'rule'>> & { readonly rule?: Partial<Rule> }

/** A sound agreement: Ada's badge, one required criterion, a roll of nine, three days to vote. */
export function anAgreed({ rule, ...changes }: AgreedChanges = {}): Agreed {
  return {
    rule: aRule(rule),
    rollSize: 9,
    rollHash: 'hash-of-the-roll',
    achievementId: 'animer-groupe',
    achievementVersion: 1,
    criteria: [aCriterion()],
    subject: { kind: 'person', memberId: 'ada' },
    recipientCount: 1,
    recipientsHash: 'hash-of-ada',
    openedAt,
    deadline: openedAt + 3 * dayMs,
    ...changes,
  }
}

/** A group's award: its members receive a badge each, beside the group's own. */
export function aGroupAgreed(changes: AgreedChanges = {}): Agreed {
  return anAgreed({
    subject: { kind: 'group', groupId: 'atelier', mints: 'group-and-members' },
    recipientCount: 10,
    recipientsHash: 'hash-of-the-nine-and-their-group',
    ...changes,
  })
}

export type ProposalChanges = Partial<Omit<Proposal, 'agreed'>> & {
  readonly agreed?: AgreedChanges
}

/** A proposal just opened; `agreed` takes the same changes as `anAgreed`. */
export function aProposal({ agreed: changes, ...rest }: ProposalChanges = {}): Proposal {
  const agreed = anAgreed(changes)
  return {
    agreed,
    status: 'open',
    tally: emptyTally(agreed.criteria.length),
    closesAt: agreed.deadline,
    ...rest,
  }
}

export function aBallot(voterId: string, ...choices: readonly Choice[]): Ballot {
  return { voterId, choices: choices.length > 0 ? choices : ['met'] }
}

/** A first ballot by somebody on the roll, an hour after opening. */
export function aCast(changes: Partial<CastBallot> = {}): CastBallot {
  return {
    voterId: 'ben',
    onRoll: true,
    before: undefined,
    choices: ['met'],
    at: openedAt + hourMs,
    ...changes,
  }
}

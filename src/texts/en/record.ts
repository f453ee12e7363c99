import { quorumBallots, type Rule, type Share } from '#src/domain/rule.ts'
import { pluralIn } from '../plural.ts'
import type { record as reference } from '../fr/record.ts'

const plural = pluralIn('en')

export const record: typeof reference = {
  title: 'Record of the vote',
  peersJudged: 'The criteria were validated by a vote of peers.',
  groupJudgedItself: 'The group assessed itself, by a vote of its members.',
  turnout: ({ cast, roll }) =>
    `${plural(cast, { one: '# person voted', other: '# people voted' })} out of ${roll}.`,
  rule: (rule) =>
    `Rule: at least ${share(rule.quorum)} of the voters, and for each criterion ${threshold(rule)} in favour among those with an opinion.`,
  ruleFor: (rule, roll) =>
    `Accepted if at least ${plural(quorumBallots(rule, roll), { one: '# person', other: '# people' })} out of ${roll} vote, and each criterion gets ${threshold(rule)} in favour (not counting “I can’t say”).`,
  closes: {
    'on-quorum': 'The vote stops as soon as both conditions hold, or at the deadline.',
    'when-certain':
      'Everybody’s word counts: the vote stops when no ballot can change the result any more, or at the deadline.',
    'at-deadline': 'The vote stays open until the deadline.',
  },
  noQuorum: {
    lapse: 'If too few people vote, the proposal lapses.',
    'extend-once': 'If too few people vote, the deadline moves once.',
    trainer: 'If too few people vote, the trainer decides, and the record says so.',
  },
  secrecy: {
    confidential:
      'How people vote stays hidden until closing. The operator of the service could technically read it.',
    transparent: 'Open vote: everybody’s choices can be seen.',
  },
  support: {
    title: (badge) => `Support of the badge “${badge}”`,
    comment: ({ name, group, words, issuer }) =>
      [
        `${name}, of the group “${group}”, supports this badge.`,
        ...(words === '' ? [] : [`“${words}”`]),
        `Signed during the vote; ${issuer} attests it.`,
      ].join('\n'),
  },
  criterionCount: (criterion, count) =>
    count
      ? `“${criterion}”: ${count.met} met, ${count.notYet} not yet, ${count.abstain} no opinion.`
      : `“${criterion}”`,
  extended: 'The deadline moved once, as the rule had foreseen.',
  status: {
    open: 'Vote under way',
    undecided: 'Waiting for a decision',
    accepted: 'Accepted',
    declined: 'Not this time',
    lapsed: 'Lapsed',
    withdrawn: 'Withdrawn',
    vetoed: 'Refused by the trainer',
  },
  settledBy: { ballots: 'by the vote', deadline: 'at the deadline', trainer: 'by the trainer' },
  choice: { met: 'Met', 'not-yet': 'Not yet', abstain: 'I can’t say' },
}

function share({ num, den }: Share): string {
  return `${num}/${den}`
}

function threshold({ threshold: { num, den }, strict }: Rule): string {
  if (num === den) return '100%'
  return strict ? `more than ${num}/${den}` : `at least ${num}/${den}`
}

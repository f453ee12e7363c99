import { quorumBallots, type Rule, type Share } from '#src/domain/rule.ts'
import type { Count } from '#src/domain/tally.ts'
import { pluralIn } from '../plural.ts'

const plural = pluralIn('fr')

interface SupportParts {
  readonly name: string
  readonly group: string
  /** What the voter wrote, or "". */
  readonly words: string
  readonly issuer: string
}

/** The vote in words: on the record, on the card, and inside the documents. */
export const record = {
  title: 'Procès-verbal du vote',
  peersJudged: 'Les critères ont été validés par le vote des pairs.',
  groupJudgedItself: 'Le groupe s’est évalué lui-même, par le vote de ses membres.',
  turnout: ({ cast, roll }: { cast: number; roll: number }) =>
    `${plural(cast, { one: '# personne a voté', other: '# personnes ont voté' })} sur ${roll}.`,
  rule: (rule: Rule) =>
    `Règle : au moins ${share(rule.quorum)} des votants, et pour chaque critère ${threshold(rule)} d’avis favorables parmi ceux qui se prononcent.`,
  /** The rule for a given roll, in whole ballots. */
  ruleFor: (rule: Rule, roll: number) =>
    `Accepté si au moins ${plural(quorumBallots(rule, roll), { one: '# personne', other: '# personnes' })} sur ${roll} votent, et si chaque critère reçoit ${threshold(rule)} d’avis favorables (sans compter « je ne peux pas dire »).`,
  closes: {
    'on-quorum': 'Le vote s’arrête dès que ces deux conditions sont réunies, ou à la date limite.',
    'when-certain':
      'Chaque voix compte : le vote s’arrête quand plus aucun bulletin ne peut changer le résultat, ou à la date limite.',
    'at-deadline': 'Le vote reste ouvert jusqu’à la date limite.',
  },
  noQuorum: {
    lapse: 'Si trop peu de personnes votent, la proposition est classée sans suite.',
    'extend-once': 'Si trop peu de personnes votent, le vote est prolongé une fois.',
    trainer:
      'Si trop peu de personnes votent, la personne qui forme décide, et le procès-verbal le dit.',
  },
  secrecy: {
    confidential:
      'Le détail des votes reste caché jusqu’à la clôture. L’administrateur du service pourrait techniquement y accéder.',
    transparent: 'Vote à découvert : les choix de chacun sont visibles.',
  },
  /** Inside the document of a voter's signed support. */
  support: {
    title: (badge: string) => `Soutien au badge « ${badge} »`,
    comment: ({ name, group, words, issuer }: SupportParts) =>
      [
        `${name}, du groupe « ${group} », soutient ce badge.`,
        ...(words === '' ? [] : [`« ${words} »`]),
        `Soutien signé pendant le vote ; ${issuer} l’atteste.`,
      ].join('\n'),
  },
  criterionCount: (criterion: string, count: Count | undefined) =>
    count
      ? `« ${criterion} » : ${count.met} acquis, ${count.notYet} pas encore, ${count.abstain} sans avis.`
      : `« ${criterion} »`,
  extended: 'La date limite a été repoussée une fois, comme le prévoyait la règle.',
  status: {
    open: 'Vote en cours',
    undecided: 'En attente de décision',
    accepted: 'Acceptée',
    declined: 'Non retenue pour l’instant',
    lapsed: 'Sans suite',
    withdrawn: 'Retirée',
    vetoed: 'Refusée par la personne qui forme',
  },
  settledBy: {
    ballots: 'par le vote',
    deadline: 'à la date limite',
    trainer: 'par la personne qui forme',
  },
  choice: { met: 'Acquis', 'not-yet': 'Pas encore', abstain: 'Je ne peux pas dire' },
}

function share({ num, den }: Share): string {
  return `${num}/${den}`
}

function threshold({ threshold: { num, den }, strict }: Rule): string {
  if (num === den) return '100 %'
  return strict ? `plus de ${num}/${den}` : `au moins ${num}/${den}`
}

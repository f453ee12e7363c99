import { isExtended, sumsAreShown } from '#src/domain/proposal.ts'
import type { Language } from '#src/storage/members.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import { texts } from '#src/texts/texts.ts'

/** The vote in a sentence or two, as it stands in the evidence of each document: numbers, never names. */
export function recordNarrative(row: ProposalRow, language: Language): string {
  const t = texts[language].record
  const { agreed, tally } = row
  const sums = sumsAreShown({ ...row, status: 'accepted' })
  return [
    agreed.subject.kind === 'group' ? t.groupJudgedItself : t.peersJudged,
    t.turnout({ cast: tally.cast, roll: agreed.rollSize }),
    t.rule(agreed.rule),
    ...(sums
      ? agreed.criteria.map((criterion, index) =>
          t.criterionCount(criterion[language], tally.criteria[index]),
        )
      : []),
    ...(isExtended(row) ? [t.extended] : []),
  ].join('\n')
}

import type { ProposalView } from '#src/app/view-proposal.ts'
import type { Language } from '#src/chat/contract.ts'
import { texts } from '#src/texts/texts.ts'

/** What a vote still needs, a sentence each: ballots to the quorum, favourable answers for the criteria that lack some. */
export function sayMissing(
  language: Language,
  { ballots, met = [] }: ProposalView['missing'],
): readonly string[] {
  const t = texts[language].chat.missing
  const numbered = met.map((needed, index) => ({ needed, criterion: index + 1 }))
  const lacking = Map.groupBy(
    numbered.filter(({ needed }) => needed !== 0),
    ({ needed }) => needed,
  )
  return [
    ...(ballots > 0 ? [t.ballots(ballots)] : []),
    ...[...lacking].map(([needed, of]) => {
      const criteria = of.map(({ criterion }) => criterion)
      return needed === null ? t.criteriaStuck(criteria) : t.criteria(criteria, needed)
    }),
  ]
}

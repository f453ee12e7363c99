import { searchCatalogue } from '#src/catalogue/catalogue.ts'
import type { AchievementContent } from '#src/app/view-proposal.ts'
import type { Language } from '#src/chat/contract.ts'

interface Badge {
  readonly id: string
  readonly content: AchievementContent
}

/** Nobody looks for a badge with more; each word is looked for in every text. */
const longestSearch = 100

/** The badges that words find, the best first; without words, all of them. */
export function findBadges<One extends Badge>(
  badges: readonly One[],
  words: string,
  language: Language,
): readonly One[] {
  if (words === '') return badges
  const byEntry = new Map(badges.map((badge) => [badge.content.basedOn, badge]))
  return searchCatalogue(words.slice(0, longestSearch), language).flatMap(
    ({ id }) => byEntry.get(id) ?? [],
  )
}

/** The one badge meant by an id, a catalogue id, a full name, or the first that the words find. */
export function findBadge<One extends Badge>(
  badges: readonly One[],
  asked: string,
  language: Language,
): One | undefined {
  const same = badges.find(
    ({ id, content }) =>
      id === asked ||
      content.basedOn === asked ||
      content.name.fr === asked ||
      content.name.en === asked,
  )
  const hasWords = /[\p{L}\p{N}]/u.test(asked)
  return same ?? (hasWords ? findBadges(badges, asked, language)[0] : undefined)
}

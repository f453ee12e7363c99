import { domains, findEntry } from '#src/catalogue/catalogue.ts'
import type { AchievementContent } from '#src/app/view-proposal.ts'
import type { FieldChoice, Language } from '#src/chat/contract.ts'

/** A badge among those to choose from, under the family that it is in. */
export function achievementChoice(
  { id, content }: { readonly id: string; readonly content: AchievementContent },
  language: Language,
): FieldChoice {
  const domain = content.basedOn ? findEntry(content.basedOn)?.domain : undefined
  const under = domains.find(({ id: known }) => known === domain)?.name[language]
  return { value: id, label: content.name[language], ...(under ? { under } : {}) }
}

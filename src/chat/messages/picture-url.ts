import type { App } from '#src/app/app.ts'
import { altOf } from '#src/app/award-facts.ts'
import type { AchievementContent } from '#src/app/view-proposal.ts'
import type { Language, Part } from '#src/chat/contract.ts'

/** The picture of a badge, as a part of a message. */
export function pictureUrl(
  { baseUrl }: Pick<App, 'baseUrl'>,
  { id, content }: { readonly id: string; readonly content: AchievementContent },
  language: Language,
): Part {
  return {
    kind: 'image',
    url: `${baseUrl}/achievements/${id}.png?lang=${language}`,
    alternative: altOf(content, language),
  }
}

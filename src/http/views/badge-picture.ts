import { pictureAlt } from '#src/pictures/picture-alt.ts'
import type { AchievementContent } from '#src/storage/achievements.ts'
import type { Language } from '#src/storage/members.ts'
import { html, type Html } from '#src/html.ts'

/** The picture of an achievement, with the words that stand in for it. */
export function badgePicture(
  language: Language,
  {
    achievementId,
    content,
    size,
    lazy = false,
    decorative = false,
  }: {
    readonly achievementId: string
    readonly content: Pick<AchievementContent, 'name' | 'kind'>
    readonly size: number
    readonly lazy?: boolean
    /** The name stands beside it already. */
    readonly decorative?: boolean
  },
): Html {
  const alt = decorative
    ? ''
    : pictureAlt(content.name[language], language, { group: content.kind === 'group' })
  return html`<img
    class="badge"
    src="/achievements/${achievementId}.png?lang=${language}"
    alt="${alt}"
    width="${size}"
    height="${size}"
    ${lazy && html` loading="lazy"`}
  />`
}

import type { AwardView } from '#src/app/view-award.ts'
import { pictureAlt } from '#src/pictures/picture-alt.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { badgePicture } from './badge-picture.ts'
import { mark } from './mark.ts'

/** The picture of an award: the baked one while it stands, else what the badge would look like. */
export function awardPicture(language: Language, view: AwardView): Html {
  const { award, achievement, achievementId, state } = view
  const kind = award.kind === 'group' ? 'group' : 'individual'
  if (state === 'valid') {
    const alt = pictureAlt(achievement.name[language], language, { group: kind === 'group' })
    return html`<img
      class="badge"
      src="/awards/${award.id}.png"
      alt="${alt}"
      width="360"
      height="360"
    />`
  }
  const picture = badgePicture(language, {
    achievementId,
    content: { name: achievement.name, kind },
    size: 360,
  })
  const t = texts[language].pages.award.state
  const tone = state === 'being-made' ? 'wait' : 'bad'
  return html`<div class="faded">${picture}</div>
    <p class="stamp">${mark(tone, t[state])}</p>`
}

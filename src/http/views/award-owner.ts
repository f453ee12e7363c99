import type { AwardView } from '#src/app/view-award.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'

/** What only the recipient sees: whether the name is shown, and the way to decline. */
export function awardOwner(
  language: Language,
  { award: { id, named } }: AwardView,
  { key }: { readonly key: string },
): Html {
  const t = texts[language].pages.award
  const wish = named ? 'hide-name' : 'show-name'
  return html`<section class="card stitched mine" aria-labelledby="mine-title">
    <h2 id="mine-title">${icon('user-check', 26)} ${t.mine}</h2>
    <p>${named ? t.mineShown : t.mineHidden}</p>
    ${wishForm({ id, key, wish, content: html`<button class="button primary">${icon(named ? 'eye-off' : 'eye')} <span>${named ? t.hideName : t.showName}</span></button>` })}
    <details>
      <summary>${t.declineAsk}</summary>
      <p>${t.declineWhy}</p>
      ${wishForm({ id, key, wish: 'decline', content: html`<button class="button danger">${t.decline}</button>` })}
    </details>
  </section>`
}

function wishForm({
  id,
  key,
  wish,
  content,
}: {
  readonly id: string
  readonly key: string
  readonly wish: string
  readonly content: Html
}): Html {
  return html`<form class="press" method="post" action="/awards/${id}/wish">
    <input type="hidden" name="key" value="${key}" /><input
      type="hidden"
      name="wish"
      value="${wish}"
    />
    ${content}
  </form>`
}

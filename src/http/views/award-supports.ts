import type { ShownSupport } from '#src/app/endorsement-documents.ts'
import type { AwardView } from '#src/app/view-award.ts'
import { html, type Html } from '#src/html.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { icon } from './icon.ts'
import { prose } from './prose.ts'

/** Who signed a support of the award, with their word and the signed document; nothing where nobody did. */
export function awardSupports(
  language: Language,
  { proposal }: AwardView,
  supports: readonly ShownSupport[],
): Html {
  if (supports.length === 0) return html``
  const t = texts[language].pages.award
  const isOpen = proposal.rule.secrecy === 'transparent'
  return html`<section aria-labelledby="supports-title">
    <h2 id="supports-title">${t.supports}</h2>
    <p>${isOpen ? t.supportsWhyOpen : t.supportsWhy}</p>
    <ul class="supports">
      ${supports.map(
        ({ id, name, words }) =>
          html`<li>
            <p class="support-name">${icon('heart-handshake')} <bdi>${name}</bdi></p>
            ${words !== '' && html`<blockquote>${prose(words)}</blockquote>`}
            <a href="/endorsements/${id}.json" aria-label="${t.supportOf(name)}"
              >${icon('file-text', 18)} ${t.supportDocument}</a
            >
          </li>`,
      )}
    </ul>
  </section>`
}

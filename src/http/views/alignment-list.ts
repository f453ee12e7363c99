import { type CatalogueEntry, frameworks, type Framework } from '#src/catalogue/catalogue.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { outward } from './prose.ts'

/** The public skills that a badge comes close to, with what each of those lists asks to be said about it. */
export function alignmentList(
  language: Language,
  { alignments }: Pick<CatalogueEntry, 'alignments'>,
): Html {
  const t = texts[language].pages.achievement
  const used = frameworks.filter(({ id }) => alignments.some(({ framework }) => framework === id))
  return html`<section aria-labelledby="alignments-title">
    <h2 id="alignments-title">${t.alignments}</h2>
    <p>${t.alignmentsWhy}</p>
    <ul class="alignments">
      ${used.map((framework) => alignments.filter(({ framework: id }) => id === framework.id).map(({ code }) => skillItem(language, framework, code)))}
    </ul>
    ${used.map((framework) => conditions(language, framework))}
  </section>`
}

function skillItem(language: Language, { name, url, codes }: Framework, code: string): Html {
  const title = codes?.[code]?.[language]
  return html`<li>
    ${outward(url, `${name} ${code}`)}${title !== undefined && html`<br /><span>${title}</span>`}
  </li>`
}

function conditions(language: Language, { use, credit }: Framework): Html {
  return html`${use && html`<p class="note">${use[language]}</p>`}
  ${credit && html`<p class="note credit">${credit}</p>`}`
}

import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'

/** What is wrong with a form, above it, with a link to the field. */
export function problemSummary(
  language: Language,
  { problem, fieldId }: { readonly problem: string; readonly fieldId?: string | undefined },
): Html {
  const t = texts[language].pages.problem
  return html`<div class="problem" role="alert" tabindex="-1">
    ${icon('circle-alert', 24)}
    <div>
      <p class="problem-title">${t.summary}</p>
      <p>${problem}</p>
      ${fieldId !== undefined && html`<p><a href="#${fieldId}">${t.fix}</a></p>`}
    </div>
  </div>`
}

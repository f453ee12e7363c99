import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'

/** Text to take elsewhere: selected and copied by hand, or by the button where the page's script runs. */
export function copyBox({
  id,
  label,
  text,
  copy,
  rows = 1,
}: {
  readonly id: string
  readonly label: string
  readonly text: string
  /** What the button says. */
  readonly copy: string
  readonly rows?: number
}): Html {
  return html`<div class="copy-box">
    <label for="${id}" id="${id}-label">${label}</label>
    <div class="copy-row">
      ${rows > 1 ? html`<textarea id="${id}" rows="${rows}" readonly spellcheck="false">${text}</textarea>` : html`<input id="${id}" value="${text}" readonly spellcheck="false" />`}
      <button type="button" class="button" data-copy="${id}" aria-describedby="${id}-label" hidden>
        ${icon('copy')} <span>${copy}</span>
      </button>
    </div>
  </div>`
}

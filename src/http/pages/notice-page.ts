import { html } from '#src/html.ts'
import { texts } from '#src/texts/texts.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'

/** A page that says one thing, such as that a chat is connected now. */
export function noticePage(
  context: PageContext,
  { title, text }: { readonly title: string; readonly text: string },
): string {
  return layout(context, {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${text}</p>
      <p class="buttons">
        <a class="button primary" href="/">${texts[context.language].pages.error.home}</a>
      </p>`,
  })
}

import { texts } from '#src/texts/texts.ts'
import { html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'

export interface PageError {
  readonly status: number
  /** By which the operator finds the accident in the log. */
  readonly reference?: string | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
}

/** What went wrong, whose fault it is not, and what to do next. */
export function errorPage(context: PageContext, error: PageError): string {
  const t = texts[context.language].pages.error
  const said = sayStatus(t, error.status)
  const title = error.title ?? said.title
  return layout(context, {
    title,
    body: html`<div class="error-page">
      <p class="error-status" aria-hidden="true">${error.status}</p>
      <h1>${title}</h1>
      <p class="lead">${error.detail ?? said.detail}</p>
      ${error.reference !== undefined && html`<p class="note">${t.reference(error.reference)}</p>`}
      <p class="buttons"><a class="button primary" href="/">${t.home}</a></p>
    </div>`,
  })
}

type Errors = (typeof texts)['fr']['pages']['error']

function sayStatus(t: Errors, status: number): { readonly title: string; readonly detail: string } {
  switch (status) {
    case 401:
    case 403:
      return t[403]
    case 404:
    case 405:
      return t[404]
    case 410:
      return t[410]
    case 413:
      return t[413]
    case 429:
      return t[429]
    default:
      return status < 500 ? t[400] : t[500]
  }
}

import type { GroupRow, IssuerRow } from '#src/storage/workspaces.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { icon } from '../views/icon.ts'
import { mark } from '../views/mark.ts'
import { problemSummary } from '../views/problem-summary.ts'

export interface Join {
  readonly code: string
  readonly group: GroupRow
  readonly issuer: IssuerRow
  /** From the trainer's link. */
  readonly trainerKey?: string | undefined
  readonly values?:
    | { readonly name?: string | undefined; readonly email?: string | undefined }
    | undefined
  readonly problem?: string | undefined
  /** `name` or `email`, where the problem is. */
  readonly field?: string | undefined
}

/** The way into a room: a first name, an address for the badges if wanted, and what the group will know. */
export function joinPage(context: PageContext, join: Join): string {
  const { language } = context
  const t = texts[language].pages.join
  const { group, issuer, trainerKey, problem, field } = join
  return layout(context, {
    title: t.title(group.name),
    body: html`<h1>${t.title(group.name)}</h1>
      <p class="lead">${t.by(issuer.name)}</p>
      ${trainerKey !== undefined && html`<p>${mark('good', t.trainer, 'presentation')}</p>`}
      ${problem !== undefined && problemSummary(language, { problem, fieldId: field && `field-${field}` })}
      ${joinForm(context, join)}
      <section class="card quiet" aria-labelledby="promise-title">
        <h2 id="promise-title">${icon('shield-check', 26)} ${t.promiseTitle}</h2>
        <ul>
          ${t.promise.map((line) => html`<li>${line}</li>`)}
        </ul>
      </section>`,
  })
}

function joinForm({ language }: PageContext, { code, trainerKey, values, field }: Join): Html {
  const t = texts[language].pages.join
  return html`<form class="form card stitched" method="post" action="/rooms/${code}/join">
    <input type="hidden" name="language" value="${language}" />
    ${trainerKey !== undefined && html`<input type="hidden" name="trainer" value="${trainerKey}" />`}
    <div class="field">
      <label for="field-name">${t.name}</label>
      <p class="hint" id="name-hint">${t.nameHint}</p>
      <input
        id="field-name"
        name="name"
        required
        maxlength="60"
        autocomplete="given-name"
        value="${values?.name}"
        aria-describedby="name-hint"
        ${field === 'name' && html` aria-invalid="true"`}
      />
    </div>
    <div class="field">
      <label for="field-email">${t.email}</label>
      <p class="hint" id="email-hint">${t.emailHint}</p>
      <input
        id="field-email"
        name="email"
        type="email"
        maxlength="254"
        autocomplete="email"
        value="${values?.email}"
        aria-describedby="email-hint"
        ${field === 'email' && html` aria-invalid="true"`}
      />
    </div>
    <div class="buttons"><button class="button primary">${t.go}</button></div>
  </form>`
}

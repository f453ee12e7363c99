import type { GroupView } from '#src/app/view-organisation.ts'
import { texts } from '#src/texts/texts.ts'
import { html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { icon } from '../views/icon.ts'
import { instant } from '../views/instant.ts'

/** A group, without its members: who they are is theirs to tell. */
export function groupPage(context: PageContext, { group, issuer }: GroupView): string {
  const { language } = context
  const t = texts[language].pages.group
  return layout(context, {
    title: group.name,
    body: html`<h1>${group.name}</h1>
      <dl class="facts">
        <div>
          <dt>${t.of}</dt>
          <dd><a href="/issuers/${issuer.id}">${issuer.name}</a></dd>
        </div>
        <div>
          <dt>${t.since}</dt>
          <dd>${instant(language, group.createdAt, 'day')}</dd>
        </div>
      </dl>
      <p class="note">${icon('eye-off', 18)} ${t.private}</p>
      <section class="card stitched" aria-labelledby="how-title">
        <h2 id="how-title">${t.how}</h2>
        <ol class="steps">
          ${t.steps.map((step) => html`<li>${step}</li>`)}
        </ol>
      </section>
      <p class="data">
        <a href="/groups/${group.id}.json">${icon('file-text', 18)} ${t.json}</a>
      </p>`,
  })
}

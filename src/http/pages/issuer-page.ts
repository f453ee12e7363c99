import type { IssuerView } from '#src/app/view-organisation.ts'
import { domains, findEntry } from '#src/catalogue/catalogue.ts'
import type { AchievementRow } from '#src/storage/achievements.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { badgePicture } from '../views/badge-picture.ts'
import { icon } from '../views/icon.ts'
import { mark } from '../views/mark.ts'
import { outward, prose } from '../views/prose.ts'

/** An organisation that awards: who it is, its badges by domain, its keys. */
export function issuerPage(context: PageContext, view: IssuerView): string {
  const t = texts[context.language].pages.issuer
  const { issuer, practice, achievements } = view
  return layout(context, {
    title: issuer.name,
    description: issuer.description ?? undefined,
    wide: true,
    body: html`<h1>${issuer.name}</h1>
      ${practice && html`<p>${mark('practice', t.practice)}</p>`}
      ${issuer.description && html`<div class="lead">${prose(issuer.description)}</div>`}
      <dl class="facts">
        ${
          issuer.url &&
          html`<div>
            <dt>${t.site}</dt>
            <dd>${outward(issuer.url, issuer.url)}</dd>
          </div>`
        }
        <div>
          <dt>${t.contact}</dt>
          <dd><a href="mailto:${issuer.email}">${issuer.email}</a></dd>
        </div>
      </dl>
      <section aria-labelledby="badges-title">
        <h2 id="badges-title">
          ${t.badgesHeading} <span class="count">${t.badges(achievements.length)}</span>
        </h2>
        ${achievements.length === 0 ? html`<p class="empty">${t.noBadges}</p>` : shelves(context, achievements)}
      </section>
      ${keysOf(context, view)}
      <p class="data">
        <a href="/issuers/${issuer.id}.json">${icon('file-text', 18)} ${t.json}</a>
      </p>`,
  })
}

function shelves({ language }: PageContext, achievements: readonly AchievementRow[]): Html {
  const t = texts[language].pages.issuer
  const shelf = (name: string, rows: readonly AchievementRow[]) =>
    rows.length === 0
      ? html``
      : html`<section class="shelf">
          <h3>${name} <span class="count">${rows.length}</span></h3>
          <ul class="badges">
            ${rows.map((row) => badgeCard(language, row))}
          </ul>
        </section>`
  return html`<div${achievements.length > 12 && html` data-filter="${texts[language].pages.script.filter}"`}>
${domains.map(({ id, name }) =>
  shelf(
    name[language],
    achievements.filter((row) => domainOf(row) === id),
  ),
)}
${shelf(
  t.others,
  achievements.filter((row) => domainOf(row) === undefined),
)}
</div>`
}

function domainOf({ content }: AchievementRow): string | undefined {
  return content.basedOn === null ? undefined : findEntry(content.basedOn)?.domain
}

function badgeCard(language: PageContext['language'], { id, content }: AchievementRow): Html {
  return html`<li data-item>
    <a href="/achievements/${id}">
      ${badgePicture(language, { achievementId: id, content, size: 144, lazy: true, decorative: true })}
      <span>${content.name[language]}</span>
    </a>
  </li>`
}

function keysOf({ language }: PageContext, { keys, did }: IssuerView): Html {
  const t = texts[language].pages.issuer
  return html`<details class="keys">
    <summary>${t.keys}</summary>
    <p>${t.keysWhy}</p>
    <dl class="facts long">
      <div>
        <dt>${t.did}</dt>
        <dd><code>${did}</code></dd>
      </div>
      ${keys.map(
        ({ id, state }) =>
          html`<div>
            <dt>${t.keyState[state]}</dt>
            <dd><code>${id}</code></dd>
          </div>`,
      )}
    </dl>
  </details>`
}

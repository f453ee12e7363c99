import { mostMonths } from '#src/app/set-validity.ts'
import type { AchievementView } from '#src/app/view-organisation.ts'
import { type CatalogueEntry, findEntry } from '#src/catalogue/catalogue.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import type { Problem } from '../problem.ts'
import { alignmentList } from '../views/alignment-list.ts'
import { badgePicture } from '../views/badge-picture.ts'
import { icon } from '../views/icon.ts'
import { prose } from '../views/prose.ts'
import { problemSummary } from '../views/problem-summary.ts'

/** What a badge stands for, who offers it, and for trainers the way to change its picture and how long it stands. */
export function achievementPage(
  context: PageContext,
  view: AchievementView,
  { mayChange, problem }: Changing,
): string {
  const { language, baseUrl } = context
  const { achievement } = view
  const { id, content } = achievement
  const t = texts[language].pages.achievement
  const entry = content.basedOn === null ? undefined : findEntry(content.basedOn)
  return layout(context, {
    title: content.name[language],
    description: content.definition[language],
    image: `${baseUrl}/achievements/${id}.png?lang=${language}`,
    wide: true,
    body: html`<div class="showcase">
      <div class="showcase-picture">
        ${badgePicture(language, { achievementId: id, content, size: 360 })}
      </div>
      <div class="showcase-words">
        <h1>${content.name[language]}</h1>
        <div class="lead">${prose(content.definition[language])}</div>
        ${factsOf(context, view, entry)}
        <section aria-labelledby="criteria-title">
          <h2 id="criteria-title">${texts[language].pages.criteria.heading}</h2>
          <p class="note">${t.criteriaWhy}</p>
          <ol class="criteria">
            ${content.criteria.map(
              (criterion) =>
                html`<li>
                  <p class="criterion">${criterion[language]}</p>
                  ${!criterion.required && html`<p class="note">${texts[language].pages.criteria.optional}</p>`}
                </li>`,
            )}
          </ol>
        </section>
        ${entry && alignmentList(language, entry)}
        <p class="data">
          <a href="/achievements/${id}.json">${icon('file-text', 18)} ${t.json}</a>
        </p>
        ${mayChange && uploadForm(context, id, problemWith('picture', problem))}
        ${mayChange && validityForm(context, achievement, problemWith('months', problem))}
      </div>
    </div>`,
  })
}

/** What a trainer may change, and what was wrong with the last try. */
interface Changing {
  readonly mayChange: boolean
  readonly problem?: Pick<Problem, 'detail' | 'field'> | undefined
}

function problemWith(field: string, problem: Changing['problem']): string | undefined {
  return problem?.field === field ? problem.detail : undefined
}

function factsOf(
  { language }: PageContext,
  { achievement, issuer }: AchievementView,
  entry: CatalogueEntry | undefined,
): Html {
  const t = texts[language].pages.achievement
  return html`<dl class="facts">
    <div>
      <dt>${t.by}</dt>
      <dd><a href="/issuers/${issuer.id}">${issuer.name}</a></dd>
    </div>
    <div>
      <dt>${t.kindLabel}</dt>
      <dd>${t.kind[achievement.content.kind]}</dd>
    </div>
    ${
      achievement.content.validMonths !== undefined &&
      html`<div>
        <dt>${t.validity}</dt>
        <dd>${t.months(achievement.content.validMonths)}</dd>
      </div>`
    }
    ${
      entry &&
      html`<div>
        <dt>${t.effort}</dt>
        <dd>${peaks(entry.effort)} ${t.efforts[entry.effort - 1]}</dd>
      </div>`
    }
  </dl>`
}

function peaks(effort: number): Html {
  return html`<span class="peaks"
    >${Array.from({ length: effort }, () => icon('mountain', 20))}</span
  >`
}

function uploadForm({ language }: PageContext, id: string, problem: string | undefined): Html {
  const t = texts[language].pages.achievement
  return html`<section class="card quiet" aria-labelledby="upload-title">
    <h2 id="upload-title">${icon('upload', 26)} ${t.upload}</h2>
    ${problem !== undefined && problemSummary(language, { problem, fieldId: 'picture' })}
    <form
      class="form"
      method="post"
      action="/achievements/${id}/picture"
      enctype="multipart/form-data"
    >
      <div class="field">
        <label for="picture">${t.picture}</label>
        <p class="hint" id="picture-hint">${t.uploadHint}</p>
        <input
          type="file"
          id="picture"
          name="picture"
          accept="image/png"
          required
          aria-describedby="picture-hint"
          ${problem !== undefined && html` aria-invalid="true"`}
        />
      </div>
      <div class="buttons"><button class="button">${t.uploadGo}</button></div>
    </form>
  </section>`
}

function validityForm(
  { language }: PageContext,
  { id, content }: AchievementView['achievement'],
  problem: string | undefined,
): Html {
  const t = texts[language].pages.achievement
  return html`<section class="card quiet" aria-labelledby="validity-title">
    <h2 id="validity-title">${icon('calendar-clock', 26)} ${t.validityTitle}</h2>
    ${problem !== undefined && problemSummary(language, { problem, fieldId: 'months' })}
    <form class="form" method="post" action="/achievements/${id}/validity">
      <div class="field">
        <label for="months">${t.validityMonths}</label>
        <p class="hint" id="months-hint">${t.validityHint}</p>
        <input
          class="short"
          type="number"
          id="months"
          name="months"
          min="1"
          max="${mostMonths}"
          step="1"
          inputmode="numeric"
          value="${content.validMonths ?? ''}"
          aria-describedby="months-hint"
          ${problem !== undefined && html` aria-invalid="true"`}
        />
      </div>
      <div class="buttons"><button class="button">${t.validityGo}</button></div>
    </form>
  </section>`
}

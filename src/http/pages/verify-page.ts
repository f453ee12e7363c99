import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { badgeVerdict } from '../views/badge-verdict.ts'
import { icon } from '../views/icon.ts'
import { problemSummary } from '../views/problem-summary.ts'

export interface Verification {
  readonly report?: BadgeReport | undefined
  /** The award, for a badge of ours that can be shown as it is. */
  readonly awardId?: string | undefined
  readonly problem?: string | undefined
  /** `file`, `url`, `text` or `email`, where the problem is. */
  readonly field?: string | undefined
  /** Typed before; stand in the form again. */
  readonly email?: string | undefined
  readonly url?: string | undefined
}

/** Anybody checks a badge here: the form, and above it what the last check came to. */
export function verifyPage(context: PageContext, verification: Verification = {}): string {
  const { language } = context
  const t = texts[language].pages.verify
  const { report, awardId, problem, field = 'file', email, url } = verification
  return layout(context, {
    title: t.title,
    description: t.intro,
    body: html`<h1>${t.title}</h1>
      ${report && badgeVerdict(language, report, awardId)}
      ${problem !== undefined && problemSummary(language, { problem, fieldId: field })}
      ${report && html`<h2>${t.again}</h2>`}
      <p class="lead">${t.intro}</p>
      ${verifyForm(context, { email, url, wrong: problem === undefined ? undefined : field })}`,
  })
}

function verifyForm(
  { language }: PageContext,
  {
    email,
    url,
    wrong,
  }: Pick<Verification, 'email' | 'url'> & { readonly wrong: string | undefined },
): Html {
  const t = texts[language].pages.verify
  const invalid = (field: string) => wrong === field && html` aria-invalid="true"`
  return html`<form
    class="form card stitched"
    method="post"
    action="/verify"
    enctype="multipart/form-data"
  >
    <div class="field">
      <label for="file">${t.file}</label>
      <p class="hint" id="file-hint">${t.fileHint}</p>
      <input
        type="file"
        id="file"
        name="file"
        accept=".png,.svg,.json,.jwt,.jws,.txt,image/png,image/svg+xml,application/json,application/ld+json,text/plain"
        aria-describedby="file-hint"
        ${invalid('file')}
      />
    </div>
    <details ${(wrong === 'url' || wrong === 'text') && html` open`}>
      <summary>${t.otherWays}</summary>
      <div class="field">
        <label for="url">${t.url}</label>
        <p class="hint" id="url-hint">${t.urlHint}</p>
        <input
          id="url"
          name="url"
          type="text"
          inputmode="url"
          maxlength="2000"
          autocomplete="off"
          value="${url}"
          aria-describedby="url-hint"
          ${invalid('url')}
        />
      </div>
      <div class="field">
        <label for="text">${t.text}</label>
        <textarea id="text" name="text" rows="5" spellcheck="false" ${invalid('text')}></textarea>
      </div>
    </details>
    <div class="field">
      <label for="email">${t.email}</label>
      <p class="hint" id="email-hint">${t.emailHint}</p>
      <input
        id="email"
        name="email"
        type="email"
        maxlength="254"
        autocomplete="off"
        value="${email}"
        aria-describedby="email-hint"
        ${invalid('email')}
      />
    </div>
    <div class="buttons">
      <button class="button primary">${icon('search-check')} <span>${t.go}</span></button>
    </div>
  </form>`
}

import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { icon } from '../views/icon.ts'
import { problemSummary } from '../views/problem-summary.ts'
import { ropeParty } from '../views/rope-party.ts'

/** The first page: what Cordée is, the way into a room, the way to check a badge. */
export function homePage(
  context: PageContext,
  entry: { readonly problem?: string | undefined; readonly code?: string | undefined } = {},
): string {
  const t = texts[context.language].pages.home
  return layout(context, {
    title: t.title,
    wide: true,
    body: html`<section class="hero">
        <div class="hero-words">
          <h1>${t.headline.map((line) => html`<span class="line">${line}</span> `)}</h1>
          <ol class="sentences">
            ${t.sentences.map((sentence) => html`<li>${sentence}</li>`)}
          </ol>
        </div>
        ${ropeParty}
      </section>
      <div class="ways">
        ${joinCard(context, entry)}
        <section class="card" aria-labelledby="verify-title">
          <h2 id="verify-title">${icon('badge-check', 26)} ${t.verify}</h2>
          <p>${t.verifyWhy}</p>
          <p class="buttons"><a class="button" href="/verify">${t.verifyGo}</a></p>
        </section>
      </div>`,
  })
}

function joinCard(
  { language, roomCode }: PageContext,
  { problem, code }: { readonly problem?: string | undefined; readonly code?: string | undefined },
): Html {
  const t = texts[language].pages.home
  const wrong = problem !== undefined
  return html`<section class="card stitched" aria-labelledby="join-title">
    <h2 id="join-title">${icon('door-open', 26)} ${t.join}</h2>
    ${roomCode !== undefined && html`<p class="buttons"><a class="button primary" href="/rooms/${roomCode}">${t.back}</a></p>`}
    ${problem !== undefined && problemSummary(language, { problem, fieldId: 'code' })}
    <form class="form" method="post" action="/join">
      <div class="field">
        <label for="code">${t.code}</label>
        <p class="hint" id="code-hint">${t.codeHint}</p>
        <input
          id="code"
          name="code"
          class="code-input"
          required
          maxlength="12"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          value="${code}"
          aria-describedby="code-hint"
          ${wrong && html` aria-invalid="true"`}
        />
      </div>
      <div class="buttons">
        <button class="button${roomCode === undefined ? ' primary' : ''}">${t.go}</button>
      </div>
    </form>
  </section>`
}

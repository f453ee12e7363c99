import type { ScreenView } from '#src/app/view-screen.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { logo } from '../views/logo.ts'
import { screenBoard } from '../views/screen-board.ts'

export { screenBoard }

/** A running vote for a classroom's projector. The board inside is replaced as the vote goes on. */
export function screenPage(context: PageContext, view: ScreenView): string {
  const { language } = context
  const { proposal, group } = view
  const name = proposal.achievement.name[language]
  return layout(context, {
    title: texts[language].pages.screen.title(name),
    live: `/screen/${proposal.id}/live?lang=${language}`,
    bare: true,
    head: refreshWithoutScript(view),
    body: html`<div class="screen">
      <header class="screen-top">
        <a class="brand" href="/" aria-label="${texts[language].pages.frame.logo}"
          >${logo} <span>Cordée</span></a
        >
        <p class="screen-group">${group.name}</p>
      </header>
      ${screenBoard(context, view)}
      <p id="live-status" class="live-status" role="status"></p>
    </div>`,
  })
}

function refreshWithoutScript({ proposal }: ScreenView): Html | undefined {
  return proposal.status === 'open'
    ? html`<noscript><meta http-equiv="refresh" content="5" /></noscript>`
    : undefined
}

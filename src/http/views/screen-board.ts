import type { ProposalView } from '#src/app/view-proposal.ts'
import type { ScreenView } from '#src/app/view-screen.ts'
import { qrSvg } from '#src/pictures/qr.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html, raw } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import { badgePicture } from './badge-picture.ts'
import { icon } from './icon.ts'
import { instant, timeLeft } from './instant.ts'
import { progressRope } from './progress-rope.ts'

/** The board alone, as it is pushed to the page: `<section id="board">`. No names, and no sums. */
export function screenBoard(context: PageContext, view: ScreenView): Html {
  const { language } = context
  const { proposal, roomCode } = view
  const { status, achievement, achievementId } = proposal
  const t = texts[language].pages.screen
  const name = achievement.name[language]
  return html`<section
    id="board"
    class="board board-${status}"
    aria-labelledby="board-title"
    data-version="${versionOf(proposal)}"
  >
    <div class="board-badge">
      ${badgePicture(language, { achievementId, content: achievement, size: 420, decorative: true })}
    </div>
    <div class="board-words">
      <p class="kicker">${proposal.forGroup ? t.forGroup : t.forPerson}</p>
      <h1 id="board-title">${name}</h1>
      <div class="board-live" role="status" aria-atomic="true">
        ${status === 'open' ? running(context, proposal) : ended(context, proposal, status)}
      </div>
    </div>
    ${status === 'open' && roomCode !== undefined && invitation(context, roomCode)}
    ${status === 'accepted' && pennants}
  </section>`
}

// The page's script leaves a board alone that says the same.
function versionOf({ status, cast, closesAt, missing }: ProposalView): string {
  return JSON.stringify([status, cast, closesAt, missing])
}

function running({ language, now }: PageContext, proposal: ProposalView): Html {
  const t = texts[language].pages.screen
  const { cast, rollSize, quorumBallots, closesAt } = proposal
  return html`<p class="turnout">
      <strong>${t.of({ cast, roll: rollSize })}</strong>
      <span>${t.voted(cast)}</span>
    </p>
    <div class="progress">
      ${progressRope({ value: cast, max: rollSize, mark: quorumBallots })}
      <p class="quorum">
        ${icon('mountain', 28)} ${texts[language].pages.progress.quorum(quorumBallots)}
      </p>
    </div>
    <ul class="lacking">
      ${lacking(language, proposal).map((line) => html`<li>${line}</li>`)}
    </ul>
    <p class="board-closes">
      ${icon('clock', 28)} ${t.closes} ${timeLeft(language, { at: closesAt, now })}
      <span class="note">(${instant(language, closesAt)})</span>
    </p>`
}

/** What a running vote still needs, as far as it gives no vote away. */
function lacking(
  language: PageContext['language'],
  { missing, quorumHolds }: ProposalView,
): readonly string[] {
  const t = texts[language].pages.screen
  const criteria = (missing.met ?? []).flatMap((met, index) => {
    if (met === 0) return []
    return [met === null ? t.criterionStuck(index + 1) : t.criterionMissing(index + 1, met)]
  })
  return [quorumHolds ? t.quorumReached : t.missing(missing.ballots), ...criteria]
}

function ended(
  { language }: PageContext,
  { id, cast, rollSize, quorumBallots }: ProposalView,
  status: Exclude<ProposalView['status'], 'open'>,
): Html {
  const t = texts[language].pages.screen
  return html`<p class="board-verdict">${t.verdict[status]}</p>
    <p class="board-after">${t.after[status]}</p>
    <div class="progress">
      ${progressRope({ value: cast, max: rollSize, mark: quorumBallots })}
      <p>${texts[language].pages.progress.hasVoted({ cast, roll: rollSize })}</p>
    </div>
    <p><a class="button" href="/records/${id}">${t.record}</a></p>`
}

function invitation({ language, baseUrl }: PageContext, roomCode: string): Html {
  const t = texts[language].pages.screen
  const url = `${baseUrl}/rooms/${roomCode}`
  return html`<aside class="board-join" aria-label="${t.join}">
    <div class="qr">${raw(qrSvg(url, t.qr))}</div>
    <div>
      <p>${t.join}</p>
      <p class="code">${roomCode}</p>
      <p class="board-url">
        ${baseUrl.replace(/^https?:\/\//, '')}<wbr /><span>/rooms/${roomCode}</span>
      </p>
    </div>
  </aside>`
}

const colours = ['a', 'b', 'c', 'd'] as const

/** A line of pennants above a badge that was earned. */
const pennants: Html = html`<svg
  class="pennants"
  viewBox="0 0 1200 90"
  preserveAspectRatio="none"
  aria-hidden="true"
  focusable="false"
>
  <path class="pennant-line" d="M0 8Q600 60 1200 8" />
  ${Array.from({ length: 19 }, (_, index) => {
    const x = 30 + index * 60
    const y = Math.round(8 + 52 * 2 * (x / 1200) * (1 - x / 1200))
    return html`<path
      class="pennant pennant-${colours[index % colours.length]}"
      d="M${x} ${y}h40l-20 40z"
    />`
  })}
</svg>`

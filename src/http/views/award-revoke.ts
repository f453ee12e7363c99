import { longestReason } from '#src/app/revoke-award.ts'
import type { AwardView } from '#src/app/view-award.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'
import { problemSummary } from './problem-summary.ts'

/** A form that was sent and refused: what is wrong, and what was typed. */
export interface RevokeTried {
  readonly problem?: string
  readonly reason?: string
}

/** What only trainers see: the way to take the award back. Nothing for one that is gone already. */
export function awardRevoke(
  language: Language,
  { award, state, membersAwarded }: AwardView,
  { problem, reason = '' }: RevokeTried,
): Html {
  if (state === 'revoked' || state === 'declined') return html``
  const t = texts[language].pages.award
  const told = award.kind === 'group' ? t.revokeTellsGroup : t.revokeTellsPerson
  return html`<section class="card quiet" aria-labelledby="revoke-title">
    <h2 id="revoke-title">${icon('circle-x', 26)} ${t.revoke}</h2>
    ${problem !== undefined && problemSummary(language, { problem, fieldId: 'reason' })}
    <details ${problem !== undefined && html`open`}>
      <summary>${t.revokeAsk}</summary>
      <p>${t.revokeWhy} ${told}</p>
      ${award.kind === 'group' && membersAwarded > 0 && html`<p>${t.revokeKeepsMembers}</p>`}
      <form class="form" method="post" action="/awards/${award.id}/revoke">
        <div class="field">
          <label for="reason">${t.revokeReason}</label>
          <p class="hint" id="reason-hint">${t.revokeHint}</p>
          <textarea
            id="reason"
            name="reason"
            rows="3"
            maxlength="${longestReason}"
            required
            aria-describedby="reason-hint"
            ${problem !== undefined && html` aria-invalid="true"`}
          >
${reason}</textarea>
        </div>
        <div class="buttons"><button class="button danger">${t.revokeGo}</button></div>
      </form>
    </details>
  </section>`
}

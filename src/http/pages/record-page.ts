import type { ProposalView } from '#src/app/view-proposal.ts'
import type { RecordView } from '#src/app/view-record.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { badgePicture } from '../views/badge-picture.ts'
import { criteriaOf } from '../views/criteria.ts'
import { icon } from '../views/icon.ts'
import { instant } from '../views/instant.ts'
import { progressRope } from '../views/progress-rope.ts'
import { prose } from '../views/prose.ts'
import { verdictMark } from '../views/verdict-mark.ts'

/** The public record of a vote: the rule, how many could and did vote, the sums, the dates; never a voter's name. */
export function recordPage(context: PageContext, view: RecordView): string {
  const { language } = context
  const { proposal, group } = view
  const t = texts[language].pages.record
  const name = proposal.achievement.name[language]
  return layout(context, {
    title: t.title(name),
    body: html`<div class="record-top">
        ${badgePicture(language, { achievementId: proposal.achievementId, content: proposal.achievement, size: 128, decorative: true })}
        <div>
          <p class="kicker">${t.kicker}</p>
          <h1>${name}</h1>
          <p class="lead">
            ${proposal.forGroup ? t.forGroup(group.name) : t.forPerson(group.name)}
          </p>
        </div>
      </div>
      ${decision(context, view)} ${ruleOf(context, proposal)} ${turnout(context, proposal)}
      <section aria-labelledby="criteria-title">
        <h2 id="criteria-title">${texts[language].pages.criteria.heading}</h2>
        ${criteriaOf(language, proposal)}
      </section>
      ${dates(context, proposal)}
      <section aria-labelledby="hash-title">
        <h2 id="hash-title">${icon('shield-check', 26)} ${t.hash}</h2>
        <p>${t.hashWhy}</p>
        <p><code class="hash">${proposal.agreedHash}</code></p>
      </section>
      <p class="note">${icon('eye-off', 18)} ${t.never}</p>
      <p class="data">
        <a href="/records/${proposal.id}.json">${icon('file-text', 18)} ${t.json}</a>
      </p>`,
  })
}

function decision({ language }: PageContext, view: RecordView): Html {
  const { proposal, issuer, badgesMade, groupAwardId } = view
  const { status, settledBy, settledReason, achievementId, mintedAt } = proposal
  const t = texts[language].pages.record
  return html`<section class="card stitched" aria-labelledby="decision-title">
    <h2 id="decision-title">${t.decision}</h2>
    <p class="decision">${verdictMark(language, status)}</p>
    ${settledBy && html`<p>${t.decidedBy[settledBy]}.</p>`}
    ${settledReason && prose(t.reason(settledReason))}
    ${badgesMade > 0 && html`<p>${t.made(badgesMade)}.</p>`}
    ${badgesMade === 0 && mintedAt !== null && html`<p>${t.unwanted}</p>`}
    <ul class="links">
      ${groupAwardId !== undefined && html`<li><a href="/awards/${groupAwardId}">${t.groupBadge}</a></li>`}
      <li><a href="/achievements/${achievementId}">${t.badge}</a></li>
      <li><a href="/issuers/${issuer.id}">${issuer.name}</a></li>
    </ul>
  </section>`
}

function ruleOf(
  { language }: PageContext,
  { rule, rollSize, forGroup, extended }: ProposalView,
): Html {
  const t = texts[language].pages.record
  const words = texts[language].record
  return html`<section aria-labelledby="rule-title">
    <h2 id="rule-title">${icon('scale', 26)} ${t.rule}</h2>
    <p class="rule">${words.ruleFor(rule, rollSize)}</p>
    <ul>
      <li>${words.closes[rule.settle]}</li>
      <li>${words.noQuorum[rule.noQuorum]}</li>
      ${rule.objectionHours > 0 && html`<li>${t.objection(rule.objectionHours)}</li>`}
      <li>${words.secrecy[rule.secrecy]}</li>
      <li>${forGroup ? t.selfAssessed : t.peersJudged}</li>
      ${extended && html`<li>${words.extended}</li>`}
    </ul>
  </section>`
}

function turnout({ language }: PageContext, proposal: ProposalView): Html {
  const { cast, rollSize, quorumBallots, quorumHolds } = proposal
  const t = texts[language].pages.record
  return html`<section aria-labelledby="turnout-title">
    <h2 id="turnout-title">${icon('users', 26)} ${t.turnout}</h2>
    <div class="progress">${progressRope({ value: cast, max: rollSize, mark: quorumBallots })}</div>
    <dl class="facts">
      <div>
        <dt>${t.roll}</dt>
        <dd>${t.voters(rollSize)}</dd>
      </div>
      <div>
        <dt>${t.cast}</dt>
        <dd>${t.ballots(cast)}</dd>
      </div>
      <div>
        <dt>${t.quorum}</dt>
        <dd>${t.ballots(quorumBallots)}, ${quorumHolds ? t.quorumHeld : t.quorumMissed}</dd>
      </div>
    </dl>
  </section>`
}

function dates({ language }: PageContext, proposal: ProposalView): Html {
  const { openedAt, closesAt, settledAt, mintedAt } = proposal
  const t = texts[language].pages.record
  const line = (label: string, at: number | null) =>
    at !== null &&
    html`<div>
      <dt>${label}</dt>
      <dd>${instant(language, at)}</dd>
    </div>`
  return html`<section aria-labelledby="dates-title">
    <h2 id="dates-title">${icon('calendar-days', 26)} ${t.dates}</h2>
    <dl class="facts">
      ${line(t.opened, openedAt)} ${line(t.closes, closesAt)} ${line(t.settled, settledAt)}
      ${line(t.minted, mintedAt)}
    </dl>
  </section>`
}

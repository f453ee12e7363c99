import type { ShownSupport } from '#src/app/endorsement-documents.ts'
import { type AwardView, isExpired } from '#src/app/view-award.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import { qrSvg } from '#src/pictures/qr.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html, raw } from '#src/html.ts'
import { layout } from '../layout.ts'
import type { PageContext } from '../page-context.ts'
import { awardOwner } from '../views/award-owner.ts'
import { awardRevoke, type RevokeTried } from '../views/award-revoke.ts'
import { awardShare } from '../views/award-share.ts'
import { awardSupports } from '../views/award-supports.ts'
import { awardState, awardTone } from '../views/award-state.ts'
import { checkList } from '../views/check-list.ts'
import { criteriaOf } from '../views/criteria.ts'
import { icon } from '../views/icon.ts'
import { instant } from '../views/instant.ts'
import { outward, prose } from '../views/prose.ts'
import { awardPicture } from '../views/award-picture.ts'

/** What the page knows beside the award. */
export interface AwardReading {
  /** Whoever reads is the recipient: by the link's key, or signed in (the key is then empty). */
  readonly mine?: { readonly key: string } | undefined
  readonly verifiedAt: number
  /** What checking the award's own documents came to. */
  readonly report?: BadgeReport | undefined
  readonly supports?: readonly ShownSupport[]
  /** Whoever reads may take the award back; with what was refused, if it was tried. */
  readonly revoking?: RevokeTried | undefined
}

/** A badge that somebody earned: what it says, whether it stands, how peers validated it, what to do with it. */
export function awardPage(context: PageContext, view: AwardView, reading: AwardReading): string {
  const { language, baseUrl } = context
  const { award, achievement } = view
  const standing = view.state === 'valid'
  return layout(context, {
    title: achievement.name[language],
    description: achievement.definition[language],
    image: standing ? `${baseUrl}/awards/${award.id}.png` : undefined,
    wide: true,
    body: html`<div class="showcase award">
        <div class="showcase-picture">
          ${awardPicture(language, view)}${onPaper(context, award.id)}
        </div>
        <div class="showcase-words">
          ${awardTop(context, view, reading)}
          ${reading.mine && standing && awardOwner(language, view, reading.mine)}
          ${validation(context, view)} ${awardSupports(language, view, reading.supports ?? [])}
          ${reading.mine && grounds(context, view)} ${groupLinks(context, view)}
          ${reading.revoking && awardRevoke(language, view, reading.revoking)}
        </div>
      </div>
      ${standing && awardShare(context, view)}
      ${reading.report && checksOf(context, reading.report)}`,
  })
}

// On paper there is no link to press.
function onPaper({ language, baseUrl }: PageContext, id: string): Html {
  const url = `${baseUrl}/awards/${id}`
  return html`<div class="on-paper">
    ${raw(qrSvg(url, texts[language].pages.award.qr))}
    <p>${url}</p>
  </div>`
}

function awardTop(context: PageContext, view: AwardView, reading: AwardReading): Html {
  const { language } = context
  const { achievement, issuer, award, achievementId } = view
  const t = texts[language].pages.award
  return html`<h1>${achievement.name[language]}</h1>
    ${awardState(language, view, reading)}
    <dl class="facts">
      <div>
        <dt>${t.to}</dt>
        <dd>${recipient(context, view)}</dd>
      </div>
      <div>
        <dt>${t.by}</dt>
        <dd><a href="/issuers/${issuer.id}">${issuer.name}</a></dd>
      </div>
      <div>
        <dt>${t.on}</dt>
        <dd>${instant(language, award.issuedAt, 'day')}</dd>
      </div>
      ${award.validUntil !== null && term(context, award.validUntil)}
      ${
        award.revokedAt !== null &&
        html`<div>
          <dt>${t.revokedOn}</dt>
          <dd>${instant(language, award.revokedAt, 'day')}</dd>
        </div>`
      }
    </dl>
    ${award.kind === 'person' && view.recipientName === undefined && html`<p class="note">${icon('eye-off', 18)} ${t.nameHidden}</p>`}
    <div class="lead">${prose(achievement.definition[language])}</div>
    <p><a href="/achievements/${achievementId}">${t.about}</a></p>`
}

function term({ language, now }: PageContext, validUntil: number): Html {
  const t = texts[language].pages.award
  return html`<div>
    <dt>${isExpired({ validUntil }, now) ? t.expiredOn : t.until}</dt>
    <dd>${instant(language, validUntil, 'day')}</dd>
  </div>`
}

function recipient({ language }: PageContext, { award, group, recipientName }: AwardView): Html {
  const t = texts[language].pages.award
  if (award.kind === 'group')
    return html`<a href="/groups/${group.id}">${t.theGroup(group.name)}</a>`
  return recipientName === undefined
    ? html`${t.someone(group.name)}`
    : html`<strong><bdi>${recipientName}</bdi></strong>`
}

function validation({ language }: PageContext, { proposal }: AwardView): Html {
  const t = texts[language].pages.award
  const { cast, rollSize, rule, forGroup } = proposal
  return html`<section aria-labelledby="peers-title">
    <h2 id="peers-title">${forGroup ? t.peersGroup : t.peers}</h2>
    <p>
      ${texts[language].record.turnout({ cast, roll: rollSize })}
      ${texts[language].record.ruleFor(rule, rollSize)}
    </p>
    ${criteriaOf(language, proposal)}
    <p class="buttons">
      <a class="button" href="/records/${proposal.id}"
        >${icon('scroll-text')} <span>${t.record}</span></a
      >
    </p>
  </section>`
}

// Written for those who voted: the form promised that only the group reads it.
function grounds({ language }: PageContext, { proposal, evidenceKept }: AwardView): Html {
  const t = texts[language].pages.award
  const { reason, evidenceText, evidenceUrl, evidenceFiles = [] } = proposal.grounds
  return html`<section aria-labelledby="evidence-title">
    <h2 id="evidence-title">${t.evidence}</h2>
    <p class="only-you">${icon('eye-off', 18)} ${texts[language].pages.room.onlyYou}</p>
    <blockquote>${prose(reason)}</blockquote>
    ${evidenceText && prose(evidenceText)}
    ${evidenceUrl && html`<p>${outward(evidenceUrl, t.evidenceLink)}</p>`}
    ${evidenceFiles.map(({ id, name }) => html`<p class="file">${icon('paperclip')} ${evidenceKept.has(id) ? html`<a href="/evidence/${id}">${name}</a>` : name}</p>`)}
  </section>`
}

function groupLinks({ language }: PageContext, view: AwardView): Html {
  const { award, groupAwardId, membersAwarded, namedMembers, proposal } = view
  const t = texts[language].pages.award
  if (award.kind === 'group')
    return html`<section aria-labelledby="members-title">
      <h2 id="members-title">${t.members}</h2>
      <p>${t.membersCount(membersAwarded)}</p>
      ${
        namedMembers.length === 0
          ? html`<p class="note">${t.noMembers}</p>`
          : html`<ul class="names">
              ${namedMembers.map(
                ({ awardId, name }) =>
                  html`<li>
                    <a href="/awards/${awardId}"><bdi>${name}</bdi></a>
                  </li>`,
              )}
            </ul>`
      }
    </section>`
  if (!proposal.forGroup) return html``
  return html`<section aria-labelledby="group-title">
    <h2 id="group-title">${t.withGroup}</h2>
    <p>
      ${t.earnedWith(membersAwarded - 1)}
      ${groupAwardId !== undefined && html`<a href="/awards/${groupAwardId}">${t.groupBadge}</a>`}
    </p>
  </section>`
}

function checksOf({ language }: PageContext, report: BadgeReport): Html {
  const open = awardTone(report) === 'doubtful'
  return html`<details class="all-checks" id="checks" ${open && html` open`}>
    <summary>${texts[language].pages.award.checks}</summary>
    ${checkList(language, report.checks)}
  </details>`
}

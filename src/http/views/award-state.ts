import type { AwardView } from '#src/app/view-award.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { instant } from './instant.ts'
import { mark, type Tone } from './mark.ts'

type Shown = keyof (typeof texts)['fr']['pages']['award']['state']

const looks: Readonly<Record<Shown, readonly [tone: Tone, iconName: string]>> = {
  valid: ['good', 'badge-check'],
  practice: ['practice', 'triangle-alert'],
  revoked: ['bad', 'circle-x'],
  declined: ['bad', 'circle-x'],
  'being-made': ['wait', 'hourglass'],
  doubtful: ['wait', 'circle-question-mark'],
  expired: ['wait', 'hourglass'],
}

/** Whether the award stands, in a word and a sentence, and when that was looked at. */
export function awardState(
  language: Language,
  view: AwardView,
  {
    verifiedAt,
    report,
  }: { readonly verifiedAt: number; readonly report?: BadgeReport | undefined },
): Html {
  const t = texts[language].pages.award
  const shown = shownState(view, report)
  const [tone, iconName] = looks[shown]
  const say = shown === 'revoked' ? t.revoked(view.award.revokedReason) : t.say[shown]
  return html`<div class="state state-${tone}">
    <p>${mark(tone, t.state[shown], iconName)}</p>
    <p>${say}</p>
    ${shown !== 'being-made' && html`<p class="note">${t.verifiedOn} ${instant(language, verifiedAt)} · <a href="/verify?u=${view.award.id}">${t.again}</a></p>`}
  </div>`
}

/** A practice badge is never shown as valid, whatever its checks say. */
function shownState({ state, practice }: AwardView, report: BadgeReport | undefined): Shown {
  if (state !== 'valid') return state
  if (report && isPastTerm(report)) return 'expired'
  if (report && awardTone(report) === 'doubtful') return 'doubtful'
  return practice ? 'practice' : 'valid'
}

/** Everything holds but the time. */
function isPastTerm({ checks }: BadgeReport): boolean {
  const failed = checks.filter(({ result }) => result === 'failed')
  return failed.length > 0 && failed.every(({ reason }) => reason === 'expired')
}

/** Doubtful when a check of the award's own documents did not come out well. */
export function awardTone({ valid, practice, checks }: BadgeReport): 'sound' | 'doubtful' {
  const failed = checks.some(({ result }) => result === 'failed')
  return failed || (!valid && !practice) ? 'doubtful' : 'sound'
}

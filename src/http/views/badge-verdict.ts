import type { BadgeCheck, Found } from '#src/credentials/badge-check.ts'
import type { Verdict } from '#src/credentials/verdict.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { checkList } from './check-list.ts'
import { icon } from './icon.ts'
import { instant } from './instant.ts'
import { linked, outward } from './prose.ts'

/** A practice badge is never shown as genuine, whatever its checks came to. */
type ShownVerdict = Verdict | 'practice'

function shownVerdict({ verdict, practice }: BadgeReport): ShownVerdict {
  return practice && verdict !== 'not-valid' ? 'practice' : verdict
}

const looks = {
  valid: ['good', 'badge-check'],
  practice: ['practice', 'triangle-alert'],
  'not-valid': ['bad', 'circle-x'],
  'not-checked': ['wait', 'circle-question-mark'],
} as const satisfies Record<ShownVerdict, readonly [string, string]>

/**
 * What checking a badge came to: in a sentence, with what the badge says of itself, and check by check. `awardId`: for a badge of
 * ours that can be shown as it is.
 */
export function badgeVerdict(language: Language, report: BadgeReport, awardId?: string): Html {
  const t = texts[language].pages.verify
  const verdict = shownVerdict(report)
  const [tone, iconName] = looks[verdict]
  return html`<section
      id="result"
      class="verdict state-${tone}"
      tabindex="-1"
      role="status"
      aria-labelledby="result-title"
    >
      <p class="kicker">${t.result}</p>
      <h2 id="result-title">${icon(iconName, 36)} <span>${t.verdict[verdict]}</span></h2>
      <p>${t.say[verdict]}</p>
      ${because(language, verdict, report.checks)}
    </section>
    ${foundFacts(language, { verdict, found: report.found, awardId })}
    <section aria-labelledby="checks-title">
      <h2 id="checks-title">${t.checks}</h2>
      ${checkList(language, report.checks)}
    </section>`
}

/** The reasons that decided, where the verdict is not a good one. */
function because(language: Language, verdict: ShownVerdict, checks: readonly BadgeCheck[]): Html {
  const { names, reasons } = texts[language].checks
  const decisive = checks.filter(
    ({ result, needed }) =>
      (verdict === 'not-valid' && result === 'failed') ||
      (verdict === 'not-checked' && needed === true),
  )
  const shown = Map.groupBy(decisive, ({ reason, facts = {} }) => reasons[reason](facts))
  if (shown.size === 0) return html``
  return html`<p>${texts[language].pages.verify.because}</p>
    <ul>
      ${[...shown]
        .slice(0, mostReasons)
        .map(
          ([sentence, [first]]) =>
            html`<li>
              ${first && html`<strong>${names[first.check]}</strong><br />`}${sentence}
            </li>`,
        )}
    </ul>`
}

const mostReasons = 3

function foundFacts(
  language: Language,
  {
    verdict,
    found,
    awardId,
  }: {
    readonly verdict: ShownVerdict
    readonly found: Found
    readonly awardId: string | undefined
  },
): Html {
  const t = texts[language].pages.verify
  const rows = [
    row(t.facts.name, found.name),
    row(t.facts.description, found.description),
    row(t.facts.issuer, found.issuer),
    row(t.facts.group, found.group),
    row(t.facts.issuedAt, found.issuedAt && day(language, found.issuedAt)),
    row(t.facts.expiresAt, found.expiresAt && day(language, found.expiresAt)),
    row(t.facts.page, pageOf(found, awardId)),
  ].filter((one) => one !== undefined)
  if (rows.length === 0) return html``
  return html`<section aria-labelledby="found-title">
    <h2 id="found-title">${t.found}</h2>
    <p class="note">${t.foundWhy[verdict === 'valid' ? 'proven' : 'unproven']}</p>
    <div class="found">
      ${awardId !== undefined && html`<img src="/awards/${awardId}.png" alt="" width="180" height="180" />`}
      <dl class="facts long">${rows}</dl>
    </div>
  </section>`
}

function pageOf({ id }: Found, awardId: string | undefined): Html | undefined {
  if (awardId !== undefined && id !== undefined)
    return html`<a href="/awards/${awardId}">${id.replace(/\.(ob2\.)?json$/, '')}</a>`
  return id === undefined ? undefined : outward(id, id)
}

function row(label: string, value: string | Html | undefined): Html | undefined {
  if (!value) return undefined
  return html`<div>
    <dt>${label}</dt>
    <dd>${typeof value === 'string' ? linked(value) : value}</dd>
  </div>`
}

// The file may hold anything where a date should be.
function day(language: Language, date: string): Html | string {
  const at = Date.parse(date)
  return Number.isNaN(at) ? date : instant(language, at, 'day')
}

import type { Found } from '#src/credentials/badge-check.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { checkList } from './check-list.ts'
import { icon } from './icon.ts'
import { instant } from './instant.ts'
import { linked, outward } from './prose.ts'

type Verdict = keyof (typeof texts)['fr']['pages']['verify']['verdict']

const looks = {
  valid: ['good', 'badge-check'],
  practice: ['practice', 'triangle-alert'],
  invalid: ['bad', 'circle-x'],
  unknown: ['wait', 'circle-question-mark'],
} as const satisfies Record<Verdict, readonly [string, string]>

/** What checking a badge came to: in a sentence, with what the badge says of itself, and check by check. */
export function badgeVerdict(language: Language, report: BadgeReport): Html {
  const t = texts[language].pages.verify
  const verdict = verdictOf(report)
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
    </section>
    ${foundFacts(language, report.found)}
    <section aria-labelledby="checks-title">
      <h2 id="checks-title">${t.checks}</h2>
      ${checkList(language, report.checks)}
    </section>`
}

/** A practice badge is never genuine, and what could not be known is never a success. */
function verdictOf({ valid, practice, checks }: BadgeReport): Verdict {
  if (checks.some(({ result }) => result === 'failed')) return 'invalid'
  if (practice) return 'practice'
  return valid ? 'valid' : 'unknown'
}

function foundFacts(language: Language, found: Found): Html {
  const t = texts[language].pages.verify
  const rows = [
    row(t.facts.name, found.name),
    row(t.facts.description, found.description),
    row(t.facts.issuer, found.issuer),
    row(t.facts.group, found.group),
    row(t.facts.issuedAt, found.issuedAt && day(language, found.issuedAt)),
    row(t.facts.expiresAt, found.expiresAt && day(language, found.expiresAt)),
    row(t.facts.page, found.id && outward(found.id, found.id)),
  ].filter((one) => one !== undefined)
  if (rows.length === 0) return html``
  return html`<section aria-labelledby="found-title">
    <h2 id="found-title">${t.found}</h2>
    <p class="note">${t.foundWhy}</p>
    <dl class="facts long">${rows}</dl>
  </section>`
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

import type { BadgeCheck, BadgeFormat, CheckResult } from '#src/credentials/badge-check.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { mark, type Tone } from './mark.ts'

const tones: Readonly<Record<CheckResult, readonly [tone: Tone, iconName: string]>> = {
  passed: ['good', 'circle-check'],
  failed: ['bad', 'circle-x'],
  'not-applicable': ['quiet', 'minus'],
  'not-checked': ['wait', 'circle-question-mark'],
}

/** Each thing that was looked at, how it came out and why; the two versions of a badge apart. */
export function checkList(language: Language, checks: readonly BadgeCheck[]): Html {
  const formats = [...new Set(checks.map(({ format }) => format))]
  return html`${formats.map((format) =>
    formatChecks(
      language,
      format,
      checks.filter((one) => one.format === format),
    ),
  )}`
}

function formatChecks(
  language: Language,
  format: BadgeFormat | undefined,
  checks: readonly BadgeCheck[],
): Html {
  const t = texts[language].pages.verify.formats
  return html`<h3>${t[format ?? 'both']}</h3>
    <ul class="checks">
      ${checks.map((check) => checkItem(language, check))}
    </ul>`
}

function checkItem(language: Language, { check, result, reason, facts }: BadgeCheck): Html {
  const t = texts[language].checks
  const [tone, iconName] = tones[result]
  return html`<li>
    <p class="check-name">
      <strong>${t.names[check]}</strong> ${mark(tone, t.results[result], iconName)}
    </p>
    <p>${t.reasons[reason](facts ?? {})}</p>
  </li>`
}

import { type BadgeCheck, type CheckResult, weightOf } from '#src/credentials/badge-check.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import { texts } from '#src/texts/texts.ts'

const signs: Readonly<Record<CheckResult, string>> = {
  passed: '✔',
  failed: '✘',
  'not-checked': '?',
  'not-applicable': '·',
}

/** The verdict, what the badge says of itself, and every check, what matters most in front. */
export function reportInWords(report: BadgeReport, language: 'fr' | 'en'): string {
  const { verdict } = texts[language].pages.verify
  const { name, issuer } = report.found
  const about = [name, issuer].filter((one) => one !== undefined).map(printable)
  const checks = report.checks.toSorted((a, b) => weightOf(a) - weightOf(b))
  return [
    verdict[report.practice && report.verdict !== 'not-valid' ? 'practice' : report.verdict],
    ...(about.length > 0 ? [about.join(' — ')] : []),
    '',
    ...checks.map((check) => checkLine(check, language)),
    ...(report.practice ? ['', texts[language].letters.practice] : []),
  ].join('\n')
}

function checkLine({ check, format, result, reason, facts }: BadgeCheck, language: 'fr' | 'en') {
  const t = texts[language].checks
  const name = format ? `${t.names[check]} (${t.versions([format])})` : t.names[check]
  return `${signs[result]} ${t.results[result]} — ${name}. ${printable(t.reasons[reason](facts ?? {}))}`
}

// A hostile badge must neither command the terminal nor turn its words around.
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
}

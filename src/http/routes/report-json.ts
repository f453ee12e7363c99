import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'

/** What checking a badge came to, each check with its explanation in the reader's language. */
export function reportJson(report: BadgeReport, language: Language): object {
  const { valid, verdict, practice, format, found, checks } = report
  const { reasons } = texts[language].checks
  return {
    valid,
    verdict,
    practice,
    format: format ?? null,
    checks: checks.map(({ check, format: of, result, reason, facts = {} }) => ({
      check,
      ...(of === undefined ? {} : { format: of }),
      result,
      reason,
      explanation: reasons[reason](facts),
    })),
    found,
  }
}

import type { BadgeReport } from '#src/credentials/verify-badge.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'

/** What checking a badge came to, each check with its explanation in the reader's language. */
export function reportJson(
  { valid, practice, format, found, checks }: BadgeReport,
  language: Language,
): object {
  const { reasons } = texts[language].checks
  return {
    valid,
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

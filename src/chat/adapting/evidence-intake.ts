import { evidenceLimits } from '#src/app/evidence-files.ts'
import type { Refusal } from '#src/app/refusal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Language } from '#src/chat/contract.ts'

/** How many files a form may bring as evidence, and what each may weigh: nothing more need be fetched from the platform. */
export const mostFiles = evidenceLimits.files
export const mostFileBytes = evidenceLimits.each

/** Why files that a form brought are not even fetched. */
export function fileRefusal(problem: 'too-many' | 'too-large', language: Language): Refusal {
  const t = texts[language].platforms
  const why =
    problem === 'too-many' ? t.tooManyFiles(mostFiles) : t.fileTooLarge(mostFileBytes / 1024 / 1024)
  return { code: 'file-refused', why }
}

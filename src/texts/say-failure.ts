import type { FailureReason } from '#src/app/failure-reason.ts'
import { texts } from './texts.ts'

/** Why something could not be delivered, in words, and what to do about it. */
export function sayFailure(language: 'fr' | 'en', reason: FailureReason): string {
  return texts[language].failures[reason.cause](reason)
}

import type { Refusal } from '#src/app/refusal.ts'
import { texts } from './texts.ts'

/** A refusal in words: why not, and what to do next. */
export function sayRefusal(language: 'fr' | 'en', refused: Refusal): string {
  const { refusals } = texts[language]
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because `Sentences` gives each code a function of that refusal's own facts.
  const sentence = refusals[refused.code] as (facts: Refusal) => string
  return sentence(refused)
}

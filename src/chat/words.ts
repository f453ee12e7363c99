import type { Refusal } from '#src/app/refusal.ts'
import { sayRefusal } from '#src/texts/say-refusal.ts'
import { texts, type Texts } from '#src/texts/texts.ts'
import type { Language } from './contract.ts'

/** The words that an adapter itself says: labels of its own buttons, of what does not fit, of what it waits for. */
export function words(language: Language): Texts['slack'] {
  return texts[language].slack
}

/** The same of the Discord adapter. */
export function discordWords(language: Language): Texts['discord'] {
  return texts[language].discord
}

/** Why not, and what to do next. */
export function refusalWords(language: Language, refused: Refusal): string {
  return sayRefusal(language, refused)
}

import type { FieldChoice, Language } from '#src/chat/contract.ts'
import { limits } from './limits.ts'
import { type OptionLists, optionLists } from './options.ts'

/** The answer to a block_suggestion: at most a hundred choices, under their headings. */
export function suggestionOptions(
  choices: readonly FieldChoice[],
  language: Language,
): OptionLists {
  return optionLists(choices.slice(0, limits.select.options), language)
}

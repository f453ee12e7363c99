import type { APIApplicationCommandOptionChoice, APISelectMenuOption } from 'discord.js'
import type { FieldChoice, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { isBlank, literalText } from '#src/chat/adapting/plain-text.ts'
import { limits } from './limits.ts'
import { cutLine } from './literal.ts'
import { wholeOrUnfit } from './unfit.ts'

/** A choice as an option of a select, a radio group or a group of boxes. */
export function optionOf({ value, label }: FieldChoice, isChosen: boolean): APISelectMenuOption {
  const [text, description] = halves(cutLine(label, 2 * limits.option.label))
  return {
    value: wholeOrUnfit('The value of a choice', value, limits.option.value),
    label: cutLine(text, limits.option.label) || '…',
    ...(description === undefined
      ? {}
      : { description: cutLine(description, limits.option.description) || '…' }),
    ...(isChosen ? { default: true } : {}),
  }
}

/** Choices without those that name the same value again: Discord refuses them. */
export function distinct(choices: readonly FieldChoice[]): readonly FieldChoice[] {
  return [
    ...new Map(choices.toReversed().map((choice) => [choice.value, choice])).values(),
  ].toReversed()
}

/** What a search found, as Discord suggests it while somebody types: the first ones, each with its heading. */
export function choicesOf(
  choices: readonly FieldChoice[],
  language: Language,
): APIApplicationCommandOptionChoice<string>[] {
  return distinct(choices)
    .filter(({ value }) => value.length > 0 && value.length <= limits.option.value)
    .slice(0, limits.select.options)
    .map((choice) => ({ name: suggestion(choice, language), value: choice.value }))
}

function suggestion({ label, under }: FieldChoice, language: Language): string {
  const name = cutLine(label, limits.option.label) || '…'
  if (under === undefined || isBlank(literalText(under))) return name
  const whole = discordWords(language).badgeUnder(name, cutLine(under, limits.option.label))
  return whole.length <= limits.option.label ? whole : name
}

// Names of people and of badges are short: what is longer is a name and what it means, or a sentence.
const longName = 40

function halves(label: string): readonly [string, string?] {
  const plain = literalText(label)
  if (plain.length <= longName) return [plain]
  const [whole, name = '', meaning = ''] = /^(.{1,60}?)\s*[:;]\s+(.+)$/.exec(plain) ?? []
  if (whole !== undefined && meaning.length <= limits.option.description) return [name, meaning]
  if (plain.length <= limits.option.label) return [plain]
  const end = plain.lastIndexOf(' ', limits.option.label)
  const at = end > longName ? end : limits.option.label
  return [plain.slice(0, at).replace(/[\uD800-\uDBFF]$/, ''), plain.slice(at)]
}

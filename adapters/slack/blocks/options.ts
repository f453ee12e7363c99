import type { PlainTextOption } from '@slack/types'
import type { FieldChoice, Language } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { isBlank, literalText } from '#src/chat/adapting/plain-text.ts'
import { limits } from './limits.ts'
import { escapedLength, plain, splitText } from './plain.ts'
import { wholeOrUnfit } from './unfit.ts'

export type OptionLists =
  | { readonly options: PlainTextOption[] }
  | { readonly option_groups: { label: PlainTextOption['text']; options: PlainTextOption[] }[] }

/** Choices as options, under their headings where they have some. */
export function optionLists(choices: readonly FieldChoice[], language: Language): OptionLists {
  const options = optionsOf(choices)
  const groups = groupsOf(choices)
  if (groups === undefined) return { options: [...options.values()] }
  return {
    option_groups: groups.map(([heading, members]) => ({
      label: plain(heading ?? words(language).others, limits.option.text),
      options: members.flatMap(({ value }) => options.get(value) ?? []),
    })),
  }
}

/** Choices by their headings, in the order of these; undefined: none has one. */
export function groupsOf(
  choices: readonly FieldChoice[],
): readonly (readonly [string | undefined, readonly FieldChoice[]])[] | undefined {
  if (!choices.some(({ under }) => under !== undefined && !isBlank(under))) return undefined
  return [...Map.groupBy(choices, ({ under }) => (under && !isBlank(under) ? under : undefined))]
}

/** Each choice as an option, by its value. */
export function optionsOf(choices: readonly FieldChoice[]): ReadonlyMap<string, PlainTextOption> {
  return new Map(choices.map((choice, index) => [choice.value, option(choice, index + 1)]))
}

/**
 * What the options do not show in full, a line each with the number that its option carries; "" when they all do.
 */
export function longLabels(choices: readonly FieldChoice[]): string {
  return choices
    .flatMap(({ label }, index) =>
      halves(label) === undefined ? [`${index + 1}. ${literalText(label)}`] : [],
    )
    .join('\n')
}

function option({ value, label }: FieldChoice, number: number): PlainTextOption {
  const id = wholeOrUnfit('The value of a choice', value, limits.option.value)
  const [text, description] = halves(label) ?? [`${number}. ${label}`]
  return {
    text: plain(text, limits.option.text),
    value: id,
    ...(description === undefined ? {} : { description: plain(description, limits.option.text) }),
  }
}

// A label beyond 75 characters goes on in the option's description, from a sign or a word on; undefined: too long for both.
function halves(label: string): readonly [string, string?] | undefined {
  const most = limits.option.text
  const literal = literalText(label)
  const length = escapedLength(literal)
  if (length <= most) return [literal]
  if (length > 2 * most) return undefined
  const atSign = splitAt(literal, /[:;.!?]\s+(?=\S)/g) ?? splitAt(literal, /[,…)»”]\s+(?=\S)/g)
  if (atSign) return atSign
  const [text = '', description, ...more] = splitText(literal, most)
  return description === undefined || more.length > 0 ? undefined : [text, description]
}

function splitAt(text: string, sign: RegExp): readonly [string, string] | undefined {
  return [...text.matchAll(sign)]
    .map(({ index, 0: found }): readonly [string, string] => [
      text.slice(0, index + found.length).trim(),
      text.slice(index + found.length).trim(),
    ])
    .findLast((parts) =>
      parts.every((part) => !isBlank(part) && escapedLength(part) <= limits.option.text),
    )
}

/** Choices without those that name the same value again: Slack refuses them. */
export function distinct(choices: readonly FieldChoice[]): readonly FieldChoice[] {
  return [
    ...new Map(choices.toReversed().map((choice) => [choice.value, choice])).values(),
  ].toReversed()
}

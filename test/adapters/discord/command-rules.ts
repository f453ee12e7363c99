import { z } from 'zod'

/** What Discord would refuse of commands that are registered. */
export function commandProblems(commands: unknown): readonly string[] {
  const parsed = z.array(commandSchema).safeParse(commands)
  if (!parsed.success) return [z.prettifyError(parsed.error)]
  return parsed.data.flatMap((command) => [
    ...nameProblems(command, command.type === 1),
    ...optionProblems(command.options),
    ...(lengthOf(command) > 8000 ? [`${lengthOf(command)} characters`] : []),
  ])
}

const inEach = z.partialRecord(z.enum(['fr', 'en-US', 'en-GB']), z.string().min(1).max(100))
const named = {
  name: z.string().min(1).max(32),
  name_localizations: inEach,
}
const described = {
  description: z.string().min(1).max(100),
  description_localizations: inEach,
}

const valueSchema = z.strictObject({
  type: z.int().min(3).max(11),
  ...named,
  ...described,
  required: z.boolean().optional(),
  autocomplete: z.boolean().optional(),
  max_length: z.int().min(1).max(6000).optional(),
})

const subcommandSchema = z.strictObject({
  type: z.literal(1),
  ...named,
  ...described,
  options: z.array(valueSchema).max(25),
})

interface Option {
  readonly type: number
  readonly name: string
  readonly name_localizations: Readonly<Record<string, string>>
  readonly description?: string | undefined
  readonly description_localizations?: Readonly<Record<string, string>> | undefined
  readonly required?: boolean | undefined
  readonly options?: readonly Option[] | undefined
}

const commandSchema = z.strictObject({
  type: z.int().min(1).max(3),
  name: named.name,
  // `badge` is the same word in each language.
  name_localizations: inEach.default({}),
  description: described.description.optional(),
  description_localizations: inEach.optional(),
  contexts: z.array(z.literal(0)).min(1),
  integration_types: z.array(z.literal(0)).min(1),
  options: z.array(subcommandSchema).max(25).optional(),
})

function nameProblems(
  { name, name_localizations: others }: Named,
  isTyped: boolean,
): readonly string[] {
  return [name, ...Object.values(others)].flatMap((one) => [
    ...(one.length > 32 ? [`the name ${one} is too long`] : []),
    ...(isTyped && !/^[-_'\p{Ll}\p{N}]{1,32}$/u.test(one) ? [`the name ${one}`] : []),
  ])
}

type Named = Pick<Option, 'name' | 'name_localizations'>

function optionProblems(options: readonly Option[] = []): readonly string[] {
  const names = options.flatMap(({ name, name_localizations: others }) => [
    ...new Set([name, ...Object.values(others)]),
  ])
  const firstOptional = options.findIndex((one) => one.type > 2 && one.required !== true)
  return [
    ...options.flatMap((option) => nameProblems(option, true)),
    ...names
      .filter((one, index) => names.indexOf(one) !== index)
      .map((one) => `${one} stands twice`),
    ...(firstOptional !== -1 && options.slice(firstOptional).some((one) => one.required === true)
      ? ['required after optional']
      : []),
    ...options.flatMap((option) => optionProblems(option.options)),
  ]
}

// Of each text, the longest of its languages counts.
function lengthOf({ options = [], ...texts }: Option): number {
  return (
    longest(texts.name, texts.name_localizations) +
    longest(texts.description, texts.description_localizations) +
    options.reduce((sum: number, option) => sum + lengthOf(option), 0)
  )
}

function longest(text = '', others: Readonly<Record<string, string>> = {}): number {
  return Math.max(text.length, ...Object.values(others).map((one) => one.length))
}

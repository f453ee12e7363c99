import { z } from 'zod'

const locales = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
)
const localised = z.record(z.string(), z.string()).nullish()
const chatName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u

const named = {
  name: z.string().min(1).max(32),
  name_localizations: localised,
  description: z.string().max(100).optional(),
  description_localizations: localised,
}
const choice = z.looseObject({
  name: z.string().min(1).max(100),
  name_localizations: localised,
  value: z.union([z.string().max(100), z.number()]),
})
const option = z.looseObject({
  ...named,
  type: z.int().min(3).max(11),
  required: z.boolean().optional(),
  autocomplete: z.boolean().optional(),
  choices: z.array(choice).max(25).optional(),
})
const subcommand = z.looseObject({
  ...named,
  type: z.literal(1),
  options: z.array(option).max(25).optional(),
})
const command = z.looseObject({
  ...named,
  type: z.int().min(1).max(3).default(1),
  options: z
    .array(z.union([subcommand, option]))
    .max(25)
    .optional(),
  contexts: z.array(z.int()).optional(),
  integration_types: z.array(z.int()).optional(),
  default_member_permissions: z.string().nullish(),
})
const commands = z.array(command)

export type Command = z.output<typeof command>
export type CommandOption = z.output<typeof option>
export type Subcommand = z.output<typeof subcommand>

type Named = Pick<
  Command,
  'name' | 'name_localizations' | 'description' | 'description_localizations'
>

/** Reads the list of an application's commands and says all that is wrong with it. */
export function readCommands(given: unknown): {
  readonly commands: readonly Command[]
  readonly problems: readonly string[]
} {
  const read = commands.safeParse(given)
  if (!read.success)
    return {
      commands: [],
      problems: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    }
  return {
    commands: read.data,
    problems: [...numberProblems(read.data), ...read.data.flatMap(commandProblems)],
  }
}

function numberProblems(all: readonly Command[]): readonly string[] {
  const most = { 1: 100, 2: 15, 3: 15 }
  return ([1, 2, 3] as const).flatMap((type) => {
    const names = all.filter((one) => one.type === type).map(({ name }) => name)
    return [
      ...(names.length > most[type] ? [`${names.length} commands of type ${type}`] : []),
      ...(new Set(names).size < names.length ? ['a name is used twice'] : []),
    ]
  })
}

function commandProblems(one: Command): readonly string[] {
  const size = sizeOf(one)
  const { options = [] } = one
  return [
    ...localeProblems(one),
    ...(one.type === 1 ? chatProblems(one) : contextProblems(one)),
    ...(size > 8000 ? [`${one.name}: ${size} characters, 8000 at most`] : []),
    ...orderProblems(options.filter(isOption)),
    ...(options.some(isOption) && options.some(isSubcommand)
      ? [`${one.name}: subcommands and options`]
      : []),
    ...options.flatMap((inner) => [
      ...localeProblems(inner),
      ...chatProblems(inner),
      ...(isSubcommand(inner)
        ? [
            ...orderProblems(inner.options ?? []),
            ...(inner.options ?? []).flatMap((last) => [
              ...localeProblems(last),
              ...chatProblems(last),
            ]),
          ]
        : []),
    ]),
  ]
}

function chatProblems(one: Named): readonly string[] {
  const names = [one.name, ...Object.values(one.name_localizations ?? {})]
  const descriptions = [
    one.description ?? '',
    ...Object.values(one.description_localizations ?? {}),
  ]
  return [
    ...names.flatMap((name) => (chatName.test(name) ? [] : [`the name ${name}`])),
    ...names.flatMap((name) => (name === name.toLowerCase() ? [] : [`${name} is not lower case`])),
    ...descriptions.flatMap((text) =>
      text.length >= 1 && text.length <= 100 ? [] : [`${one.name}: description of ${text.length}`],
    ),
  ]
}

function contextProblems(one: Command): readonly string[] {
  const names = Object.values(one.name_localizations ?? {})
  return [
    ...(one.description ? [`${one.name}: only slash commands have a description`] : []),
    ...(one.options?.length ? [`${one.name}: only slash commands have options`] : []),
    ...names.flatMap((name) => (name.length >= 1 && name.length <= 32 ? [] : [`the name ${name}`])),
  ]
}

function localeProblems(one: Named): readonly string[] {
  return [one.name_localizations, one.description_localizations]
    .flatMap((all) => Object.keys(all ?? {}))
    .flatMap((locale) => (locales.has(locale) ? [] : [`${locale} is no locale of Discord`]))
}

function orderProblems(options: readonly CommandOption[]): readonly string[] {
  const firstFree = options.findIndex(({ required }) => !required)
  const names = options.map(({ name }) => name)
  return [
    ...options.flatMap(({ name, required }, index) =>
      required && firstFree >= 0 && index > firstFree ? [`${name} is required after others`] : [],
    ),
    ...options.flatMap(({ name, autocomplete, choices }) =>
      autocomplete && choices?.length ? [`${name}: autocomplete and choices`] : [],
    ),
    ...(new Set(names).size < names.length ? ['an option name is used twice'] : []),
  ]
}

// The longest localisation counts.
function sizeOf(one: Command | Subcommand | CommandOption): number {
  const own =
    longest(one.name, one.name_localizations) +
    longest(one.description, one.description_localizations)
  const options: readonly (Subcommand | CommandOption)[] =
    'options' in one && Array.isArray(one.options) ? one.options : []
  const choices = 'choices' in one && !isSubcommand(one) ? choicesIn(one) : 0
  return options.reduce((sum, inner) => sum + sizeOf(inner), own + choices)
}

function choicesIn(one: Command | CommandOption): number {
  const all = z.array(choice).safeParse(one['choices'])
  return (all.data ?? []).reduce(
    (sum, { name, value }) => sum + name.length + String(value).length,
    0,
  )
}

function longest(text = '', others: Readonly<Record<string, string>> | null | undefined): number {
  return Math.max(text.length, ...Object.values(others ?? {}).map(({ length }) => length))
}

export function isSubcommand(one: Command | Subcommand | CommandOption): one is Subcommand {
  return one.type === 1 && !('integration_types' in one)
}

function isOption(one: Subcommand | CommandOption): one is CommandOption {
  return one.type !== 1
}

import {
  type APIComponentInLabel,
  type APIRoleSelectComponent,
  type APITextInputComponent,
  type APIUserSelectComponent,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from 'discord.js'
import { mostFiles } from '#src/chat/adapting/evidence-intake.ts'
import type { Field, FieldChoice, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { literalText } from '#src/chat/adapting/plain-text.ts'
import { partsOf } from '../refs.ts'
import { distinct, optionOf } from './choices.ts'
import { limits } from './limits.ts'
import { wholeOrUnfit } from './unfit.ts'

interface Filled {
  readonly language: Language
  readonly guild: string
  /** What stands in it. */
  readonly value: string
}

/** The component that asks for a field, with what stands in it; undefined: it has nothing to choose from. */
export function fieldComponent(field: Field, filled: Filled): APIComponentInLabel | undefined {
  switch (field.kind) {
    case 'line':
    case 'text':
      return textInput(field, filled.value)
    case 'choice':
    case 'options':
      return oneOf(field, filled)
    case 'choices':
      return anyOf(field, filled)
    case 'people':
      return isListed(field, filled.value) ? severalOf(field, filled) : userSelect(field, filled)
    case 'source':
      return roleSelect(field, filled)
    case 'file':
      return {
        type: ComponentType.FileUpload,
        custom_id: nameOf(field),
        required: field.required === true && filled.value === '',
        min_values: field.required === true && filled.value === '' ? 1 : 0,
        max_values: mostFiles,
        file_types: ['image', 'audio', 'video', '.pdf', '.txt', '.md', '.csv'],
      }
  }
}

/** People are chosen from the form's own list: it is short, and what stands in it is no reference. */
export function isListed({ kind, choices = [] }: Field, value: string): boolean {
  const count = distinct(choices).length
  return (
    kind === 'people' && count > 0 && count <= limits.select.options && refsIn(value).length === 0
  )
}

/** What stands in a field of people cannot be shown in it, and stays where nobody is chosen. */
export function staysWhenEmpty(field: Field, value: string): boolean {
  return (
    field.kind === 'people' &&
    !isListed(field, value) &&
    value !== '' &&
    refsIn(value).length < value.split('\n').length
  )
}

/** Ends the name of a field whose value stays when it is left empty. */
export const stayMark = '?'

function nameOf({ name }: Field): string {
  return wholeOrUnfit('The name of a field', name, limits.customId - stayMark.length)
}

function textInput(field: Field, value: string): APITextInputComponent {
  const most = Math.max(1, Math.min(field.maxLength ?? limits.input, limits.input))
  const plain = literalText(field.kind === 'line' ? value.replaceAll(/\s*\n\s*/g, ' ') : value)
  // Cut there, half a character may be left over.
  const standing = plain.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')
  return {
    type: ComponentType.TextInput,
    custom_id: nameOf(field),
    style: field.kind === 'line' ? TextInputStyle.Short : TextInputStyle.Paragraph,
    required: field.required === true,
    max_length: most,
    ...(standing === '' ? {} : { value: standing }),
  }
}

function oneOf(field: Field, { language, value }: Filled): APIComponentInLabel | undefined {
  const choices = distinct(field.choices ?? [])
  if (choices.length === 0) return undefined
  const required = field.required === true
  const options = choices.map((choice) => optionOf(choice, choice.value === value))
  const { least, most } = limits.radios
  if (field.kind === 'options' && choices.length >= least && choices.length <= most)
    return { type: ComponentType.RadioGroup, custom_id: nameOf(field), required, options }
  return {
    type: ComponentType.StringSelect,
    custom_id: nameOf(field),
    placeholder: discordWords(language).choose,
    required,
    min_values: required ? 1 : 0,
    max_values: 1,
    options: options.slice(0, limits.select.options),
  }
}

function anyOf(field: Field, filled: Filled): APIComponentInLabel | undefined {
  const choices = distinct(field.choices ?? [])
  if (choices.length === 0 || choices.length > limits.ticks) return severalOf(field, filled)
  const required = field.required === true
  const chosen = new Set(filled.value.split('\n'))
  return {
    type: ComponentType.CheckboxGroup,
    custom_id: nameOf(field),
    required,
    min_values: required ? 1 : 0,
    max_values: choices.length,
    options: choices.map((choice) => optionOf(choice, chosen.has(choice.value))),
  }
}

function severalOf(field: Field, { language, value }: Filled): APIComponentInLabel | undefined {
  const chosen = new Set(value.split('\n'))
  const choices = shownFirst(distinct(field.choices ?? []), chosen)
  if (choices.length === 0) return undefined
  const required = field.required === true
  return {
    type: ComponentType.StringSelect,
    custom_id: nameOf(field),
    placeholder: discordWords(language).choose,
    required,
    min_values: required ? 1 : 0,
    max_values: choices.length,
    options: choices.map((choice) => optionOf(choice, chosen.has(choice.value))),
  }
}

// Of more than Discord shows, those that are chosen already, so that sending the form takes nobody out.
function shownFirst(
  choices: readonly FieldChoice[],
  chosen: ReadonlySet<string>,
): readonly FieldChoice[] {
  const most = limits.select.options
  if (choices.length <= most) return choices
  const first = choices.filter(({ value }) => chosen.has(value))
  return [...first, ...choices.filter(({ value }) => !chosen.has(value))].slice(0, most)
}

function userSelect(field: Field, { language, guild, value }: Filled): APIUserSelectComponent {
  const ids = idsIn(value, guild).slice(0, limits.users)
  const stays = staysWhenEmpty(field, value)
  const required = field.required === true && !stays
  return {
    type: ComponentType.UserSelect,
    custom_id: `${nameOf(field)}${stays ? stayMark : ''}`,
    placeholder: discordWords(language).choosePeople,
    required,
    min_values: required ? 1 : 0,
    max_values: limits.users,
    ...(ids.length === 0
      ? {}
      : { default_values: ids.map((id) => ({ id, type: SelectMenuDefaultValueType.User })) }),
  }
}

// Nothing chosen means the people of the channel, and can always be sent.
function roleSelect(field: Field, { language, guild, value }: Filled): APIRoleSelectComponent {
  const [id] = idsIn(value, guild)
  return {
    type: ComponentType.RoleSelect,
    custom_id: nameOf(field),
    placeholder: discordWords(language).chooseRole,
    required: false,
    min_values: 0,
    max_values: 1,
    ...(id === undefined
      ? {}
      : { default_values: [{ id, type: SelectMenuDefaultValueType.Role }] }),
  }
}

function refsIn(value: string): readonly string[] {
  return value.split('\n').filter((one) => /^discord:\d{1,20}\/\d{1,20}$/.test(one))
}

function idsIn(value: string, guild: string): readonly string[] {
  const own = refsIn(value).map(partsOf)
  return [...new Set(own.filter((one) => one.guild === guild).map(({ id }) => id))]
}

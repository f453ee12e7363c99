import type { InputBlockElement, PlainTextInput, PlainTextOption } from '@slack/types'
import { mostFiles } from '#src/chat/adapting/evidence-intake.ts'
import type { Field, FieldChoice, Language } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { literalText } from '#src/chat/adapting/plain-text.ts'
import { limits } from './limits.ts'
import { distinct, groupsOf, optionLists, optionsOf } from './options.ts'
import { plain } from './plain.ts'

/** Every field's element has this action_id. */
export const fieldAction = 'value'

interface Filled {
  readonly language: Language
  readonly value: string
}

/** The element that asks for a field, with what stands in it. */
export function fieldElement(field: Field, filled: Filled): InputBlockElement {
  switch (field.kind) {
    case 'line':
    case 'text':
      return textInput(field, filled)
    case 'options':
    case 'choice':
    case 'source':
      return oneOf(field, filled)
    case 'choices':
    case 'people':
      return anyOf(field, filled)
    case 'file':
      return {
        type: 'file_input',
        action_id: fieldAction,
        filetypes: evidenceTypes,
        max_files: mostFiles,
      }
  }
}

/** The form holds the choices itself, where everybody sees them; false: they are asked for as somebody types. */
export function isListed({ kind, choices = [], searched = false }: Field): boolean {
  if (searched && kind !== 'options') return false
  return distinct(choices).length <= limits.select.options || isGrouped(kind, choices)
}

/** The longest text that a field takes. */
export function longestText({ maxLength }: Field): number {
  return Math.max(1, Math.min(maxLength ?? limits.input.length, limits.input.length))
}

// What Slack lets people choose; the service looks at the bytes again.
const evidenceTypes = 'png jpg jpeg gif webp pdf txt md csv mp3 m4a ogg oga opus mp4 m4v'.split(' ')

// In several lists more than a hundred choices can stand, but the whole view has its limit too.
function isGrouped(kind: Field['kind'], choices: readonly FieldChoice[]): boolean {
  const groups = groupsOf(choices)
  return (
    kind !== 'people' &&
    groups !== undefined &&
    choices.length <= 2 * limits.select.options &&
    groups.length <= limits.select.groups &&
    groups.every(([, members]) => members.length <= limits.select.options)
  )
}

function textInput(field: Field, { value }: Filled): PlainTextInput {
  const most = longestText(field)
  // Cut there, half a character may be left over.
  const initial = literalText(value)
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
  const multiline = field.kind === 'text'
  return {
    type: 'plain_text_input',
    action_id: fieldAction,
    multiline,
    max_length: most,
    ...(initial === ''
      ? {}
      : { initial_value: multiline ? initial : initial.replaceAll('\n', ' ') }),
  }
}

function oneOf(field: Field, { language, value }: Filled): InputBlockElement {
  const choices = distinct(field.choices ?? [])
  const option = optionsOf(choices).get(value)
  const initial = option ? { initial_option: option } : {}
  if (field.kind === 'options' && choices.length <= limits.ticks)
    return {
      type: 'radio_buttons',
      action_id: fieldAction,
      options: [...optionsOf(choices).values()],
      ...initial,
    }
  if (isListed(field))
    return {
      type: 'static_select',
      action_id: fieldAction,
      placeholder: placeholder(words(language).choose),
      ...optionLists(choices, language),
      ...initial,
    }
  return {
    type: 'external_select',
    action_id: fieldAction,
    placeholder: placeholder(words(language).search),
    min_query_length: 0,
    ...initial,
  }
}

function anyOf(field: Field, { language, value }: Filled): InputBlockElement {
  const choices = distinct(field.choices ?? [])
  const initial = initialOptions(choices, value)
  if (field.kind === 'choices' && !field.searched && choices.length <= limits.ticks)
    return {
      type: 'checkboxes',
      action_id: fieldAction,
      options: [...optionsOf(choices).values()],
      ...initial,
    }
  if (isListed(field))
    return {
      type: 'multi_static_select',
      action_id: fieldAction,
      placeholder: placeholder(words(language).choose),
      ...optionLists(choices, language),
      ...initial,
    }
  return {
    type: 'multi_external_select',
    action_id: fieldAction,
    placeholder: placeholder(words(language).search),
    min_query_length: 0,
    ...initial,
  }
}

// Slack refuses an empty list here.
function initialOptions(
  choices: readonly FieldChoice[],
  value: string,
): { readonly initial_options?: PlainTextOption[] } {
  const chosen = new Set(value.split('\n'))
  const found = [...optionsOf(choices)].flatMap(([id, option]) => (chosen.has(id) ? [option] : []))
  return found.length === 0 ? {} : { initial_options: found.slice(0, limits.select.options) }
}

function placeholder(text: string) {
  return plain(text, limits.select.placeholder)
}

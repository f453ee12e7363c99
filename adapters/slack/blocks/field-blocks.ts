import type { InputBlock, KnownBlock } from '@slack/types'
import type { Field, Language } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { isBlank, literalText } from '#src/chat/adapting/plain-text.ts'
import { fieldElement, isListed } from './field-element.ts'
import { limits } from './limits.ts'
import { distinct, longLabels } from './options.ts'
import { cutText, escapedLength, plain, splitText } from './plain.ts'
import { section } from './part-blocks.ts'
import { wholeOrUnfit } from './unfit.ts'

/**
 * A field as an input named after it, below what its label and its options cannot hold. `value` is what stands in it. A list
 * with nothing in it is said in words, for Slack takes no empty list.
 */
export function fieldBlocks(
  field: Field,
  { language, value = '' }: { readonly language: Language; readonly value: string | undefined },
): readonly KnownBlock[] {
  const t = words(language)
  const label = labelOf(field, language)
  if (!isAskable(field)) return [section(`${cutText(label, 2000)}\n${t.nothingToChoose}`)]
  return [
    ...(escapedLength(label) > limits.input.label ? sections(label) : []),
    ...inFull(field, language),
    ...(field.kind === 'file' && value !== '' ? [section(t.kept(value.split('\n').length))] : []),
    input(field, { language, label, value }),
  ]
}

/** It becomes an input, and not only words. */
export function isAskable(field: Field): boolean {
  switch (field.kind) {
    case 'line':
    case 'text':
    case 'file':
      return true
    case 'people':
    case 'choice':
    case 'options':
    case 'choices':
    case 'source':
      return !isListed(field) || (field.choices ?? []).length > 0
  }
}

function input(
  field: Field,
  {
    language,
    label,
    value,
  }: { readonly language: Language; readonly label: string; readonly value: string },
): InputBlock {
  const { hint = '' } = field
  const handedIn = field.kind === 'file' && value !== ''
  return {
    type: 'input',
    block_id: wholeOrUnfit('The name of a field', field.name, limits.id),
    label: plain(label, limits.input.label),
    ...(isBlank(literalText(hint)) ? {} : { hint: plain(hint, limits.input.hint) }),
    optional: field.required !== true || handedIn,
    element: fieldElement(field, { language, value }),
  }
}

// Slack writes "(optional)" behind the labels of such fields by itself.
function labelOf({ label, required }: Field, language: Language): string {
  const mark = words(language).optional
  const literal = literalText(label)
  if (required === true || !literal.endsWith(mark)) return literal
  return literal.slice(0, -mark.length).trimEnd()
}

function inFull(field: Field, language: Language): readonly KnownBlock[] {
  if (!isListed(field)) return []
  const labels = longLabels(distinct(field.choices ?? []))
  return labels === '' ? [] : sections(`${words(language).inFull}\n${labels}`)
}

// Four sections hold 12,000 characters.
function sections(text: string): readonly KnownBlock[] {
  return splitText(text, limits.section.text).slice(0, 4).map(section)
}

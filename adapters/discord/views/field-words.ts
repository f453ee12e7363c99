import type { Field, Form, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { literalText } from '#src/chat/adapting/plain-text.ts'
import { criteriaOf } from './form-layout.ts'
import { limits } from './limits.ts'
import { cutLine } from './literal.ts'

/** How a field is named in a modal. */
export interface FieldWords {
  readonly label: string
  readonly description: string
  /** What stands in neither in full. */
  readonly inFull: string
  /** It has a hint, and not the text of a criterion, below its label. */
  readonly isHint: boolean
}

/** A short label stands as it is; of a long one, the line below it holds the rest. Criteria carry their number. */
export function fieldWords(field: Field, form: Form, language: Language): FieldWords {
  const name = literalText(nameOf(field, form, language)).replaceAll(/\s*\n\s*/g, ' ')
  const label = cutLine(name, limits.label.label) || '…'
  const criterion = criteriaOf(form).includes(field)
  const below = [
    ...(name.length > limits.label.label ? [name] : []),
    ...(criterion && !name.includes(field.label) ? [field.label] : []),
    ...(field.hint === undefined ? [] : [field.hint]),
  ].join(' ')
  const description = cutSentences(below, limits.label.description)
  return {
    label,
    description,
    inFull: description.length < literalText(below).trim().length ? below : '',
    isHint: !criterion,
  }
}

/** What people read of a field in a sentence. */
export function nameOf(field: Field, form: Form, language: Language): string {
  const criteria = criteriaOf(form)
  const index = criteria.indexOf(field)
  if (index === -1) return field.label
  const numbered = criteria.map(({ label }, at) => `${at + 1}. ${literalText(label)}`)
  return numbered.every((one) => one.length <= limits.label.label)
    ? (numbered[index] ?? '')
    : discordWords(language).criterion(index + 1)
}

// Whole sentences as far as they fit, else words.
function cutSentences(text: string, most: number): string {
  const plain = literalText(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()
  if (plain.length <= most) return plain
  const end = plain.slice(0, most).search(/(?<=[.!?…])\s+[^.!?…]*$/)
  return end > most / 3 ? plain.slice(0, end) : cutLine(plain, most)
}

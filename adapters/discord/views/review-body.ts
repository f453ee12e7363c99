import { ComponentType } from 'discord.js'
import type { Field, Fields, Form, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { partsOf } from '../refs.ts'
import { ownButton, rowsOf } from './button-rows.ts'
import { ephemeral, openButton } from './form-messages.ts'
import { nameOf } from './field-words.ts'
import { isLongHint, layoutOf, standingValues } from './form-layout.ts'
import { limits } from './limits.ts'
import { cutLine, cutText, literal } from './literal.ts'
import type { Outgoing } from './outgoing.ts'

export interface ReviewLook {
  readonly language: Language
  readonly guild: string
  readonly draft: string
  readonly values: Fields
  /** Of people, by what stands for them in the form; others are shown by Discord itself. */
  readonly names?: Readonly<Record<string, string>> | undefined
}

/** What was filled in, to be sent, added to or changed: nothing has been sent yet. */
export function reviewBody(form: Form, look: ReviewLook): Outgoing {
  const { language, guild, draft, values } = look
  const t = discordWords(language)
  const { pages, requiredPages } = layoutOf(form, values)
  const optional = pages.slice(requiredPages).map((_, index) => requiredPages + index)
  const kept = { language, guild, draft }
  return ephemeral([
    {
      type: ComponentType.TextDisplay,
      content: [`### ${literal(cutLine(form.title, 200)) || '…'}`, literal(t.review)].join('\n'),
    },
    ...filledIn(form, look),
    ...rowsOf([
      ownButton(form.submit, { verb: 's', guild, draft }, 'primary'),
      ...optional
        .slice(0, 3)
        .map((page) => openButton(t.more(page + 1, pages.length), { ...kept, page })),
      openButton(t.edit, { ...kept, page: 0 }),
    ]),
  ])
}

const roomForLines = 3400

function filledIn(form: Form, look: ReviewLook) {
  const standing = standingValues(form, look.values)
  const lines: string[] = []
  let length = 0
  for (const field of form.fields) {
    if (!isMeant(field, standing)) continue
    const said = lineOf(field, form, { ...look, value: standing[field.name] ?? '' })
    length += said.length + 1
    if (said !== '' && length <= roomForLines) lines.push(said)
  }
  const content = lines.join('\n')
  return content === '' ? [] : [{ type: ComponentType.TextDisplay, content } as const]
}

function isMeant({ onlyIf }: Field, standing: Fields): boolean {
  return onlyIf === undefined || standing[onlyIf.field] === onlyIf.value
}

function lineOf(field: Field, form: Form, look: ReviewLook & { readonly value: string }): string {
  const { language, value } = look
  const t = discordWords(language)
  const shown = valueOf(field, look)
  if (shown === '') return ''
  const name = cutLine(nameOf(field, form, language), 100)
  // Where there was no room for it in the form.
  const hint =
    field.kind === 'file' && isLongHint(field)
      ? `\n-# ${literal(cutLine(field.hint ?? '', 300))}`
      : ''
  return `${t.fact(`**${literal(name)}**`)}${shown}${value === '' ? '' : hint}`
}

function valueOf(
  field: Field,
  { language, value, names = {} }: ReviewLook & { readonly value: string },
): string {
  const t = discordWords(language)
  const chosen = value.split('\n').filter(Boolean)
  const labels = new Map(field.choices?.map((choice) => [choice.value, choice.label]))
  switch (field.kind) {
    case 'line':
    case 'text':
      return literal(cutText(value, 500), [value])
    case 'file':
      return chosen.length === 0 ? '' : literal(t.files(chosen.length))
    case 'choice':
    case 'options':
    case 'choices':
      return literal(listed(chosen.flatMap((one) => labels.get(one) ?? [])))
    case 'people': {
      const nameOfOne = (one: string) => cutLine(names[one] ?? labels.get(one) ?? one, 80)
      const people = chosen.slice(0, limits.users)
      return people.map((one) => mention(one, '@') ?? literal(nameOfOne(one))).join(', ')
    }
    case 'source':
      return mention(value, '@&') ?? literal(labels.get(value) ?? t.wholeChannel)
  }
}

function listed(labels: readonly string[]): string {
  return labels.map((label) => cutLine(label, 200)).join(', ')
}

// Shows the name, and calls nobody: the message says so.
function mention(ref: string, sign: '@' | '@&'): string | undefined {
  if (!/^discord:\d{1,20}\/\d{1,20}$/.test(ref)) return undefined
  return `<${sign}${partsOf(ref).id}>`
}

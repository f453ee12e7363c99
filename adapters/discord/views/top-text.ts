import type { Field, Fields, Form, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { literalText } from '#src/chat/adapting/plain-text.ts'
import { staysWhenEmpty } from './field-component.ts'
import { fieldWords } from './field-words.ts'
import { chosenOf, criteriaOf, isPicked } from './form-layout.ts'
import { fitted, type Line, rendered, textLines } from './lines.ts'
import { cutLine, cutText, literal } from './literal.ts'

interface Top {
  readonly language: Language
  readonly fields: readonly Field[]
  readonly page: number
  readonly standing: Fields
}

/** What stands above the fields of a page: what it is about, and what the places of the fields cannot hold; "": nothing. */
export function topText(form: Form, { language, fields, page, standing }: Top): string {
  const intro = page === 0 ? textLines(form.intro ?? '', form.links) : []
  const said = [
    ...(page === 0 ? chosenLists(form, standing).map(chosenLine) : []),
    ...fitted(intro, mostIntro),
    ...fields.flatMap((field) => fullLine(fieldWords(field, form, language), language)),
    ...fields.flatMap((field) => stayLine(field, language, standing[field.name] ?? '')),
  ]
  if (said.length === 0 && fields.length === 0) return literal(cutText(form.title, 300)) || '…'
  return fitted(said, mostText).map(rendered).join('\n').trim()
}

/** What a form is about, in a line: what was chosen of a list too long for a modal, or the vote that a ballot is for. */
export function aboutOf(form: Form, standing: Fields): string | undefined {
  const [chosen] = chosenLists(form, standing)
  if (chosen !== undefined || criteriaOf(form).length === 0) return chosen
  return literalText(form.intro ?? '')
    .trim()
    .split('\n')[0]
}

const mostText = 4000
const mostIntro = 3000

function chosenLists({ fields }: Form, standing: Fields): readonly string[] {
  return fields.flatMap((field) => {
    const chosen = isPicked(field) ? chosenOf(field, standing) : undefined
    return chosen ? [chosen.label] : []
  })
}

function chosenLine(label: string): Line {
  return { before: '**', text: cutLine(label, 200) || '…', after: '**' }
}

function fullLine(
  { label, inFull }: { readonly label: string; readonly inFull: string },
  language: Language,
): readonly Line[] {
  if (inFull === '') return []
  return [
    { before: discordWords(language).fact(`**${literal(label)}**`), text: cutText(inFull, 600) },
  ]
}

function stayLine(field: Field, language: Language, value: string): readonly Line[] {
  if (!staysWhenEmpty(field, value)) return []
  const ids = new Set(value.split('\n'))
  const names = (field.choices ?? []).flatMap((choice) =>
    ids.has(choice.value) ? [cutLine(choice.label, 60)] : [],
  )
  return [{ text: discordWords(language).peopleStay(names.slice(0, mostNames)) }]
}

const mostNames = 30

import type { Field } from '#src/chat/contract.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { actionForm } from './action-form.ts'
import { fieldId, fieldView } from './field-view.ts'
import { problemSummary } from './problem-summary.ts'
import { prose } from './prose.ts'
import type { RoomForms, ShownForm } from './shown-reply.ts'

/** A form to fill in, or to correct: what is wrong stands above it and beside the field. */
export function formView(language: Language, forms: RoomForms, shown: ShownForm): Html {
  const { form, problem, field } = shown
  return html`${problem !== undefined && problemSummary(language, { problem, fieldId: field === undefined ? undefined : fieldId(field) })}
  ${form.intro !== undefined && html`<div class="intro">${prose(form.intro)}</div>`}
  ${actionForm(forms, {
    className: 'form',
    hidden: { kind: 'submit', form: form.name },
    files: form.fields.some(({ kind }) => kind === 'file'),
    content: html`${fieldList(language, shown)}
      <div class="buttons"><button class="button primary">${form.submit}</button></div>`,
  })}`
}

function fieldList(language: Language, shown: ShownForm): Html {
  const { fields } = shown.form
  const plain = fields.filter(({ advanced }) => advanced !== true)
  const advanced = fields.filter(({ advanced: isAdvanced }) => isAdvanced === true)
  const wrong = advanced.some(({ name }) => name === shown.field)
  return html`${grouped(plain).map((group) => groupView(language, shown, group))}
  ${
    advanced.length > 0 &&
    html`<details class="advanced" ${wrong && html` open`}>
      <summary>${texts[language].pages.room.advanced}</summary>
      ${grouped(advanced).map((group) => groupView(language, shown, group))}
    </details>`
  }`
}

interface FieldGroup {
  readonly field: Field
  /** The words that go with the answer. */
  readonly words: Field | undefined
}

/** Puts a field called `NAME-words` with the answer called `NAME`. */
function grouped(fields: readonly Field[]): readonly FieldGroup[] {
  const wordsOf = (field: Field) =>
    field.kind === 'options' || field.kind === 'choices'
      ? fields.find(({ name }) => name === `${field.name}-words`)
      : undefined
  const taken = new Set(fields.map(wordsOf))
  return fields
    .filter((field) => !taken.has(field))
    .map((field) => ({ field, words: wordsOf(field) }))
}

function groupView(language: Language, shown: ShownForm, { field, words }: FieldGroup): Html {
  return fieldView(language, {
    ...shownField(shown, field),
    inside: words && wordsView(language, shown, words),
  })
}

function wordsView(language: Language, shown: ShownForm, words: Field): Html {
  return html`<div class="words">${fieldView(language, shownField(shown, words))}</div>`
}

function shownField({ values, problem, field: wrong }: ShownForm, field: Field) {
  return {
    field,
    value: values?.[field.name],
    problem: wrong === field.name ? problem : undefined,
  }
}

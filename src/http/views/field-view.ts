import type { Field, FieldChoice } from '#src/chat/contract.ts'
import type { Language } from '#src/storage/members.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import { icon } from './icon.ts'

/** One field with what stands in it and what is wrong with it. */
export interface ShownField {
  readonly field: Field
  readonly value: string | undefined
  readonly problem: string | undefined
  /** What belongs inside the same group, such as the words that go with an answer. */
  readonly inside?: Html | undefined
}

/** Where a field is, for links and labels. */
export function fieldId(name: string): string {
  return `field-${name}`
}

export function fieldView(language: Language, shown: ShownField): Html {
  switch (shown.field.kind) {
    case 'line':
    case 'text':
    case 'file':
    case 'choice':
    case 'source':
      return labelled(language, shown)
    case 'options':
      return optionGroup(shown)
    case 'choices':
      return tickGroup(shown)
    case 'people':
      return peopleGroup(language, shown)
  }
}

function labelled(language: Language, shown: ShownField): Html {
  const { field, problem } = shown
  const id = fieldId(field.name)
  return html`<div class="field" data-field="${field.name}">
    <label for="${id}">${field.label}</label>
    ${hintView(field)}${problemView(field, problem)} ${control(language, shown)}
  </div>`
}

function control(
  language: Language,
  { field, value = field.value ?? '', problem }: ShownField,
): Html {
  const id = fieldId(field.name)
  const name = `field.${field.name}`
  const attributes = html`id="${id}"
  name="${name}"${field.required && html` required`}${field.maxLength && html` maxlength="${field.maxLength}"`}${describedBy(field, problem)}`
  switch (field.kind) {
    case 'text':
      return html`<textarea ${attributes} rows="3">${value}</textarea>`
    case 'choice':
    case 'source':
      return html`<select ${attributes}${(field.choices?.length ?? 0) > 12 && html` data-filter`}>
        ${selectOptions(language, field, value)}
      </select>`
    case 'file':
      return html`${keptFiles(language, field.name, value)}<input
          type="file"
          multiple
          ${attributes}
        />`
    case 'line':
    case 'options':
    case 'choices':
    case 'people':
      return html`<input ${attributes} value="${value}" autocomplete="off" />`
  }
}

// Files that were taken before the form came back: sent along by their ids, unless their reader unticks them.
function keptFiles(language: Language, name: string, value: string): Html {
  const ids = value.split('\n').filter(Boolean)
  if (ids.length === 0) return html``
  const t = texts[language].pages.room
  return html`<p class="hint">${t.filesKept(ids.length)}</p>
    <div class="options">
      ${ids.map(
        (id, index) =>
          html`<label class="option"
            ><input type="checkbox" name="field.${name}" value="${id}" checked /><span
              class="option-words"
              >${icon('paperclip')} <span>${t.fileKept(index + 1)}</span></span
            ></label
          >`,
      )}
    </div>`
}

function selectOptions(language: Language, { choices = [], required }: Field, value: string): Html {
  const groups = [...new Set(choices.map(({ under }) => under))]
  const empty = value === '' || !required
  return html`${empty && html`<option value="">${texts[language].pages.room.choose}</option>`}
  ${groups.map((group) => {
    const options = choices
      .filter(({ under }) => under === group)
      .map((choice) => optionView(choice, value))
    return group === undefined ? options : html`<optgroup label="${group}">${options}</optgroup>`
  })}`
}

function optionView({ value, label }: FieldChoice, chosen: string): Html {
  return html`<option value="${value}" ${value === chosen && html` selected`}>${label}</option>`
}

const choiceIcons: Readonly<Record<string, string>> = {
  met: 'check',
  'not-yet': 'hourglass',
  abstain: 'circle-question-mark',
}

function optionGroup({ field, value = field.value, problem, inside }: ShownField): Html {
  const { name, label, choices = [], required } = field
  const options = choices.map((choice, index) => {
    const id = index === 0 ? fieldId(name) : `${fieldId(name)}-${index}`
    const picture = choiceIcons[choice.value]
    return html`<label class="option"
      ><input
        type="radio"
        id="${id}"
        name="field.${name}"
        value="${choice.value}"
        ${choice.value === value && html` checked`}${required && html` required`}
      /><span class="option-words"
        >${picture && icon(picture)} <span>${choice.label}</span></span
      ></label
    >`
  })
  return html`<fieldset
    class="field${inside ? ' ballot-criterion' : ''}"
    data-field="${name}"
    ${describedBy(field, problem)}
  >
    <legend>${label}</legend>
    ${hintView(field)}${problemView(field, problem)}
    <div class="options">${options}</div>
    ${inside}
  </fieldset>`
}

function tickGroup({ field, value = field.value ?? '', problem, inside }: ShownField): Html {
  const { name, label } = field
  return html`<fieldset
    class="field${inside ? ' ballot-support' : ''}"
    data-field="${name}"
    ${describedBy(field, problem)}
  >
    <legend>${label}</legend>
    ${hintView(field)}${problemView(field, problem)}
    <div class="options">${ticks(field, value)}</div>
    ${inside}
  </fieldset>`
}

/** Boxes to tick: the value holds those that are, one a line. */
function ticks({ name, choices = [] }: Field, value: string): readonly Html[] {
  const chosen = value.split('\n')
  return choices.map((choice, index) => {
    const id = index === 0 ? fieldId(name) : `${fieldId(name)}-${index}`
    return html`<label class="option"
      ><input
        type="checkbox"
        id="${id}"
        name="field.${name}"
        value="${choice.value}"
        ${chosen.includes(choice.value) && html` checked`}
      /><span class="option-words"><bdi>${choice.label}</bdi></span></label
    >`
  })
}

function peopleGroup(
  language: Language,
  { field, value = field.value ?? '', problem }: ShownField,
): Html {
  const { name, label, choices = [] } = field
  return html`<fieldset class="field" data-field="${name}" ${describedBy(field, problem)}>
    <legend>${label}</legend>
    ${hintView(field)}${problemView(field, problem)}
    <div
      class="people"
      ${choices.length > 8 && html` data-filter="${texts[language].pages.room.searchPeople}"`}
    >
      ${ticks(field, value)}
    </div>
  </fieldset>`
}

function hintView({ name, hint }: Field): Html {
  return hint === undefined ? html`` : html`<p class="hint" id="${fieldId(name)}-hint">${hint}</p>`
}

function problemView({ name }: Field, problem: string | undefined): Html {
  return problem === undefined
    ? html``
    : html`<p class="field-problem" id="${fieldId(name)}-problem">
        ${icon('circle-alert')} <span>${problem}</span>
      </p>`
}

function describedBy({ name, hint, kind }: Field, problem: string | undefined): Html {
  const ids = [
    ...(hint === undefined ? [] : [`${fieldId(name)}-hint`]),
    ...(problem === undefined ? [] : [`${fieldId(name)}-problem`]),
  ]
  // A fieldset takes no aria-invalid.
  const invalid = problem !== undefined && !['options', 'choices', 'people'].includes(kind)
  return html`${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}${invalid && html` aria-invalid="true"`}`
}

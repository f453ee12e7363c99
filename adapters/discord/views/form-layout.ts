import type { Field, Fields, Form } from '#src/chat/contract.ts'
import { literalText } from '#src/chat/adapting/plain-text.ts'
import { distinct } from './choices.ts'
import { limits } from './limits.ts'

/** A form in pages that a modal takes each. */
export interface Layout {
  /** Too many choices for a modal, and none made yet: it is picked in a message first. */
  readonly picked?: Field
  /** At least one, which may be empty. */
  readonly pages: readonly (readonly Field[])[]
  /** So many pages, from the first on, are filled in before the form can be sent. */
  readonly requiredPages: number
}

/**
 * The pages of a form, with what is filled in so far. What must be filled in comes first, with the people, the group and the
 * files that it is about; settings come last. A field called `NAME-words` stays with the one called `NAME` where that is on
 * the same pages.
 */
export function layoutOf(form: Form, values: Fields): Layout {
  const lists = form.fields.filter(isPicked)
  const picked = lists.find((field) => chosenOf(field, values) === undefined)
  const fields = form.fields.filter((field) => !lists.includes(field))
  const first = fields.filter(isFirst)
  const later = fields.filter((field) => !isFirst(field))
  const isOne = fitsOnePage(fields, hasTop(form, values))
  const required = isOne ? [fields] : firstPages(first)
  const optional = isOne ? [] : optionalPages(later)
  return {
    ...(picked ? { picked } : {}),
    pages: [...required, ...optional],
    requiredPages: required.length,
  }
}

/** On which page a field stands; 0 where it stands on none. */
export function pageWith({ pages }: Layout, field: string): number {
  return Math.max(
    0,
    pages.findIndex((fields) => fields.some(({ name }) => name === field)),
  )
}

/** A list that is too long for a modal. */
export function isPicked({ kind, choices = [] }: Field): boolean {
  return (
    (kind === 'choice' || kind === 'options') && distinct(choices).length > limits.select.options
  )
}

/** What was chosen of a field's choices; undefined: nothing, or nothing that it has. */
export function chosenOf(
  { name, value, choices = [] }: Field,
  values: Fields,
): { readonly value: string; readonly label: string } | undefined {
  const chosen = values[name] ?? value
  return choices.find((choice) => choice.value === chosen)
}

/** Everything that the form would send: what stands in it, and over that what was filled in. */
export function standingValues({ fields }: Form, values: Fields): Fields {
  return {
    ...Object.fromEntries(fields.flatMap(({ name, value }) => (value ? [[name, value]] : []))),
    ...values,
  }
}

/** The criteria of a ballot stand in its form by their number. */
export function criteriaOf({ name, fields }: Form): readonly Field[] {
  return name.startsWith('ballot:')
    ? fields.filter(({ kind, required }) => kind === 'options' && required === true)
    : []
}

/** Its label is too long for the place of a label and for the line below it: it is written out above. */
export function isLongLabel(field: Field): boolean {
  return literalText(field.label).length > limits.label.description
}

/** What the field says below its label does not fit there: it is written out above, where there is room. */
export function isLongHint({ hint = '' }: Field): boolean {
  return literalText(hint).length > limits.label.description
}

const most = limits.modal.components

function isFirst({ kind, required, advanced }: Field): boolean {
  if (advanced === true) return required === true
  return required === true || kind === 'people' || kind === 'source' || kind === 'file'
}

// Something stands above the fields of the first page.
function hasTop(form: Form, values: Fields): boolean {
  return (
    (form.intro ?? '') !== '' ||
    form.fields.some((field) => isPicked(field) && chosenOf(field, values) !== undefined)
  )
}

function fitsOnePage(fields: readonly Field[], isTopped: boolean): boolean {
  const needsTop = isTopped || fields.some((field) => isLongLabel(field) || isLongHint(field))
  return (
    fields.length <= (needsTop ? most - 1 : most) &&
    !fields.some(({ advanced }) => advanced === true)
  )
}

// As many as a modal takes go without the introduction, unless the label of one would be lost.
function firstPages(fields: readonly Field[]): readonly (readonly Field[])[] {
  if (fields.some(isLongLabel)) return evenly(fields, Math.ceil(fields.length / (most - 1)))
  if (fields.length <= most) return [fields]
  // The first page has the introduction above its fields.
  return evenly(fields, Math.ceil((fields.length + 1) / most))
}

// The last pages are the longer ones.
function evenly(fields: readonly Field[], pages: number): readonly (readonly Field[])[] {
  const least = Math.floor(fields.length / pages)
  const shorter = pages - (fields.length - least * pages)
  return Array.from({ length: pages }, (_, page) => {
    const start = page * least + Math.max(0, page - shorter)
    return fields.slice(start, start + least + (page >= shorter ? 1 : 0))
  })
}

function optionalPages(fields: readonly Field[]): readonly (readonly Field[])[] {
  const pages: (readonly Field[])[] = []
  for (const unit of unitsOf([
    ...fields.filter(({ advanced }) => advanced !== true),
    ...fields.filter(({ advanced }) => advanced === true),
  ])) {
    const page = [...(pages.at(-1) ?? []), ...unit]
    const room = page.some((field) => isLongLabel(field) || isLongHint(field)) ? most - 1 : most
    if (pages.length > 0 && page.length <= room) pages[pages.length - 1] = page
    else pages.push(unit)
  }
  return pages
}

function unitsOf(fields: readonly Field[]): readonly (readonly Field[])[] {
  const names = new Set(fields.map(({ name }) => name))
  return fields
    .filter(({ name }) => !(name.endsWith('-words') && names.has(name.slice(0, -6))))
    .map((field) => [field, ...fields.filter(({ name }) => name === `${field.name}-words`)])
}

import type { Field, Form } from '#src/chat/contract.ts'
import { fieldBlocks, isAskable } from './field-blocks.ts'
import { longestText } from './field-element.ts'

/**
 * The fields of each page of a form, settings last. A field called `NAME-words` stays with the answer called `NAME`. Pages
 * are about as long as one another, and the same whatever stands in the fields.
 */
export function formPages({ fields }: Form): readonly (readonly Field[])[] {
  const units = unitsOf(fields)
  const pages = filledUpTo(units, mostOnPage.blocks)
  if (pages.length < 2) return [pages.flat().flatMap((unit) => unit.fields)]
  const all = units.reduce((sum, { blocks }) => sum + blocks, 0)
  const even = evenly(units, { least: Math.ceil(all / pages.length), pages: pages.length })
  return even.map((page) => page.flatMap((unit) => unit.fields))
}

/** How many views the form takes. */
export function pagesOf(form: Form): number {
  return formPages(form).length
}

/** On which page a field stands, 0 for the first; undefined: nowhere. */
export function pageWith(form: Form, field: string): number | undefined {
  const page = formPages(form).findIndex((fields) => fields.some(({ name }) => name === field))
  return page === -1 ? undefined : page
}

/** The field can be pointed at on that page. */
export function isAskedOn(form: Form, field: string, page: number): boolean {
  return (formPages(form)[page] ?? []).some((one) => one.name === field && isAskable(one))
}

// A view takes 100 blocks and 250 kB: what stands above the fields and between them (`formView`) takes 12 blocks, 60 kB.
const mostOnPage = { blocks: 88, bytes: 170_000 } as const

interface Unit {
  readonly fields: readonly Field[]
  readonly blocks: number
  readonly bytes: number
}

function unitsOf(fields: readonly Field[]): readonly Unit[] {
  const names = new Set(fields.map(({ name }) => name))
  const plain = fields.filter(({ advanced }) => advanced !== true)
  const advanced = fields.filter((field) => field.advanced === true)
  return [...plain, ...advanced]
    .filter(({ name }) => !(name.endsWith('-words') && names.has(name.slice(0, -6))))
    .map((field) => unit([field, ...fields.filter(({ name }) => name === `${field.name}-words`)]))
}

function unit(fields: readonly Field[]): Unit {
  // The words around the fields are about as long in every language.
  const blocks = fields.flatMap((field) =>
    fieldBlocks(field, { language: 'fr', value: field.value }),
  )
  const typed = fields.reduce((sum, field) => sum + 3 * typedLength(field), 0)
  return { fields, blocks: blocks.length, bytes: Buffer.byteLength(JSON.stringify(blocks)) + typed }
}

// What may stand in it, in characters of at most three bytes each.
function typedLength(field: Field): number {
  return field.kind === 'line' || field.kind === 'text' ? longestText(field) : 0
}

function filledUpTo(units: readonly Unit[], mostBlocks: number): readonly (readonly Unit[])[] {
  const pages: Unit[][] = [[]]
  let blocks = 0
  let bytes = 0
  for (const one of units) {
    blocks += one.blocks
    bytes += one.bytes
    if (pages.at(-1)?.length && (blocks > mostBlocks || bytes > mostOnPage.bytes)) {
      pages.push([])
      blocks = one.blocks
      bytes = one.bytes
    }
    pages.at(-1)?.push(one)
  }
  return pages
}

function evenly(
  units: readonly Unit[],
  { least, pages }: { readonly least: number; readonly pages: number },
): readonly (readonly Unit[])[] {
  for (let most = least; most < mostOnPage.blocks; most++) {
    const even = filledUpTo(units, most)
    if (even.length === pages) return even
  }
  return filledUpTo(units, mostOnPage.blocks)
}

import { hash } from 'node:crypto'
import type { Quad, Term } from 'jsonld'
import { escapeLiteral, isPlainIri } from './n-quads.ts'

/** The canonical text of one shape of document, with holes in it for values. */
export interface QuadTemplate {
  readonly groups: readonly Group[]
  readonly blanks: readonly Blank[]
}

/** The lines of one subject. They stand together in the canonical text, for no `<subject> ` is the beginning of another. */
interface Group {
  readonly subject: Line
  readonly lines: readonly Line[]
  /** All lines in a row, as bytes, where values cannot change their order. */
  readonly inOrder?: Line
}

type Line = readonly Part[]
type Part = string | { readonly value: number } | { readonly blank: number }

interface Blank {
  /** The lines that name this blank node. */
  readonly lines: readonly Line[]
  /** Its first-degree hash, where no value has a part in it. */
  readonly known?: string
}

/**
 * Makes a template of quads in which sentinels stand for values. Nothing when a sentinel is not among their terms, or when an
 * IRI would be escaped.
 */
export function quadTemplate(
  quads: readonly Quad[],
  sentinels: readonly string[],
): QuadTemplate | undefined {
  const terms = quads.flatMap(termsOf)
  const present = new Set(terms.map(({ value }) => value))
  if (!sentinels.every((one) => present.has(one))) return undefined
  if (!terms.flatMap(irisOf).every(isPlainIri)) return undefined

  const blanks = [...new Set(terms.filter(isBlank).map(({ value }) => value))]
  const holes = { sentinels, blanks }
  const groups = Map.groupBy(quads, ({ subject }) => `${subject.termType} ${subject.value}`)
    .values()
    .map((quadsOfOne) => groupOf(quadsOfOne, holes))
    .toArray()
  const lines = groups.flatMap((group) => group.lines)
  return { groups, blanks: blanks.map((_, blank) => blankOf(blank, lines)) }
}

/**
 * The canonical text (RDFC-1.0) in UTF-8, with these values in the holes. Nothing when they make two blank nodes look alike, two subjects
 * the same or two lines equal: telling the ones apart, and merging the others, is left to the library.
 */
export function fillQuads(
  { groups, blanks }: QuadTemplate,
  values: readonly string[],
): Buffer | undefined {
  const texts = values.map(escapeLiteral)
  const hashes = hashesOf(blanks, texts)
  const order = hashes.toSorted()
  if (hasTwins(order)) return undefined
  const labels = hashes.map((one) => `_:c14n${order.indexOf(one)}`)
  const label = (blank: number) => labels[blank] ?? ''

  const bySubject = new Map(groups.map((group) => [fill(group.subject, texts, label), group]))
  if (bySubject.size < groups.length) return undefined
  const encoded = texts.map(asBytes)
  let filled = ''
  // Sorted by UTF-16 units, as rdf-canonize does. The standard's code points differ where an emoji meets U+E000-FFFF.
  for (const subject of [...bySubject.keys()].toSorted()) {
    const { inOrder, lines = [] } = bySubject.get(subject) ?? {}
    const bytes = inOrder ? fill(inOrder, encoded, label) : fillSorted(lines, texts, label)
    if (bytes === undefined) return undefined
    filled += bytes
  }
  return Buffer.from(filled, 'latin1')
}

function fillSorted(
  lines: readonly Line[],
  texts: readonly string[],
  label: Label,
): string | undefined {
  const sorted = lines.map((line) => fill(line, texts, label)).toSorted()
  return hasTwins(sorted) ? undefined : asBytes(sorted.join(''))
}

function termsOf({ subject, predicate, object, graph }: Quad): Term[] {
  const triple = [subject, predicate, object]
  return graph.termType === 'DefaultGraph' ? triple : [...triple, graph]
}

function irisOf({ termType, value, datatype }: Term): string[] {
  if (termType === 'Literal') return datatype === undefined ? [] : [datatype.value]
  return termType === 'NamedNode' ? [value] : []
}

function isBlank({ termType }: Term): boolean {
  return termType === 'BlankNode'
}

interface Holes {
  readonly sentinels: readonly string[]
  readonly blanks: readonly string[]
}

function groupOf(quads: readonly Quad[], holes: Holes): Group {
  const [first] = quads
  const subject = first === undefined ? [] : [...partsOf(first.subject, holes), ' ']
  const rests = quads.map((quad) => restOf(quad, holes)).toSorted(byText)
  const lines = rests.map((rest) => joined([...subject, ...rest]))
  const group = { subject: joined(subject), lines }
  return areApart(rests) ? { ...group, inOrder: joined(lines.flat()).map(encodedPart) } : group
}

/** What follows the subject: a line of text up to its first hole, at least a predicate. */
function restOf(quad: Quad, holes: Holes): Line {
  const [, ...others] = termsOf(quad)
  return joined([...others.flatMap((term) => [...partsOf(term, holes), ' ']), '.\n'])
}

function textOf([first]: Line): string {
  return typeof first === 'string' ? first : ''
}

function byText(one: Line, other: Line): number {
  return textOf(one) < textOf(other) ? -1 : 1
}

// Sorted texts of which none begins like the one before it differ before any value.
function areApart(sorted: readonly Line[]): boolean {
  return sorted.every((line, at) => {
    const before = sorted[at - 1]
    return before === undefined || !textOf(line).startsWith(textOf(before))
  })
}

function joined(parts: readonly Part[]): Line {
  const all: Part[] = []
  for (const part of parts) {
    const last = all.at(-1)
    if (typeof part === 'string' && typeof last === 'string') all.splice(-1, 1, last + part)
    else all.push(part)
  }
  return all
}

function partsOf(term: Term, { sentinels, blanks }: Holes): Part[] {
  if (isBlank(term)) return [{ blank: blanks.indexOf(term.value) }]
  const value = sentinels.indexOf(term.value)
  const hole = value < 0 ? escapeLiteral(term.value) : { value }
  // Plain IRIs hold nothing that is escaped in a literal.
  return term.termType === 'NamedNode' ? ['<', hole, '>'] : ['"', hole, `"${suffixOf(term)}`]
}

function suffixOf({ language, datatype }: Term): string {
  if (language !== undefined) return `@${language}`
  const plain = datatype === undefined || datatype.value === XSD_STRING
  return plain ? '' : `^^<${datatype.value}>`
}

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string'

function blankOf(blank: number, all: readonly Line[]): Blank {
  const names = (part: Part) => typeof part !== 'string' && 'blank' in part && part.blank === blank
  const lines = all.filter((line) => line.some(names))
  const varies = lines.flat().some((part) => typeof part !== 'string' && 'value' in part)
  return varies ? { lines } : { lines, known: firstDegreeHash(lines, blank, []) }
}

// By which blank nodes are put in order; one by itself is the first, whatever its hash.
function hashesOf(blanks: readonly Blank[], texts: readonly string[]): string[] {
  if (blanks.length === 1) return ['']
  return blanks.map(({ lines, known }, at) => known ?? firstDegreeHash(lines, at, texts))
}

// RDFC-1.0 §4.6: over the lines of the node, in which it is _:a and any other blank node is _:z.
function firstDegreeHash(lines: readonly Line[], blank: number, texts: readonly string[]): string {
  const label = (one: number) => (one === blank ? '_:a' : '_:z')
  const filled = lines.map((line) => fill(line, texts, label)).toSorted()
  return hash('sha256', filled.join(''), 'hex')
}

type Label = (blank: number) => string

function fill(line: Line, texts: readonly string[], label: Label): string {
  let filled = ''
  for (const part of line) {
    if (typeof part === 'string') filled += part
    else filled += 'value' in part ? (texts[part.value] ?? '') : label(part.blank)
  }
  return filled
}

function encodedPart(part: Part): Part {
  return typeof part === 'string' ? asBytes(part) : part
}

// The bytes of a text in UTF-8, a character for each: such texts are put together and hashed in a third of the time, since
// nearly all of it is encoded once for each template.
function asBytes(text: string): string {
  return ascii.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

const ascii = /^[\u0000-\u007F]*$/

function hasTwins(sorted: readonly string[]): boolean {
  return sorted.some((one, at) => one === sorted[at + 1])
}

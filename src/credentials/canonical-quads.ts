import { createHash } from 'node:crypto'
import type { Quad, Term } from 'jsonld'
import { escapeLiteral, isPlainIri } from './n-quads.ts'

/** The canonical text of one shape of document, with holes in it for values. */
export interface QuadTemplate {
  readonly fixed: readonly string[]
  readonly open: readonly Line[]
  readonly blanks: readonly Blank[]
}

type Line = readonly Part[]
type Part = string | { readonly value: number } | { readonly blank: number }

interface Blank {
  /** The lines that name this blank node. */
  readonly lines: readonly Line[]
  /** Its first-degree hash, where no value has a part in it. */
  readonly hash?: string
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
  const lines = quads.map((quad) => lineOf(quad, { sentinels, blanks }))
  return {
    fixed: lines.filter(isFixed).map((line) => fill(line, [], () => '')),
    open: lines.filter((line) => !isFixed(line)),
    blanks: blanks.map((_, blank) => blankOf(blank, lines)),
  }
}

/**
 * The canonical text (RDFC-1.0) with these values in the holes. Nothing when they make two blank nodes look alike or two lines
 * equal: telling the ones apart, and merging the others, is left to the library.
 */
export function fillQuads(
  { fixed, open, blanks }: QuadTemplate,
  values: readonly string[],
): string | undefined {
  const texts = values.map(escapeLiteral)
  const hashes = blanks.map(({ lines, hash }, at) => hash ?? firstDegreeHash(lines, at, texts))
  const order = hashes.toSorted()
  if (hasTwins(order)) return undefined
  const labels = hashes.map((hash) => `_:c14n${order.indexOf(hash)}`)
  const label = (blank: number) => labels[blank] ?? ''
  // Sorted by UTF-16 units, as rdf-canonize does. The standard's code points differ where an emoji meets U+E000-FFFF.
  const lines = [...fixed, ...open.map((line) => fill(line, texts, label))].toSorted()
  return hasTwins(lines) ? undefined : lines.join('')
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

function lineOf(quad: Quad, holes: Holes): Line {
  const parts = termsOf(quad).flatMap((term) => [...partsOf(term, holes), ' '])
  const joined: Part[] = []
  for (const part of [...parts, '.\n']) {
    const last = joined.at(-1)
    if (typeof part === 'string' && typeof last === 'string') joined.splice(-1, 1, last + part)
    else joined.push(part)
  }
  return joined
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

function isFixed(line: Line): boolean {
  return line.every((part) => typeof part === 'string')
}

function blankOf(blank: number, all: readonly Line[]): Blank {
  const names = (part: Part) => typeof part !== 'string' && 'blank' in part && part.blank === blank
  const lines = all.filter((line) => line.some(names))
  const varies = lines.flat().some((part) => typeof part !== 'string' && 'value' in part)
  return varies ? { lines } : { lines, hash: firstDegreeHash(lines, blank, []) }
}

// RDFC-1.0 §4.6: over the lines of the node, in which it is _:a and any other blank node is _:z.
function firstDegreeHash(lines: readonly Line[], blank: number, texts: readonly string[]): string {
  const label = (one: number) => (one === blank ? '_:a' : '_:z')
  const filled = lines.map((line) => fill(line, texts, label)).toSorted()
  return createHash('sha256').update(filled.join('')).digest('hex')
}

function fill(line: Line, texts: readonly string[], label: (blank: number) => string): string {
  let filled = ''
  for (const part of line) {
    if (typeof part === 'string') filled += part
    else filled += 'value' in part ? (texts[part.value] ?? '') : label(part.blank)
  }
  return filled
}

function hasTwins(sorted: readonly string[]): boolean {
  return sorted.some((one, at) => one === sorted[at + 1])
}

import { CREDENTIALS_CONTEXT } from './contexts.ts'
import { isArray, isObject, type Json, type JsonObject } from './json.ts'
import { isPlainIri } from './n-quads.ts'
import type { UnsignedCredential } from './ob3.ts'

/** A credential taken apart: what it shares with others of its kind, and what is its own. */
export interface CredentialShape {
  /** The credential with a sentinel in place of each value of its own. */
  readonly document: JsonObject
  /** Equal for two credentials that differ in these values only. */
  readonly key: string
  /** The value that stands where sentinel number 0, 1, 2… stands. */
  readonly values: readonly string[]
  readonly sentinels: readonly string[]
}

/**
 * Finds the shape of a credential. Nothing for one that the library must judge: it has a proof already, is not of VC 2.0, or
 * an address or a date of its own might be refused or rewritten. Nothing either for one that embeds signed supports: hardly two
 * are alike, and learning a shape takes longer than one signature by the library.
 */
export function credentialShape(unsigned: UnsignedCredential): CredentialShape | undefined {
  if ('proof' in unsigned || 'endorsement' in unsigned) return undefined
  if (unsigned['@context'][0] !== CREDENTIALS_CONTEXT) return undefined
  const own: Own = { values: [], sentinels: [], plain: true }
  const document = withSentinels(unsigned, ownValues, own)
  if (!isObject(document) || !own.plain) return undefined
  const { values, sentinels } = own
  return { document, key: JSON.stringify(document), values, sentinels }
}

/** What stands in the place of value `index`. An address keeps its scheme: a context may read some as prefixes. */
export function sentinel(index: number, iri?: string): string {
  const scheme = iri === undefined ? '' : iri.slice(0, iri.indexOf(':') + 1)
  return `${scheme}${SENTINEL}${index}`
}

/** Part of every sentinel. */
export const SENTINEL = 'cordee-sentinel-'

/** An instant in whole seconds, which the library takes without a word. */
export function isPlainDate(text: string): boolean {
  return plainDate.test(text)
}

const plainDate =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/

type Kind = 'text' | 'iri' | 'date'
type Rule = Kind | ReadonlyMap<string, Rule>

// Where awards of one achievement differ, supports of its awards, and one status list from day to day. A text of any other place
// belongs to the shape: forgetting one here makes signing slower, never wrong.
const ownValues: Rule = new Map<string, Rule>([
  ['id', 'iri'],
  ...entriesOf('date', 'validFrom', 'validUntil', 'awardedDate'),
  ['image', new Map([['id', 'iri']])],
  [
    'credentialSubject',
    new Map<string, Rule>([
      ['id', 'iri'],
      ...entriesOf('text', 'endorsementComment', 'encodedList'),
      ['identifier', new Map(entriesOf('text', 'identityHash', 'salt'))],
      ['role', 'text'],
      ['source', new Map([...entriesOf('iri', 'id', 'url'), ...entriesOf('text', 'name')])],
    ]),
  ],
  [
    'evidence',
    new Map([...entriesOf('iri', 'id'), ...entriesOf('text', 'name', 'narrative', 'description')]),
  ],
  [
    'credentialStatus',
    new Map([
      ...entriesOf('iri', 'id', 'statusListCredential'),
      ...entriesOf('text', 'statusListIndex'),
    ]),
  ],
])

function entriesOf(kind: Kind, ...names: readonly string[]): [string, Kind][] {
  return names.map((name) => [name, kind])
}

interface Own {
  readonly values: string[]
  readonly sentinels: string[]
  /** False once a value was met that JSON-LD might refuse or rewrite. */
  plain: boolean
}

function withSentinels(value: Json, rule: Rule, own: Own): Json {
  if (typeof rule === 'string') return typeof value === 'string' ? takeOut(value, rule, own) : value
  if (isArray(value)) return value.map((item) => withSentinels(item, rule, own))
  if (!isObject(value)) return value
  const copy: Record<string, Json> = { ...value }
  for (const [name, inner] of rule) {
    const at = value[name]
    if (at !== undefined) copy[name] = withSentinels(at, inner, own)
  }
  return copy
}

function takeOut(value: string, kind: Kind, own: Own): string {
  own.plain &&= kind === 'text' || (kind === 'iri' ? isPlainIri(value) : isPlainDate(value))
  const mark = sentinel(own.values.length, kind === 'iri' ? value : undefined)
  own.values.push(value)
  own.sentinels.push(mark)
  return mark
}

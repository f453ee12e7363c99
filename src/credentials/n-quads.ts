/**
 * A text as it stands between the quotes of an N-Quads literal, in the one way that RDFC-1.0 allows.
 * @see https://www.w3.org/TR/rdf-canon/#canonical-quads
 */
export function escapeLiteral(text: string): string {
  return toEscape.test(text) ? text.replace(allToEscape, escapeCharacter) : text
}

/** True for an absolute IRI that is in N-Quads, in JSON-LD and as a URL the very text that it is here. */
export function isPlainIri(text: string): boolean {
  return plainIri.test(text) && URL.canParse(text)
}

const toEscape = /[\u0000-\u001F"\\\u007F]/
const allToEscape = new RegExp(toEscape, 'g')

// ASCII alone, without what N-Quads §2 escapes in an IRI: control characters, space, " < > \ ^ ` { | }.
const plainIri = /^[a-z][a-z0-9+.-]*:[!#-;=?-[\]_a-z~]+$/i

const short: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return short[character] ?? `\\u${code}`
}

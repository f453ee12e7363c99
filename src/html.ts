/** Markup that is safe to send as it stands. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

/** What may stand in a template: text is escaped, `Html` is not, lists are joined, nothing and booleans print nothing. */
export type Value = Html | string | number | boolean | null | undefined | readonly Value[]

/** A template whose text is escaped by default. Always quote the attributes it fills in. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const filled = values.map((value, index) => print(value) + (parts[index + 1] ?? ''))
  return new Html((parts[0] ?? '') + filled.join(''))
}

/** Only for markup that our own code drew: an icon, a QR code. */
export function raw(markup: string): Html {
  return new Html(markup)
}

function print(value: Value): string {
  if (value === null || value === undefined || typeof value === 'boolean') return ''
  if (value instanceof Html) return value.toString()
  if (typeof value === 'object') return value.map(print).join('')
  return escape(String(value))
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

// Control characters have no place in HTML: a NUL is a parse error, and none of them shows.
function escape(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g, '')
    .replaceAll(/[&<>"']/g, (sign) => entities.get(sign) ?? '')
}

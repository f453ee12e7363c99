/** A letter as a mail program takes it apart: its header fields, decoded, and its parts. */
export interface ReadLetter {
  /** By the field's name in small letters; each time it stands there. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly parts: readonly ReadPart[]
}

export interface ReadPart {
  readonly type: string
  readonly name: string | undefined
  readonly contentId: string | undefined
  readonly bytes: Buffer
}

/** Reads a MIME letter (RFC 5322, 2045, 2047, 2231) as far as ours go. Throws where lines do not end in CRLF. */
export function readLetter(raw: string): ReadLetter {
  if (/(?<!\r)\n|\r(?!\n)/.test(raw)) throw new Error('a line does not end in CRLF')
  const { headers, body } = split(raw)
  return { headers, parts: partsOf(headers, body) }
}

type Headers = ReadLetter['headers']

function split(raw: string): { readonly headers: Headers; readonly body: string } {
  const end = raw.indexOf('\r\n\r\n')
  const fields = raw
    .slice(0, end)
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .map((field) => /^([!-9;-~]+):\s*(.*)$/.exec(field))
  const headers = Map.groupBy(fields, (field) => field?.[1]?.toLowerCase() ?? 'not a field')
  return {
    headers: new Map(
      [...headers].map(([name, found]) => [name, found.map((field) => decode(field?.[2] ?? ''))]),
    ),
    body: raw.slice(end + 4),
  }
}

function partsOf(headers: Headers, body: string): ReadPart[] {
  const [type = ''] = headers.get('content-type') ?? []
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1]
  if (boundary === undefined) return [asPart(headers, body)]
  const [, ...sections] = `\r\n${body}`.split(`\r\n--${boundary}`)
  return sections
    .filter((section) => !section.startsWith('--'))
    .flatMap((section) => {
      const inner = split(section.slice('\r\n'.length))
      return partsOf(inner.headers, inner.body)
    })
}

function asPart(headers: Headers, body: string): ReadPart {
  const first = (name: string) => headers.get(name)?.[0] ?? ''
  return {
    type: first('content-type').split(';')[0] ?? '',
    name: nameIn(first('content-disposition')),
    contentId: /<(.*)>/.exec(first('content-id'))?.[1],
    bytes: unpack(first('content-transfer-encoding'), body),
  }
}

function nameIn(disposition: string): string | undefined {
  const plain = /filename="?([^";]+)/.exec(disposition)?.[1]
  const extended = [...disposition.matchAll(/filename\*(?:\d+\*)?=(?:utf-8'')?([^;]+)/gi)]
  return extended.length > 0
    ? decodeURIComponent(extended.map(([, piece]) => piece?.trim()).join(''))
    : plain
}

function unpack(encoding: string, body: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64')
  if (encoding === 'quoted-printable') return unquote(body.replaceAll('=\r\n', ''))
  return Buffer.from(body)
}

function decode(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      (kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64')
        : unquote(text.replaceAll('_', ' '))
      ).toString(),
    )
}

function unquote(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )
}

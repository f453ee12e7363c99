import { createHash, createVerify } from 'node:crypto'

/** What the DKIM signature of a letter says, and whether it holds. */
export interface DkimCheck {
  /** The tags of the signature (RFC 6376 §3.5). */
  readonly tags: ReadonlyMap<string, string>
  readonly bodyHolds: boolean
  readonly signatureHolds: boolean
}

/** Checks the one DKIM signature of a letter by RFC 6376, for rsa-sha256 and relaxed/relaxed. Undefined: it has none. */
export function verifyDkim(raw: Buffer, publicKeyPem: string): DkimCheck | undefined {
  const text = raw.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/)
  const own = fields.find((field) => /^dkim-signature:/i.test(field))
  if (own === undefined) return undefined
  const tags = tagsOf(own)
  if (tags.get('a') !== 'rsa-sha256' || tags.get('c') !== 'relaxed/relaxed')
    throw new Error('a signature of another kind')
  const body = relaxedBody(text.slice(end + 4))
  const bodyHash = createHash('sha256').update(body, 'latin1').digest('base64')
  const signed = signedFields(fields, tags.get('h') ?? '')
  // §3.7: the signature field itself comes last, with an empty b=, and without its line end.
  const unsigned = relaxedField(own).replace(/(;\s*b=)[^;]*/, '$1')
  const signatureHolds = createVerify('sha256')
    .update([...signed, unsigned].join('\r\n'), 'latin1')
    .verify(publicKeyPem, tags.get('b') ?? '', 'base64')
  return { tags, bodyHolds: bodyHash === tags.get('bh'), signatureHolds }
}

function tagsOf(field: string): ReadonlyMap<string, string> {
  const value = field.slice(field.indexOf(':') + 1)
  const pairs = value.split(';').map((tag) => tag.trim())
  return new Map(
    pairs
      .filter((tag) => tag !== '')
      .map((tag) => [
        tag.slice(0, tag.indexOf('=')).trim(),
        tag.slice(tag.indexOf('=') + 1).replaceAll(/\s+/g, ''),
      ]),
  )
}

// §5.4.2: of several fields of one name, from the bottom of the letter upwards.
function signedFields(fields: readonly string[], names: string): string[] {
  const left = [...fields]
  return names.split(':').flatMap((name) => {
    const at = left.findLastIndex((field) => nameOf(field) === name.toLowerCase())
    return at === -1 ? [] : left.splice(at, 1).map(relaxedField)
  })
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trimEnd().toLowerCase()
}

// §3.4.2
function relaxedField(field: string): string {
  const value = field.slice(field.indexOf(':') + 1)
  const unfolded = value.replaceAll('\r\n', '')
  return `${nameOf(field)}:${unfolded.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $/g, '')}`
}

// §3.4.4
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''))
  while (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `${line}\r\n`).join('')
}

/**
 * A web address as a document may hold it: absolute http(s), ASCII, percent-encoded. Nothing for any other text, since JSON-LD
 * in safe mode refuses to sign a relative or malformed one.
 */
export function toIri(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text.trim())
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
  // RFC 3987 §2.2 leaves these out of an IRI; the URL standard lets some of them stand.
  return url.href.replace(/["<>\\^`{|}]/g, encodeURIComponent)
}

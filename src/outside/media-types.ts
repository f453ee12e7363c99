/** What a badge, or a document that a badge names, may come as. */
const taken: ReadonlySet<string> = new Set([
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  'application/json',
  'application/did',
  'application/did+json',
  'application/did+ld+json',
  'application/jwk+json',
  'application/jwk-set+json',
  'application/jwt',
  'application/vc+jwt',
  'text/plain',
  'image/png',
  'image/svg+xml',
])

/** Asks sites that also show pages for their documents. */
export const accept = `${[...taken].join(', ')};q=0.9`

export function isTaken(mediaType: string): boolean {
  return taken.has(mediaType)
}

/** RFC 9110 §8.3.1: without parameters, in lower case. */
export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType?.split(';', 1)[0] ?? '').trim().toLowerCase()
}

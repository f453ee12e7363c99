import type { FastifyRequest } from 'fastify'
import { preferred } from '../negotiate.ts'

/** The media types that JSON-LD documents are asked for by; W3C's data model names the last two. */
export const credentialTypes = [
  'application/json',
  'application/ld+json',
  'application/vc+ld+json',
  'application/vc',
] as const

/**
 * The type that an address with an ending answers with: what was asked for among those of JSON-LD, `usual` to anything else.
 * The ending says which document it is, so that nobody is turned away.
 */
export function documentType(
  { headers }: FastifyRequest,
  usual: (typeof credentialTypes)[number] = 'application/ld+json',
): string {
  return preferred(headers.accept, [usual, ...credentialTypes]) ?? usual
}

/** The same at an address without an ending, which answers with the page to browsers and whoever does not say: undefined. */
export function askedType({ headers }: FastifyRequest): string | undefined {
  const type = preferred(headers.accept, ['text/html', ...credentialTypes])
  return type === 'text/html' ? undefined : type
}

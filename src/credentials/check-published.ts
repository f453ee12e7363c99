import { isDeepStrictEqual } from 'node:util'
import { answer, type BadgeCheck, type Known, type PublishedAward } from './badge-check.ts'
import { withoutProof } from './check-proof.ts'
import type { SignedForm } from './check-signing.ts'
import { isObject } from './json.ts'
import { parsed } from './read-json.ts'

const LONGEST_ID = 2048

/** The award of this service that a document claims to be, if there is one. */
export async function publishedAward(
  id: string | undefined,
  known: Known,
): Promise<PublishedAward | undefined> {
  return id === undefined || id.length > LONGEST_ID ? undefined : known.findAward(id)
}

/**
 * Compares a document that says it is ours with the one that this service published; the order of keys and blanks between them
 * do not count. In a token there is no other proof.
 */
export function checkPublished(
  check: 'same-as-published' | 'hosted',
  { document, token }: SignedForm,
  published: string | undefined,
): BadgeCheck {
  if (published === undefined) return answer(check, 'failed', 'never-issued')
  const original = parsed(published)
  const wanted = token !== undefined && isObject(original) ? withoutProof(original) : original
  return isDeepStrictEqual(wanted, document)
    ? answer(check, 'passed', 'published-same')
    : answer(check, 'failed', 'published-different')
}

/** True for a document that says it is published under the address of this service. */
export function claimsOurs(id: string | undefined, { baseUrl }: Known): boolean {
  return baseUrl !== undefined && id !== undefined && id.startsWith(`${baseUrl}/`)
}

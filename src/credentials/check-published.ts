import { isDeepStrictEqual } from 'node:util'
import { answer, type BadgeCheck, type Known, type PublishedAward } from './badge-check.ts'
import type { JsonObject } from './json.ts'
import { parsed } from './read-json.ts'

const LONGEST_ID = 2048

/** The award of this service that a document claims to be, if there is one. */
export async function publishedAward(
  id: string | undefined,
  known: Known,
): Promise<PublishedAward | undefined> {
  return id === undefined || id.length > LONGEST_ID ? undefined : known.findAward(id)
}

/** Compares a document with the one that this service published; the order of keys and blanks between them do not count. */
export function checkPublished(
  check: 'same-as-published' | 'hosted',
  document: JsonObject,
  published: string | undefined,
  claimsOurs: boolean,
): BadgeCheck {
  if (published === undefined) {
    return claimsOurs
      ? answer(check, 'failed', 'never-issued')
      : answer(check, 'not-checked', 'published-elsewhere')
  }
  return isDeepStrictEqual(parsed(published), document)
    ? answer(check, 'passed', 'published-same')
    : answer(check, 'failed', 'published-different')
}

/** Looks at whether an award still stands; we can say so of our own only. */
export function checkStatus(award: PublishedAward | undefined): BadgeCheck {
  if (award === undefined) return answer('status', 'not-checked', 'published-elsewhere')
  const facts = award.reason === undefined ? undefined : { reason: award.reason }
  return award.status === 'valid'
    ? answer('status', 'passed', 'stands')
    : answer('status', 'failed', award.status, facts)
}

/** True for a document that says it is published under the address of this service. */
export function claimsOurs(id: string | undefined, { baseUrl }: Known): boolean {
  return baseUrl !== undefined && id !== undefined && id.startsWith(`${baseUrl}/`)
}

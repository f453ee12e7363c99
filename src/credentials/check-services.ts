import { isDeepStrictEqual } from 'node:util'
import { answer, type BadgeCheck, type Checking } from './badge-check.ts'
import { claimsOurs } from './check-published.ts'
import { isArray, textAt, type JsonObject } from './json.ts'

const officialSchema =
  /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/schema\/json\/ob_v3p0_(achievement|endorsement)credential_schema\.json$/

/**
 * Looks at further rules that a credential names for itself. The official ones are those of the check of its shape; rules of others
 * are not run: they may hold patterns that never end.
 */
export function checkInlineSchemas(document: JsonObject): BadgeCheck {
  const value = document['credentialSchema']
  const schemas = isArray(value) ? value : value === undefined ? [] : [value]
  if (schemas.length === 0) return answer('inline-schema', 'not-applicable', 'nothing-to-check')
  const foreign = schemas.find((schema) => !officialSchema.test(textAt(schema, 'id') ?? ''))
  return foreign === undefined
    ? answer('inline-schema', 'passed', 'schema-official')
    : answer('inline-schema', 'not-checked', 'schema-foreign', {
        url: textAt(foreign, 'id') ?? '?',
      })
}

/** Looks at whether the page of an issuer answers at all; what it says is for people. */
export async function checkIssuerPage(
  { issuer }: JsonObject,
  { known, sources }: Checking,
): Promise<BadgeCheck> {
  const url = textAt(issuer, 'url')
  if (url === undefined) return answer('issuer-page', 'not-applicable', 'nothing-to-check')
  // Our own pages answer, or nobody would read this.
  if (claimsOurs(url, known)) return answer('issuer-page', 'passed', 'page-ours')
  const had = await sources.bytes(url)
  return had.ok || had.reason === 'other-type' || had.reason === 'too-large'
    ? answer('issuer-page', 'passed', 'page-answers')
    : answer('issuer-page', 'not-checked', had.reason, had.facts)
}

/** Looks at whether the issuer offers a newer version, where a credential says where to ask for one. */
export async function checkRefresh(
  document: JsonObject,
  { sources }: Checking,
): Promise<BadgeCheck> {
  const service = document['refreshService']
  if (service === undefined) return answer('refresh', 'not-applicable', 'nothing-to-check')
  const url = textAt(service, 'id')
  if (url === undefined) return answer('refresh', 'not-checked', 'document-unreadable')
  const had = await sources.document(url)
  if (!had.ok) return answer('refresh', 'not-checked', had.reason, had.facts)
  return isDeepStrictEqual(had.value, document)
    ? answer('refresh', 'passed', 'refresh-same')
    : answer('refresh', 'not-checked', 'refresh-newer', { url })
}

import { isDeepStrictEqual } from 'node:util'
import { answer, type BadgeCheck, type Checking } from './badge-check.ts'
import { textAt, type JsonObject } from './json.ts'
import { isInScope, type Linked } from './ob2-graph.ts'

/**
 * Compares an assertion of another service with what its own address answers, and looks at whether that address may speak for
 * the issuer. An address that answers 410, or that the assertion is revoked, says that it no longer stands.
 */
export async function checkHosted(
  assertion: JsonObject,
  { document: issuer, trouble }: Linked,
  { sources }: Checking,
): Promise<{ readonly hosted: BadgeCheck; readonly status: BadgeCheck }> {
  const id = textAt(assertion, 'id')
  if (id === undefined) return unknown(answer('hosted', 'not-checked', 'earlier-check-failed'))
  const had = await sources.ownWord(id)
  if (!had.ok) {
    return had.reason === 'gone'
      ? withdrawn(had.instead)
      : unknown(answer('hosted', 'not-checked', had.reason, had.facts))
  }
  if (had.value['revoked'] === true) return withdrawn(had.value)
  const status = answer('status', 'passed', 'stands')
  if (!isDeepStrictEqual(had.value, assertion)) {
    return { hosted: answer('hosted', 'failed', 'hosted-different'), status }
  }
  if (issuer === undefined) {
    const { reason = 'earlier-check-failed', facts } = trouble ?? {}
    return { hosted: answer('hosted', 'not-checked', reason, facts), status }
  }
  const issuerId = textAt(issuer, 'id') ?? '?'
  // An issuer without an address has no site that the badge could lie on.
  if (!/^https?:/i.test(issuerId)) {
    const nowhere = answer('hosted', 'not-checked', 'issuer-unresolvable', { issuer: issuerId })
    return { hosted: nowhere, status }
  }
  const hosted = isInScope(id, issuer)
    ? answer('hosted', 'passed', 'hosted-same')
    : answer('hosted', 'failed', 'hosted-out-of-scope')
  return { hosted, status }
}

function unknown(hosted: BadgeCheck) {
  return { hosted, status: answer('status', 'not-checked', hosted.reason, hosted.facts) }
}

function withdrawn(answered: JsonObject | undefined) {
  const reason = textAt(answered, 'revocationReason')
  return {
    hosted: answer('hosted', 'not-checked', 'hosted-withdrawn'),
    status: answer('status', 'failed', 'revoked', reason === undefined ? undefined : { reason }),
  }
}

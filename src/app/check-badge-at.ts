import { answer, type BadgeCheck } from '#src/credentials/badge-check.ts'
import type { FetchFailure, Outside } from '#src/credentials/outside.ts'
import { parsed } from '#src/credentials/read-json.ts'
import type { BadgeReport } from '#src/credentials/verify-badge.ts'

/** What came of an address, or the code of the problem that kept us from it. */
export type CheckedAt =
  | { readonly ok: true; readonly report: BadgeReport }
  | { readonly ok: false; readonly problem: AddressProblem }

export type AddressProblem = (typeof problems)[FetchFailure]

const problems = {
  'address-refused': 'url-not-allowed',
  unreachable: 'url-unreachable',
  'too-slow': 'url-too-slow',
  'too-large': 'url-too-large',
  'other-answer': 'url-other-answer',
  'other-type': 'url-not-a-badge',
} as const satisfies Record<FetchFailure, string>

/** Checks the badge that lies at an address elsewhere. */
export async function checkBadgeAt(
  address: string,
  outside: Outside,
  check: (file: Uint8Array) => Promise<BadgeReport>,
): Promise<CheckedAt> {
  const fetched = await outside.get(address)
  if (!fetched.ok) return { ok: false, problem: problems[fetched.why] }
  const { status, bytes } = fetched
  return { ok: true, report: status === 410 ? takenBack(bytes) : await check(bytes) }
}

/** An address as people write it, `badges.example.org/awards/1`, with its scheme. */
export function withScheme(address: string): string {
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)*\.\p{L}{2,}(:\d+)?(\/|$)/u.test(address)
    ? `https://${address}`
    : address
}

// OB 2.0 §RevokedAssertions: the address of a badge that was taken back answers 410, with the reason if there is one.
function takenBack(bytes: Uint8Array): BadgeReport {
  const checks = [revoked(bytes)]
  return { valid: false, verdict: 'not-valid', practice: false, found: {}, checks }
}

function revoked(bytes: Uint8Array): BadgeCheck {
  const gone = parsed(Buffer.from(bytes).toString())
  const reason: unknown = gone && Object.getOwnPropertyDescriptor(gone, 'revocationReason')?.value
  const facts = typeof reason === 'string' && reason !== '' ? { reason } : undefined
  return answer('status', 'failed', 'revoked', facts)
}

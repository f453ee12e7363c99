import { answer, type BadgeCheck } from './badge-check.ts'
import { isObject, textAt, type Json, type JsonObject } from './json.ts'
import { documentOf, type Token } from './open-token.ts'

/**
 * Looks at the envelope of a VC-JWT: a header that says no more than it may, and registered claims that are equal to the
 * credential's own values, which a signature alone does not say.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof
 */
export function checkToken(token: Token | undefined): BadgeCheck {
  if (token === undefined) return answer('token', 'not-applicable', 'nothing-to-check')
  return (
    headerProblem(token, ['alg', 'typ', 'kid', 'jwk']) ??
    claimProblem(token) ??
    answer('token', 'passed', 'token-holds')
  )
}

/** Looks at the envelope of a signed OB 2.0 assertion. */
export function checkAssertionToken(token: Token): BadgeCheck {
  return (
    headerProblem(token, ['alg', 'typ', 'kid', 'jwk', 'cty', 'x5c', 'x5t', 'x5u', 'jku']) ??
    answer('token', 'passed', 'token-holds')
  )
}

function headerProblem({ header }: Token, allowed: readonly string[]): BadgeCheck | undefined {
  const { alg, typ, jwk } = header
  if (alg !== 'RS256' && alg !== 'ES256') return answer('token', 'failed', 'token-algorithm')
  // RFC 7515 §4.1.11: what is critical and not understood must be refused; nothing of the kind is understood here.
  const further = Object.keys(header).find((name) => !allowed.includes(name))
  if (further !== undefined) return answer('token', 'failed', 'token-header', { where: further })
  if (typ !== undefined && typ !== 'JWT') {
    return answer('token', 'failed', 'token-header', { where: 'typ' })
  }
  // A private key in the open: whoever reads the badge can sign in the issuer's name.
  const leaks = isObject(jwk) && Object.hasOwn(jwk, 'd')
  return leaks ? answer('token', 'failed', 'token-header', { where: 'jwk.d' }) : undefined
}

function claimProblem(token: Token): BadgeCheck | undefined {
  const { payload } = token
  const document = documentOf(token)
  const { issuer, credentialSubject } = document
  const from = document['validFrom'] ?? document['issuanceDate']
  const until = document['validUntil'] ?? document['expirationDate']
  const wanted: Readonly<Record<string, Json | undefined>> = {
    iss: typeof issuer === 'string' ? issuer : textAt(issuer, 'id'),
    jti: document['id'],
    sub: textAt(credentialSubject, 'id'),
    nbf: seconds(from),
    exp: seconds(until),
  }
  const wrong = Object.entries(wanted).find(([claim, value]) => !isEqual(payload, claim, value))
  return wrong && answer('token', 'failed', 'token-claims', { where: wrong[0] })
}

function isEqual(payload: JsonObject, claim: string, value: Json | undefined): boolean {
  return (Object.hasOwn(payload, claim) ? payload[claim] : undefined) === value
}

// RFC 7519 §2: seconds since 1970.
function seconds(instant: Json | undefined): number | undefined {
  const time = typeof instant === 'string' ? Date.parse(instant) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.floor(time / 1000)
}

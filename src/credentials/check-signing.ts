import { answer, type BadgeCheck, type Checking } from './badge-check.ts'
import { checkIssuerKey } from './check-issuer-key.ts'
import { checkProof, findProof, findProofKey, type Trouble } from './check-proof.ts'
import { checkToken } from './check-token.ts'
import { findTokenKey } from './find-token-key.ts'
import { textAt, type JsonObject } from './json.ts'
import { isSignedBy, type Token } from './open-token.ts'

/** A credential as it came: with a proof inside, or in a token. */
export interface SignedForm {
  readonly document: JsonObject
  readonly token?: Token | undefined
}

/** What came out about who signed a credential, and whether it is as it was signed. */
export interface Signing {
  readonly terms: BadgeCheck
  readonly token: BadgeCheck
  readonly signature: BadgeCheck
  readonly key: BadgeCheck
  /** Which key signed; there only when the signature holds. */
  readonly signer?: string | undefined
  /** When the proof itself ends. */
  readonly expires?: string | undefined
}

/** Looks at the signature of a credential and at whose key made it. A context that did not pass leaves the proof unread. */
export async function checkSigning(
  form: SignedForm,
  context: BadgeCheck,
  checking: Checking,
): Promise<Signing> {
  return form.token === undefined
    ? checkEmbedded(form.document, context, checking)
    : checkEnvelope(form.document, form.token, checking)
}

/** The identifier of who issued a credential. */
export function issuerIdOf({ issuer }: JsonObject): string | undefined {
  return typeof issuer === 'string' ? issuer : textAt(issuer, 'id')
}

/** True where whoever signed is known, or the badge is one for practice. */
export function isVouched({ signature, token, key }: Signing): boolean {
  const whose = key.result === 'passed' || key.reason === 'practice-key'
  return signature.result === 'passed' && token.result !== 'failed' && whose
}

async function checkEmbedded(
  document: JsonObject,
  context: BadgeCheck,
  checking: Checking,
): Promise<Signing> {
  const none = checkToken(undefined)
  const proof = findProof(document)
  if ('result' in proof) return unsigned(none, proof)
  const { expires } = proof
  const found = await findProofKey(proof, checking)
  if ('result' in found) return { ...unsigned(none, found), expires }

  const issuerId = issuerIdOf(document)
  const [terms, signature] =
    context.result === 'passed'
      ? await checkProof(document, proof, found)
      : [unread('unsigned-terms'), unread('signature')]
  const key =
    issuerId === undefined ? unread('issuer-key') : await checkIssuerKey(issuerId, found, checking)
  const signer = signature.result === 'passed' ? found.multibase : undefined
  return { terms, token: none, signature, key, signer, expires }
}

async function checkEnvelope(
  document: JsonObject,
  token: Token,
  checking: Checking,
): Promise<Signing> {
  const envelope = checkToken(token)
  // What the header asks for is not done before the header holds.
  if (envelope.result === 'failed' && envelope.reason !== 'token-claims') {
    return unsigned(envelope, { result: 'not-checked', reason: 'earlier-check-failed' })
  }
  const issuerId = issuerIdOf(document)
  if (issuerId === undefined) {
    return unsigned(envelope, { result: 'not-checked', reason: 'earlier-check-failed' })
  }
  const { key, whose } = await findTokenKey(token, issuerId, checking)
  if ('result' in key) return { ...unsigned(envelope, key), key: whose }
  // RFC 8725 §3.1: the algorithm is the key's, whatever the token says.
  if (key.alg !== token.header['alg']) {
    const wrong = answer('token', 'failed', 'token-algorithm')
    const nothing = { result: 'not-checked', reason: 'earlier-check-failed' } as const
    return { ...unsigned(wrong, nothing), key: whose }
  }
  const holds = await isSignedBy(token, key)
  return {
    terms: answer('unsigned-terms', 'passed', 'token-covers-all'),
    token: envelope,
    signature: holds
      ? answer('signature', 'passed', 'signature-holds')
      : answer('signature', 'failed', 'signature-broken'),
    key: whose,
    signer: holds ? JSON.stringify(key.jwk) : undefined,
  }
}

function unsigned(token: BadgeCheck, { result, reason, facts }: Trouble): Signing {
  return {
    terms: unread('unsigned-terms'),
    token,
    signature: answer('signature', result, reason, facts),
    key: unread('issuer-key'),
  }
}

function unread(check: 'unsigned-terms' | 'signature' | 'issuer-key'): BadgeCheck {
  return answer(check, 'not-checked', 'earlier-check-failed')
}

import {
  answer,
  type BadgeCheck,
  type DocumentReport,
  type Found,
  type Known,
} from './badge-check.ts'
import { checkContext } from './check-context.ts'
import { checkDates } from './check-dates.ts'
import { checkIssuerKey } from './check-issuer-key.ts'
import { checkProof, findProof, unchecked } from './check-proof.ts'
import { checkPublished, checkStatus, claimsOurs, publishedAward } from './check-published.ts'
import { checkRecipient, type RecipientIdentity } from './check-recipient.ts'
import { isArray, isObject, presentTexts, textAt, type JsonObject } from './json.ts'
import { ob3ShapeProblem } from './ob3-shape.ts'

/** Runs every check of an OB 3.0 credential. Trouble in the document is an answer, never an exception. */
export async function verifyOb3(document: JsonObject, known: Known): Promise<DocumentReport> {
  const id = textAt(document, 'id')
  const award = await publishedAward(id, known)
  const context = checkContext(document)
  const proof = findProof(document)
  const found = foundIn(document)

  const [terms, signature] =
    typeof proof === 'string'
      ? unchecked('failed', proof)
      : context.result === 'failed'
        ? unchecked('not-checked', 'earlier-check-failed')
        : await checkProof(document, proof)
  const key =
    typeof proof === 'string' || found.issuerId === undefined
      ? answer('issuer-key', 'not-checked', 'earlier-check-failed')
      : await checkIssuerKey(found.issuerId, proof, known)
  const practice = key.reason === 'practice-key'
  const ours = claimsOurs(id, known) || key.reason === 'key-listed'
  const expires = typeof proof === 'string' ? undefined : proof.expires

  return {
    checks: [
      context,
      shape(document),
      terms,
      signature,
      key,
      checkDates(known.now, textAt(document, 'validFrom'), textAt(document, 'validUntil'), expires),
      checkStatus(award),
      checkPublished('same-as-published', document, award?.credential, ours),
      checkRecipient(identities(document), known.email),
    ],
    found,
    practice,
    vouched: signature.result === 'passed' && (key.result === 'passed' || practice),
    award,
  }
}

function shape(document: JsonObject): BadgeCheck {
  const where = ob3ShapeProblem(document)
  return where === undefined
    ? answer('shape', 'passed', 'shape-holds')
    : answer('shape', 'failed', 'shape-broken', { where })
}

/** What a credential says of itself. */
export function foundIn(document: JsonObject): Found {
  const { issuer, credentialSubject } = document
  const achievement = isObject(credentialSubject) ? credentialSubject['achievement'] : undefined
  const group = identities(document).find(({ kind }) => kind === 'group')
  return presentTexts({
    name: textAt(achievement, 'name') ?? textAt(document, 'name'),
    description: textAt(achievement, 'description'),
    issuer: textAt(issuer, 'name'),
    issuerId: typeof issuer === 'string' ? issuer : textAt(issuer, 'id'),
    issuedAt: textAt(document, 'validFrom'),
    expiresAt: textAt(document, 'validUntil'),
    image: isObject(achievement) ? textAt(achievement['image'], 'id') : undefined,
    id: textAt(document, 'id'),
    group: group?.identity,
  })
}

function identities({ credentialSubject }: JsonObject): RecipientIdentity[] {
  const list = isObject(credentialSubject) ? credentialSubject['identifier'] : undefined
  return (isArray(list) ? list : []).flatMap((entry) => {
    const identity = textAt(entry, 'identityHash')
    if (identity === undefined || !isObject(entry)) return []
    const salt = textAt(entry, 'salt') ?? ''
    return [{ kind: kindOf(entry), hashed: entry['hashed'] === true, identity, salt }]
  })
}

function kindOf(identity: JsonObject): RecipientIdentity['kind'] {
  const type = textAt(identity, 'identityType')
  if (type === 'emailAddress') return 'email'
  return type === 'ext:groupName' ? 'group' : 'other'
}

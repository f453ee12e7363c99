import {
  answer,
  type BadgeCheck,
  type DocumentReport,
  type Found,
  type Known,
} from './badge-check.ts'
import { checkDates } from './check-dates.ts'
import { checkPublished, checkStatus, claimsOurs, publishedAward } from './check-published.ts'
import { checkRecipient, type RecipientIdentity } from './check-recipient.ts'
import { isObject, presentTexts, textAt, type JsonObject } from './json.ts'
import { ob2ShapeProblem } from './ob2-shape.ts'
import { parsed } from './read-json.ts'
import { foundIn } from './verify-ob3.ts'

/**
 * Runs every check of a hosted OB 2.0 assertion. Such a badge carries no proof: it is what its address answers, which we know for
 * our own only.
 */
export async function verifyOb2(document: JsonObject, known: Known): Promise<DocumentReport> {
  const id = textAt(document, 'id')
  const award = await publishedAward(id, known)
  const issuedOn = textAt(document, 'issuedOn')
  const expires = textAt(document, 'expires')
  const hosted = checkPublished('hosted', document, award?.assertion, claimsOurs(id, known))
  return {
    checks: [
      shape(document),
      hosted,
      checkDates(known.now, issuedOn, expires),
      checkStatus(award),
      checkRecipient(identities(document), known.email),
    ],
    found: { ...foundIn(credentialOf(award?.credential)), ...ownFacts(document) },
    practice: false,
    vouched: hosted.result === 'passed',
    award,
  }
}

function shape(document: JsonObject): BadgeCheck {
  const where = ob2ShapeProblem(document)
  return where === undefined
    ? answer('shape', 'passed', 'shape-holds')
    : answer('shape', 'failed', 'shape-broken', { where })
}

// The assertion itself only points at its badge and issuer; for an award of ours the credential names them.
function credentialOf(credential: string | undefined): JsonObject {
  const value = credential === undefined ? undefined : parsed(credential)
  return isObject(value) ? value : {}
}

function ownFacts(document: JsonObject): Found {
  const { badge } = document
  const issuer = isObject(badge) ? badge['issuer'] : undefined
  return presentTexts({
    name: textAt(badge, 'name'),
    description: textAt(badge, 'description'),
    issuer: textAt(issuer, 'name'),
    issuedAt: textAt(document, 'issuedOn'),
    expiresAt: textAt(document, 'expires'),
    id: textAt(document, 'id'),
  })
}

function identities({ recipient }: JsonObject): RecipientIdentity[] {
  const identity = textAt(recipient, 'identity')
  if (identity === undefined || !isObject(recipient)) return []
  const type = textAt(recipient, 'type')
  const kind = type === 'email' ? 'email' : type === 'url' ? 'group' : 'other'
  const salt = textAt(recipient, 'salt') ?? ''
  return [{ kind, hashed: recipient['hashed'] === true, identity, salt }]
}

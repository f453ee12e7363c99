import {
  answer,
  type BadgeCheck,
  type Checking,
  type DocumentReport,
  type Found,
  type PublishedAward,
} from './badge-check.ts'
import { checkDates } from './check-dates.ts'
import { checkHosted } from './check-hosted.ts'
import { checkImage } from './check-image.ts'
import { checkOb2Endorsements } from './check-ob2-endorsements.ts'
import { checkPublished, claimsOurs, publishedAward } from './check-published.ts'
import { checkRecipient, type RecipientIdentity } from './check-recipient.ts'
import { checkRevoked, checkSignedAssertion } from './check-signed-assertion.ts'
import type { SignedForm } from './check-signing.ts'
import { checkAward } from './check-status.ts'
import { isObject, presentTexts, textAt, type JsonObject } from './json.ts'
import { checkBadgeClass, checkProfile, followAssertion, type Ob2Graph } from './ob2-graph.ts'
import { ob2ShapeProblem } from './ob2-shape.ts'
import type { Token } from './open-token.ts'
import { parsed } from './read-json.ts'
import { foundIn } from './verify-ob3.ts'

/**
 * Runs every check of an OB 2.0 assertion. A hosted one carries no proof: it is what its address answers. A signed one is checked
 * with the key that its issuer publishes.
 */
export async function verifyOb2(form: SignedForm, checking: Checking): Promise<DocumentReport> {
  const { document, token } = form
  const { known } = checking
  const award = await publishedAward(textAt(document, 'id'), known)
  const graph = await followAssertion(document, checking)
  const [proven, image, endorsements] = await Promise.all([
    token ? proveSigned(token, graph, checking) : proveHosted(document, { award, graph, checking }),
    checkImage(graph.badgeClass.document, checking),
    checkOb2Endorsements(document, graph, checking),
  ])
  const { badgeClass, criteria } = checkBadgeClass(graph.badgeClass)
  const dates = checkDates(known.now, textAt(document, 'issuedOn'), textAt(document, 'expires'))
  return {
    checks: [
      shape(document),
      badgeClass,
      criteria,
      checkProfile(graph.issuer),
      image,
      proven.token,
      proven.signature,
      proven.key,
      proven.hosted,
      dates,
      proven.status,
      endorsements,
      checkRecipient(identities(document), known.email),
    ],
    found: {
      ...foundIn(credentialOf(award?.credential)),
      ...linkedFacts(graph),
      ...ownFacts(document),
    },
    practice: false,
    vouched: proven.vouched,
    award,
  }
}

interface Proven {
  readonly token: BadgeCheck
  readonly signature: BadgeCheck
  readonly key: BadgeCheck
  readonly hosted: BadgeCheck
  readonly status: BadgeCheck
  readonly vouched: boolean
}

async function proveSigned(token: Token, graph: Ob2Graph, checking: Checking): Promise<Proven> {
  const signed = await checkSignedAssertion(token, graph.issuer, checking)
  // Those that we sign have no address: whoever writes one of ours into his own means to pass for us.
  const posing = claimsOurs(textAt(token.payload, 'id'), checking.known)
  return {
    ...signed,
    hosted: posing
      ? answer('hosted', 'failed', 'never-issued')
      : answer('hosted', 'not-applicable', 'nothing-to-check'),
    status: await checkRevoked(token.payload, graph.issuer, checking),
    vouched: signed.signature.result === 'passed' && signed.key.result === 'passed',
  }
}

interface Hosted {
  readonly award: PublishedAward | undefined
  readonly graph: Ob2Graph
  readonly checking: Checking
}

async function proveHosted(
  document: JsonObject,
  { award, graph, checking }: Hosted,
): Promise<Proven> {
  const none = {
    token: answer('token', 'not-applicable', 'nothing-to-check'),
    signature: answer('signature', 'not-applicable', 'nothing-to-check'),
    key: answer('issuer-key', 'not-applicable', 'nothing-to-check'),
  }
  // It says that it is signed, and comes without a signature.
  if (/^signed/i.test(textAt(document['verification'], 'type') ?? '')) {
    const signature = answer('signature', 'failed', 'no-proof')
    const hosted = answer('hosted', 'not-applicable', 'nothing-to-check')
    const status = answer('status', 'not-checked', 'earlier-check-failed')
    return { ...none, signature, hosted, status, vouched: false }
  }
  const ours = award !== undefined || claimsOurs(textAt(document, 'id'), checking.known)
  const { hosted, status } = ours
    ? {
        hosted: checkPublished('hosted', { document }, award?.assertion),
        status: award ? checkAward(award) : answer('status', 'not-checked', 'earlier-check-failed'),
      }
    : await checkHosted(document, graph.issuer, checking)
  return { ...none, hosted, status, vouched: hosted.result === 'passed' }
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

function linkedFacts({ badgeClass, issuer }: Ob2Graph): Found {
  return presentTexts({
    name: textAt(badgeClass.document, 'name'),
    description: textAt(badgeClass.document, 'description'),
    issuer: textAt(issuer.document, 'name'),
    issuerId: textAt(issuer.document, 'id'),
  })
}

function ownFacts(document: JsonObject): Found {
  return presentTexts({
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

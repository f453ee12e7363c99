import {
  answer,
  type BadgeCheck,
  type CheckName,
  type Checking,
  type DocumentReport,
  type Found,
  type PublishedAward,
  type ReasonCode,
} from './badge-check.ts'
import { checkContext } from './check-context.ts'
import { checkDates } from './check-dates.ts'
import { checkEndorsements } from './check-endorsements.ts'
import { checkPublished, claimsOurs, publishedAward } from './check-published.ts'
import { checkRecipient, type RecipientIdentity } from './check-recipient.ts'
import {
  checkSigning,
  isVouched,
  issuerIdOf,
  type SignedForm,
  type Signing,
} from './check-signing.ts'
import { checkAward, checkStatus } from './check-status.ts'
import { checkInlineSchemas, checkIssuerPage, checkRefresh } from './check-services.ts'
import { isArray, isObject, presentTexts, textAt, type JsonObject } from './json.ts'
import { ob3ShapeProblems } from './ob3-shape.ts'

/** Runs every check of an OB 3.0 credential. Trouble in the document is an answer, never an exception. */
export async function verifyOb3(form: SignedForm, checking: Checking): Promise<DocumentReport> {
  const { document } = form
  const { known } = checking
  const award = await publishedAward(textAt(document, 'id'), known)
  const context = checkContext(document)
  const signing = await checkSigning(form, context, checking)
  const published = checkOriginal(form, { award, signing, checking })
  const ours = published.reason === 'published-same' && signing.signature.result === 'passed'

  // In the order of what matters more, since only so many documents are fetched.
  const [status, endorsements, refresh, page] = await Promise.all([
    award ? checkAward(award) : checkStatus(document, signing, checking),
    checkEndorsements(document, checking, ours),
    checkRefresh(document, checking),
    checkIssuerPage(document, checking),
  ])
  const from = textAt(document, 'validFrom')
  const dates = checkDates(known.now, from, textAt(document, 'validUntil'), signing.expires)
  return {
    checks: [
      context,
      ...shapes(document, context),
      checkInlineSchemas(document),
      page,
      signing.terms,
      signing.token,
      signing.signature,
      signing.key,
      dates,
      refresh,
      status,
      endorsements,
      published,
      checkRecipient(identities(document), known.email),
    ],
    found: foundIn(document),
    practice: signing.key.reason === 'practice-key',
    vouched: isVouched(signing),
    award,
  }
}

const parts: readonly (readonly [CheckName, RegExp, ReasonCode, ReasonCode])[] = [
  ['type', /^type\b/, 'type-holds', 'type-wrong'],
  ['subject', /^credentialSubject\b/, 'subject-holds', 'subject-broken'],
  ['evidence', /^evidence\b/, 'evidence-holds', 'evidence-broken'],
  ['issuer-profile', /^issuer\b/, 'profile-holds', 'profile-broken'],
]

/** The form of a credential, part by part, so that each problem is told once and where it belongs. */
function shapes(document: JsonObject, context: BadgeCheck): BadgeCheck[] {
  const names = ['type', 'shape', 'subject', 'evidence', 'issuer-profile'] as const
  if (context.reason === 'context-older') {
    return names.map((name) => answer(name, 'not-checked', 'context-older'))
  }
  const problems = ob3ShapeProblems(document)
  const told = parts.map(([check, path, good, bad]) => {
    const where = problems.find((problem) => path.test(problem))
    return where === undefined
      ? answer(check, 'passed', good)
      : answer(check, 'failed', bad, { where })
  })
  const where = problems.find((problem) => !parts.some(([, path]) => path.test(problem)))
  const shape =
    where === undefined
      ? answer('shape', 'passed', 'shape-holds')
      : answer('shape', 'failed', 'shape-broken', { where })
  const without = document['evidence'] === undefined
  const evidence = answer('evidence', 'not-applicable', 'nothing-to-check')
  return [shape, ...told]
    .map((check) => (check.check === 'evidence' && without ? evidence : check))
    .toSorted((one, other) => names.indexOf(nameOf(one)) - names.indexOf(nameOf(other)))

  function nameOf({ check }: BadgeCheck) {
    return names.find((name) => name === check) ?? 'shape'
  }
}

interface Original {
  readonly award: PublishedAward | undefined
  readonly signing: Signing
  readonly checking: Checking
}

function checkOriginal(
  { document, token }: SignedForm,
  { award, signing, checking }: Original,
): BadgeCheck {
  const ours =
    claimsOurs(textAt(document, 'id'), checking.known) || isOwnKey(document, signing, checking)
  if (award === undefined && !ours) {
    return answer('same-as-published', 'not-applicable', 'signature-suffices')
  }
  return checkPublished('same-as-published', { document, token }, award?.credential)
}

// Signed with a key of ours, under an address that is not ours: that badge was never awarded here.
function isOwnKey(document: JsonObject, { key }: Signing, { known }: Checking): boolean {
  if (key.reason !== 'key-listed' || known.baseUrl === undefined) return false
  const host = URL.parse(known.baseUrl)?.host.replace(':', '%3A')
  return issuerIdOf(document)?.startsWith(`did:web:${host}:`) === true
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
    issuerId: issuerIdOf(document),
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

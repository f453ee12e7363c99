import { z } from 'zod'
import { answer, type BadgeCheck, type Checking, type ReasonCode } from './badge-check.ts'
import { checkContext } from './check-context.ts'
import { checkDates } from './check-dates.ts'
import { checkSigning, issuerIdOf, isVouched, type SignedForm } from './check-signing.ts'
import { checkStatus } from './check-status.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from './json.ts'
import { documentOf, openToken } from './open-token.ts'
import { isInstant, isIri, problemPath } from './shape.ts'

/** Each one costs a signature. */
const MOST_ENDORSEMENTS = 24

/**
 * Looks at every endorsement in a credential, at any depth and in either form: written as the standard asks, about something in
 * this credential, properly signed, in time and not withdrawn. `ours` spares the signatures of a credential that is, letter
 * for letter, the one we published.
 */
export async function checkEndorsements(
  document: JsonObject,
  checking: Checking,
  ours: boolean,
): Promise<BadgeCheck> {
  const found = endorsementsIn(document, '')
  if (found.length === 0) return answer('endorsements', 'not-applicable', 'nothing-to-check')
  const ids = idsIn(document)
  const issuerId = issuerIdOf(document)
  let unsure: BadgeCheck | undefined
  for (const { value, path } of found.slice(0, MOST_ENDORSEMENTS)) {
    const reason = await troubleOf(value, { ids, issuerId, ours, checking })
    if (reason === 'endorsements-unvouched') unsure = answer('endorsements', 'not-checked', reason)
    else if (reason !== undefined) return answer('endorsements', 'failed', reason, { where: path })
  }
  if (found.length > MOST_ENDORSEMENTS) {
    return answer('endorsements', 'not-checked', 'endorsements-too-many')
  }
  const good = ours ? 'endorsements-ours' : 'endorsements-hold'
  return unsure ?? answer('endorsements', 'passed', good)
}

interface Found {
  readonly value: Json
  readonly path: string
}

function endorsementsIn(value: Json, path: string): Found[] {
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`)
  if (isArray(value)) return value.flatMap((item, index) => endorsementsIn(item, at(index)))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    if (key !== 'endorsement' && key !== 'endorsementJwt') return endorsementsIn(item, at(key))
    const items = isArray(item) ? item : [item]
    return items.flatMap((one, index) => [
      { value: one, path: `${at(key)}.${index}` },
      ...endorsementsIn(one, `${at(key)}.${index}`),
    ])
  })
}

function idsIn(value: Json): ReadonlySet<string> {
  if (isArray(value)) return new Set(value.flatMap((item) => [...idsIn(item)]))
  if (!isObject(value)) return new Set()
  const own = textAt(value, 'id')
  const inside = Object.entries(value).flatMap(([key, item]) => {
    // What an endorsement says it is about is what is being looked at.
    return key === 'endorsement' ? [] : [...idsIn(item)]
  })
  return new Set(own === undefined ? inside : [own, ...inside])
}

interface Given {
  readonly ids: ReadonlySet<string>
  readonly issuerId: string | undefined
  readonly ours: boolean
  readonly checking: Checking
}

async function troubleOf(
  value: Json,
  { ids, issuerId, ours, checking }: Given,
): Promise<ReasonCode | undefined> {
  const form = formOf(value)
  if (form === undefined || endorsementShapeProblem(form.document) !== undefined) {
    return 'endorsement-broken'
  }
  const { document } = form
  const context = checkContext(document)
  if (context.result === 'failed') return 'endorsement-broken'
  const about = textAt(document['credentialSubject'], 'id')
  if (about === undefined || !ids.has(about)) return 'endorsement-about-another'
  const until = textAt(document, 'validUntil')
  const dates = checkDates(checking.known.now, textAt(document, 'validFrom'), until)
  if (dates.result !== 'passed') return 'endorsement-out-of-date'
  if (ours) return undefined

  const signing = await checkSigning(form, context, checking)
  const { terms, token, signature, key } = signing
  if ([terms, token, signature, key].some(({ result }) => result === 'failed')) {
    return 'endorsement-altered'
  }
  const status = await checkStatus(document, signing, checking)
  if (status.result === 'failed') return 'endorsement-withdrawn'
  // In a practice badge its issuer may endorse as well; a key that anybody makes for himself says nothing of anybody else.
  const placed = key.reason !== 'practice-key' || issuerIdOf(document) === issuerId
  return isVouched(signing) && placed && status.result !== 'not-checked'
    ? undefined
    : 'endorsements-unvouched'
}

function formOf(value: Json): SignedForm | undefined {
  if (isObject(value)) return { document: value }
  const token = typeof value === 'string' ? openToken(value) : undefined
  return token && { document: documentOf(token), token }
}

const iri = z.string().refine(isIri)
const instant = z.string().refine(isInstant)
const typed = (wanted: string) => z.array(z.string()).refine((types) => types.includes(wanted))

/** @see https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential */
const endorsement = z.looseObject({
  id: iri,
  type: typed('EndorsementCredential').refine((types) => types.includes('VerifiableCredential')),
  name: z.string(),
  issuer: z.union([iri, z.looseObject({ id: iri, type: typed('Profile') })]),
  validFrom: instant,
  validUntil: instant.optional(),
  credentialSubject: z.looseObject({
    id: iri,
    type: typed('EndorsementSubject'),
    endorsementComment: z.string().optional(),
  }),
})

/** Where an EndorsementCredential breaks the rules of its standard, or nothing when it holds. */
export function endorsementShapeProblem(document: JsonObject): string | undefined {
  return problemPath(endorsement, document)
}

import { answer, type BadgeCheck, type Checking, type ReasonCode } from './badge-check.ts'
import { checkDates } from './check-dates.ts'
import { isArray, textAt, type Json, type JsonObject } from './json.ts'
import { follow, isInScope, type Linked, type Ob2Graph } from './ob2-graph.ts'
import { ob2EndorsementProblem, profileProblem } from './ob2-shape.ts'

const MOST_ENDORSEMENTS = 24

/**
 * Looks at the endorsements that an assertion, its class and its issuer link to: written as the standard asks, about one of
 * these, by an issuer that presents itself and whose site they lie on.
 */
export async function checkOb2Endorsements(
  assertion: JsonObject,
  { badgeClass, issuer }: Ob2Graph,
  checking: Checking,
): Promise<BadgeCheck> {
  const documents = [assertion, badgeClass.document, issuer.document]
  const links = documents.flatMap(linksIn)
  // What an assertion links to may as well be about its class.
  const about = new Set(documents.map((document) => document?.['id']))
  if (links.length === 0) return answer('endorsements', 'not-applicable', 'nothing-to-check')
  let unsure: BadgeCheck | undefined
  for (const link of links.slice(0, MOST_ENDORSEMENTS)) {
    const found = await follow('endorsements', link, checking)
    const where = typeof link === 'string' ? link : (textAt(link, 'id') ?? '?')
    const trouble = found.document && (await troubleOf(found.document, about, checking))
    if (found.trouble) unsure = missing(found.trouble, where)
    else if (trouble === 'endorsements-unvouched') {
      unsure = answer('endorsements', 'not-checked', trouble)
    } else if (trouble) return answer('endorsements', 'failed', trouble, { where })
  }
  if (links.length > MOST_ENDORSEMENTS) {
    return answer('endorsements', 'not-checked', 'endorsements-too-many')
  }
  return unsure ?? answer('endorsements', 'passed', 'endorsements-hold')
}

function missing({ result, reason, facts }: BadgeCheck, where: string): BadgeCheck {
  if (reason === 'gone') return answer('endorsements', 'not-checked', 'endorsements-unvouched')
  return result === 'failed'
    ? answer('endorsements', 'not-checked', 'endorsements-unvouched', { where })
    : answer('endorsements', 'not-checked', reason, facts)
}

function linksIn(document: JsonObject | undefined): readonly Json[] {
  const value = document?.['endorsement']
  return isArray(value) ? value : value === undefined ? [] : [value]
}

async function troubleOf(
  document: JsonObject,
  about: ReadonlySet<Json | undefined>,
  checking: Checking,
): Promise<ReasonCode | undefined> {
  if (ob2EndorsementProblem(document) !== undefined) return 'endorsement-broken'
  if (!about.has(textAt(document['claim'], 'id'))) return 'endorsement-about-another'
  const dates = checkDates(
    checking.known.now,
    textAt(document, 'issuedOn'),
    textAt(document, 'expires'),
  )
  if (dates.result !== 'passed') return 'endorsement-out-of-date'
  return issuerTrouble(document, await follow('endorsements', document['issuer'], checking))
}

function issuerTrouble(document: JsonObject, { document: issuer }: Linked): ReasonCode | undefined {
  // Signed ones come as tokens; one that only says that it is signed is not vouched for by where it lies.
  const hosted = /^hosted/i.test(textAt(document['verification'], 'type') ?? '')
  if (issuer === undefined || !hosted) return 'endorsements-unvouched'
  if (profileProblem(issuer) !== undefined) return 'endorsement-broken'
  const lies = textAt(document, 'id') ?? ''
  return isInScope(lies, issuer) ? undefined : 'endorsements-unvouched'
}

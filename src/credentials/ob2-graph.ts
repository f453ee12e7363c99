import {
  answer,
  type BadgeCheck,
  type CheckName,
  type Checking,
  type ReasonCode,
} from './badge-check.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from './json.ts'
import { badgeClassProblems, profileProblem } from './ob2-shape.ts'

/** A document that an assertion leads to, as it is published; nothing of it where it could not be had. */
export interface Linked {
  readonly document?: JsonObject
  /** Why there is none, or none to rely on. */
  readonly trouble?: BadgeCheck
}

/** What an OB 2.0 assertion leads to. */
export interface Ob2Graph {
  readonly badgeClass: Linked
  readonly issuer: Linked
}

/**
 * Follows an assertion to its BadgeClass and on to its issuer. What is written inside the assertion counts only where it has no
 * address of its own: anybody can write a well-known address over a description of his own.
 */
export async function followAssertion(
  assertion: JsonObject,
  checking: Checking,
): Promise<Ob2Graph> {
  const badgeClass = await follow('badge-class', assertion['badge'], checking)
  const next = badgeClass.document?.['issuer']
  const issuer =
    next === undefined
      ? { trouble: answer('issuer-profile', 'not-checked', 'earlier-check-failed') }
      : await follow('issuer-profile', next, checking)
  return { badgeClass, issuer }
}

/** The document that a link leads to. Its own id has the last word, as long as the id answers with it. */
export async function follow(
  check: CheckName,
  link: Json | undefined,
  { sources }: Checking,
): Promise<Linked> {
  const url = typeof link === 'string' ? link : textAt(link, 'id')
  if (url === undefined || !/^https?:/i.test(url)) {
    if (isObject(link)) return { document: link }
    return { trouble: answer(check, 'not-checked', 'issuer-unresolvable', { issuer: url ?? '?' }) }
  }
  const look = (address: string) =>
    check === 'badge-class' ? sources.document(address) : sources.ownWord(address)
  let had = await look(url)
  const id = had.ok ? textAt(had.value, 'id') : undefined
  if (had.ok && id !== undefined && id !== url && /^https?:/i.test(id)) {
    had = await look(id)
    if (had.ok && had.value['id'] !== id) return { trouble: different(check) }
  }
  if (!had.ok) return { trouble: answer(check, 'not-checked', had.reason, had.facts) }
  const name = textAt(link, 'name')
  return name === undefined || name === textAt(had.value, 'name')
    ? { document: had.value }
    : { trouble: different(check) }
}

function different(check: CheckName): BadgeCheck {
  return answer(check, 'failed', 'badge-class-different')
}

/** Looks at the description of a badge and at what it asks: the class, its picture's address, its criteria and alignments. */
export function checkBadgeClass({ document, trouble }: Linked): {
  readonly badgeClass: BadgeCheck
  readonly criteria: BadgeCheck
} {
  if (document === undefined) {
    const unread = answer('criteria', 'not-checked', 'earlier-check-failed')
    const badgeClass = trouble ?? answer('badge-class', 'not-checked', 'earlier-check-failed')
    return { badgeClass, criteria: unread }
  }
  const problems = badgeClassProblems(document)
  const other = problems.find((path) => !ofCriteria(path))
  return {
    badgeClass: held('badge-class', other, ['badge-class-holds', 'badge-class-broken']),
    criteria: held('criteria', problems.find(ofCriteria), ['criteria-hold', 'criteria-broken']),
  }
}

function ofCriteria(path: string): boolean {
  return /^(criteria|alignment)\b/.test(path)
}

/** Looks at how the issuer presents itself. */
export function checkProfile({ document, trouble }: Linked): BadgeCheck {
  if (document === undefined) {
    return trouble ?? answer('issuer-profile', 'not-checked', 'earlier-check-failed')
  }
  const where = profileProblem(document)
  if (where !== undefined) return held('issuer-profile', where, ['profile-holds', 'profile-broken'])
  // A profile without an address is whoever wrote the badge.
  const id = textAt(document, 'id') ?? '?'
  return /^https?:/i.test(id)
    ? answer('issuer-profile', 'passed', 'profile-holds')
    : answer('issuer-profile', 'not-checked', 'issuer-unresolvable', { issuer: id })
}

function held(
  check: CheckName,
  where: string | undefined,
  [good, bad]: readonly [ReasonCode, ReasonCode],
): BadgeCheck {
  return where === undefined
    ? answer(check, 'passed', good)
    : answer(check, 'failed', bad, { where })
}

/**
 * True when an address may speak for an issuer: on one of the hosts the issuer allows (its own by default), and beginning as
 * the issuer says.
 * @see https://www.imsglobal.org/spec/ob/v2p0/#VerificationObject
 */
export function isInScope(url: string, issuer: JsonObject): boolean {
  const { verification } = issuer
  const rules = isObject(verification) ? verification : {}
  const at = URL.parse(url)
  const home = URL.parse(textAt(issuer, 'id') ?? '')
  // Names without a host would all be on one.
  if (at === null || home === null || at.host === '') return false
  const starts = textsOf(rules['startsWith'])
  // Where it leads counts, not how it is written: `/ours/../theirs` begins with `/ours`.
  if (starts.length > 0 && !starts.some((start) => at.href.startsWith(start))) return false
  const origins = textsOf(rules['allowedOrigins'])
  return origins.length === 0 ? at.host === home.host : origins.includes(at.host)
}

/** One text or several. */
export function textsOf(value: Json | undefined): readonly string[] {
  const items = isArray(value) ? value : [value]
  return items.filter((item) => typeof item === 'string')
}

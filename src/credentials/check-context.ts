import { answer, type BadgeCheck } from './badge-check.ts'
import {
  CREDENTIALS_CONTEXT,
  furtherContextUrls,
  OLDER_CREDENTIALS_CONTEXT,
  openBadgesContextUrls,
  unbundledContextUrls,
} from './contexts.ts'
import { isArray, isObject, type Json, type JsonObject } from './json.ts'

const allowed = [CREDENTIALS_CONTEXT, ...openBadgesContextUrls, ...furtherContextUrls]

/**
 * Looks at what gives a credential's words their meaning: known contexts only, the standard's order, and none brought along
 * inside. A signature alone does not notice a swap.
 */
export function checkContext(document: JsonObject): BadgeCheck {
  const urls = contextsOf(document)
  const problem = strangerAmong(urls)
  if (problem !== undefined) return problem
  // OB 3.0 §context: credentials first, Open Badges second.
  const second = urls.slice(1, 2).some((url) => isOneOf(openBadgesContextUrls, url))
  if (urls[0] !== CREDENTIALS_CONTEXT || !second) {
    return answer('context', 'failed', 'context-order')
  }
  return checkInside(document)
}

/** The same for the list that says which credentials were revoked: it need not speak of badges. */
export function checkListContext(document: JsonObject): BadgeCheck {
  const urls = contextsOf(document)
  const problem = strangerAmong(urls)
  if (problem !== undefined) return problem
  return urls[0] === CREDENTIALS_CONTEXT
    ? checkInside(document)
    : answer('context', 'failed', 'context-order')
}

function contextsOf(document: JsonObject): readonly Json[] {
  const context = document['@context']
  return isArray(context) ? context : [context ?? '']
}

function strangerAmong(urls: readonly Json[]): BadgeCheck | undefined {
  // Credentials of version 1 have other names for dates: nothing else that we look at would come out right.
  if (urls[0] === OLDER_CREDENTIALS_CONTEXT)
    return answer('context', 'not-checked', 'context-older')
  const unknown = urls.find((url) => !isAllowed(url) && !isOneOf(unbundledContextUrls, url))
  if (unknown !== undefined) {
    const url = typeof unknown === 'string' ? unknown : JSON.stringify(unknown)
    return answer('context', 'failed', 'context-unknown', { url })
  }
  const unbundled = urls.find((url) => !isAllowed(url))
  return typeof unbundled === 'string'
    ? answer('context', 'not-checked', 'context-not-bundled', { url: unbundled })
    : undefined
}

function checkInside(document: JsonObject): BadgeCheck {
  const keyword = keywordInside(document, true) ?? saidElsewhere(document)
  return keyword === undefined
    ? answer('context', 'passed', 'contexts-known')
    : answer('context', 'failed', 'context-inside', { keyword })
}

function isAllowed(url: Json): boolean {
  return isOneOf(allowed, url)
}

function isOneOf(urls: readonly string[], url: Json): boolean {
  return urls.some((known) => known === url)
}

// JSON-LD keywords inside could give a word another meaning, and a full name (`https://…#credentialStatus`) says the same as the
// word: signed as before, and not seen by whoever looks for the word. Endorsements carry a context of their own; only known ones
// pass.
function keywordInside(value: Json, top: boolean): string | undefined {
  if (isArray(value)) return firstOf(value, (item) => keywordInside(item, false))
  if (!isObject(value)) return undefined
  for (const [key, item] of Object.entries(value)) {
    if (key.includes(':')) return key
    if (!key.startsWith('@')) continue
    const contexts = isArray(item) ? item : [item]
    if (key !== '@context' || (!top && !contexts.every(isAllowed))) return key
  }
  return firstOf(Object.values(value), (item) => keywordInside(item, false))
}

// Whatever carries the credential's id is the credential: what ends it or takes it back would be signed as before in another place
// that leads to it, and not seen at the top.
const endings = ['validUntil', 'credentialStatus'] as const

function saidElsewhere(document: JsonObject): string | undefined {
  const { id } = document
  return firstOf(Object.values(document), look)

  function look(value: Json): string | undefined {
    if (isArray(value)) return firstOf(value, look)
    if (!isObject(value)) return undefined
    const again = typeof id === 'string' && value['id'] === id
    const ending = again ? endings.find((name) => Object.hasOwn(value, name)) : undefined
    return ending ?? firstOf(Object.values(value), look)
  }
}

function firstOf(values: readonly Json[], look: (value: Json) => string | undefined) {
  for (const value of values) {
    const found = look(value)
    if (found !== undefined) return found
  }
  return undefined
}

import { gunzipSync } from 'node:zlib'
import {
  answer,
  type BadgeCheck,
  type Checking,
  type PublishedAward,
  type ReasonCode,
} from './badge-check.ts'
import { checkListContext } from './check-context.ts'
import { checkDates } from './check-dates.ts'
import { checkSigning, issuerIdOf, isVouched, type Signing } from './check-signing.ts'
import { isArray, isObject, textAt, type Json, type JsonObject } from './json.ts'
import { bitAt, decodeStatusList, LIST_BITS } from './status-list.ts'

/** Looks at whether an award of this service still stands. */
export function checkAward({ status, reason }: PublishedAward): BadgeCheck {
  return status === 'valid'
    ? answer('status', 'passed', 'stands')
    : answer('status', 'failed', status, reason === undefined ? undefined : { reason })
}

/**
 * Looks at whether a credential still stands, where it says that this can be looked up: in a signed bit list, or in 1EdTech's
 * list of revoked credentials.
 */
export async function checkStatus(
  document: JsonObject,
  signing: Signing,
  checking: Checking,
): Promise<BadgeCheck> {
  const entry = document['credentialStatus']
  if (entry === undefined) return answer('status', 'not-applicable', 'status-none')
  const type = textAt(entry, 'type')
  if (!isObject(entry) || type === undefined) {
    return answer('status', 'failed', 'status-broken', { where: 'credentialStatus' })
  }
  if (type === 'BitstringStatusListEntry') return checkBit(entry, document, signing, checking)
  if (type === '1EdTechRevocationList') return checkRevocationList(entry, document, checking)
  return unsupported(type)
}

function unsupported(kind: string): BadgeCheck {
  return answer('status', 'not-checked', 'status-unsupported', { kind })
}

/** @see https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm */
async function checkBit(
  entry: JsonObject,
  document: JsonObject,
  signing: Signing,
  checking: Checking,
): Promise<BadgeCheck> {
  const url = textAt(entry, 'statusListCredential')
  const purpose = textAt(entry, 'statusPurpose')
  const index = indexOf(entry['statusListIndex'])
  if (url === undefined) return broken('statusListCredential')
  if (index === undefined) return broken('statusListIndex')
  if (purpose !== 'revocation' && purpose !== 'suspension') {
    return unsupported(purpose ?? 'statusPurpose')
  }
  // Bitstring Status List §2.1: entries of several bits count their index in such groups.
  if ((entry['statusSize'] ?? 1) !== 1) return unsupported('statusSize')

  const { known, sources } = checking
  if (known.baseUrl !== undefined && url.startsWith(`${known.baseUrl}/`)) {
    const bit = await known.findStatus?.(url, index)
    if (bit === undefined) return answer('status', 'not-checked', 'not-here', { url })
    return bit === 'stands' ? stands() : answer('status', 'failed', bit)
  }
  const list = await sources.document(url)
  if (!list.ok) return answer('status', 'not-checked', list.reason, list.facts)
  const trouble = await listTrouble(list.value, {
    issuerId: issuerIdOf(document),
    signing,
    checking,
  })
  return trouble ?? readBit(list.value['credentialSubject'], { purpose, index })
}

interface Badge {
  readonly issuerId: string | undefined
  readonly signing: Signing
  readonly checking: Checking
}

async function listTrouble(list: JsonObject, badge: Badge): Promise<BadgeCheck | undefined> {
  const context = checkListContext(list)
  if (context.result !== 'passed') return listBroken('@context')
  if (!includes(list['type'], 'BitstringStatusListCredential')) return listBroken('type')
  const subject = list['credentialSubject']
  if (!isObject(subject) || !includes(subject['type'], 'BitstringStatusList')) {
    return listBroken('credentialSubject.type')
  }
  if (textAt(list, 'id') === undefined) return listBroken('id')
  if (badge.issuerId === undefined || issuerIdOf(list) !== badge.issuerId) {
    return answer('status', 'failed', 'list-of-another')
  }
  return (await signingTrouble(list, context, badge)) ?? dateTrouble(list, badge)
}

async function signingTrouble(
  list: JsonObject,
  context: BadgeCheck,
  { signing, checking }: Badge,
): Promise<BadgeCheck | undefined> {
  const own = await checkSigning({ document: list }, context, checking)
  const { signature, key, terms } = own
  if (signature.reason === 'no-proof') return answer('status', 'failed', 'list-unsigned')
  if (signature.result === 'failed' || terms.result === 'failed') {
    return answer('status', 'failed', 'list-altered')
  }
  if (signature.result !== 'passed') {
    return answer('status', 'not-checked', signature.reason, signature.facts)
  }
  if (key.result === 'failed') return answer('status', 'failed', 'list-of-another')
  // Signed with the very key of the badge, the list is as good as the badge.
  const same = own.signer !== undefined && own.signer === signing.signer
  return same || isVouched(own) ? undefined : answer('status', 'not-checked', key.reason, key.facts)
}

function dateTrouble(list: JsonObject, { checking }: Badge): BadgeCheck | undefined {
  const from = textAt(list, 'validFrom')
  const until = textAt(list, 'validUntil')
  if (from === undefined && until === undefined) return undefined
  const { result, facts } = checkDates(checking.known.now, from ?? '1970-01-01T00:00:00Z', until)
  if (result === 'passed') return undefined
  return result === 'failed'
    ? answer('status', 'failed', 'list-out-of-date', facts)
    : listBroken(from === undefined ? 'validUntil' : 'validFrom')
}

function readBit(
  subject: Json | undefined,
  { purpose, index }: { readonly purpose: 'revocation' | 'suspension'; readonly index: number },
): BadgeCheck {
  if (!isObject(subject) || !includes(subject['statusPurpose'], purpose)) {
    return answer('status', 'failed', 'list-purpose')
  }
  const encoded = textAt(subject, 'encodedList') ?? ''
  const bits = decodeStatusList(encoded)
  if (bits === undefined) {
    return unpacks(encoded)
      ? answer('status', 'failed', 'list-too-short')
      : listBroken('credentialSubject.encodedList')
  }
  const bit = bitAt(bits, index)
  if (bit === undefined) return broken('statusListIndex')
  if (!bit) return stands()
  return answer('status', 'failed', purpose === 'revocation' ? 'revoked' : 'suspended')
}

// A list that unpacks, yet could not be used, has too few bits.
function unpacks(encoded: string): boolean {
  try {
    gunzipSync(Buffer.from(encoded.slice(1), 'base64url'), { maxOutputLength: LIST_BITS / 8 })
    return encoded.startsWith('u')
  } catch {
    return false
  }
}

async function checkRevocationList(
  entry: JsonObject,
  document: JsonObject,
  { sources }: Checking,
): Promise<BadgeCheck> {
  const url = textAt(entry, 'id')
  if (url === undefined) return broken('credentialStatus.id')
  const had = await sources.document(url)
  if (!had.ok) return answer('status', 'not-checked', had.reason, had.facts)
  const revoked = had.value['revokedCredentials'] ?? had.value['revokedCredential']
  if (!isArray(revoked)) return listBroken('revokedCredentials')
  const id = textAt(document, 'id')
  const entryOf = revoked.find((one) => (typeof one === 'string' ? one : textAt(one, 'id')) === id)
  if (entryOf === undefined) return stands()
  const reason = textAt(entryOf, 'revocationReason')
  return answer('status', 'failed', 'revoked', reason === undefined ? undefined : { reason })
}

// The standard asks for a text; 1EdTech's own example has a number.
function indexOf(value: Json | undefined): number | undefined {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function includes(value: Json | undefined, wanted: string): boolean {
  return value === wanted || (isArray(value) && value.includes(wanted))
}

function stands(): BadgeCheck {
  return answer('status', 'passed', 'stands')
}

function broken(where: string): BadgeCheck {
  return answer('status', 'failed', 'status-broken', { where })
}

function listBroken(where: string): BadgeCheck {
  const reason: ReasonCode = 'list-broken'
  return answer('status', 'failed', reason, { where })
}

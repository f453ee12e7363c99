import { gunzipSync, gzipSync } from 'node:zlib'
import type { Address } from './award-facts.ts'
import { CREDENTIALS_CONTEXT } from './contexts.ts'
import { CredentialError } from './credential-error.ts'
import type { UnsignedCredential } from './ob3.ts'
import { wholeSeconds } from './whole-seconds.ts'

/** Bits of a list of ours: the fewest that the standard allows, among which one award is not made out. */
export const LIST_BITS = 131_072

/** Bytes that a list of others may unpack to: sixteen million awards. */
const MOST_BYTES = 2 ** 21

/**
 * Writes the credential that says which of a list's awards are revoked, to be signed by the issuer. `url` is where it is
 * served, `since` when it last changed, in milliseconds. Throws `bad-status-index` for an index that the list does not have.
 * @see https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
 */
export function writeStatusList(
  {
    url,
    ended,
    since,
  }: { readonly url: string; readonly ended: Iterable<number>; readonly since: number },
  { issuerDid }: Address,
): UnsignedCredential {
  return {
    '@context': [CREDENTIALS_CONTEXT],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: { id: issuerDid },
    validFrom: wholeSeconds(since),
    credentialSubject: {
      id: `${url}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: encodeStatusList(ended),
    },
  }
}

/** The bits of a list as its credential holds them, those at these indexes set. Throws `bad-status-index`. */
export function encodeStatusList(ended: Iterable<number>): string {
  const bits = Buffer.alloc(LIST_BITS / 8)
  for (const index of ended) {
    if (!Number.isInteger(index) || index < 0 || index >= LIST_BITS) {
      throw new CredentialError('bad-status-index', `A status list has no bit ${index}.`)
    }
    bits[index >> 3] = (bits[index >> 3] ?? 0) | maskOf(index)
  }
  // Bitstring Status List §3.2: multibase `u`, base64url without padding of GZIP.
  return `u${gzipSync(bits).toString('base64url')}`
}

/**
 * The bits of anybody's list. Nothing when it is not written as the standard says, has fewer bits than it asks for, or
 * unpacks to more than 2 MiB.
 */
export function decodeStatusList(encodedList: string): Uint8Array | undefined {
  if (!encoded.test(encodedList)) return undefined
  try {
    const packed = Buffer.from(encodedList.slice(1), 'base64url')
    const bits = gunzipSync(packed, { maxOutputLength: MOST_BYTES })
    return bits.length * 8 < LIST_BITS ? undefined : bits
  } catch {
    return undefined
  }
}

const encoded = /^u[\w-]+$/

/** The bit at an index; nothing where the list does not reach. */
export function bitAt(bits: Uint8Array, index: number): boolean | undefined {
  if (!Number.isInteger(index) || index < 0) return undefined
  // Divided, for shifting makes 32 bits of any number.
  const byte = bits[Math.floor(index / 8)]
  return byte === undefined ? undefined : (byte & maskOf(index)) !== 0
}

// Bitstring Status List §3.2: index 0 is the highest bit of the first byte.
function maskOf(index: number): number {
  return 0x80 >> (index % 8)
}

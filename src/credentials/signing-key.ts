import { createPrivateKey, type KeyObject } from 'node:crypto'
import { fromBase58 } from './base58.ts'
import { isIssuerKey, type IssuerKey } from './keys.ts'

// Held by the key they were made of: a secret stays in memory no longer than whoever opened it keeps it.
const made = new WeakMap<IssuerKey, KeyObject>()

/** The key in the form that node:crypto signs with; nothing when it is not an Ed25519 multikey. */
export function signingKey(key: IssuerKey): KeyObject | undefined {
  const known = made.get(key)
  if (known !== undefined) return known
  const seed = isIssuerKey(key.publicKeyMultibase) ? seedOf(key.secretKeyMultibase) : undefined
  if (seed === undefined) return undefined
  const fresh = createPrivateKey({
    key: Buffer.concat([pkcs8Head, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  made.set(key, fresh)
  return fresh
}

// RFC 8410 §7: everything of a PKCS #8 file that comes before the 32 bytes of an Ed25519 seed.
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

// Multikey §2.1.1: `z`, then in base 58 the header 0x8026 and the seed. Older keys repeat the public key after it.
function seedOf(multibase: string): Uint8Array | undefined {
  const bytes = multibase.startsWith('z') ? fromBase58(multibase.slice(1)) : undefined
  if (bytes === undefined || bytes[0] !== 0x80 || bytes[1] !== 0x26) return undefined
  return bytes.length === 34 || bytes.length === 66 ? bytes.subarray(2, 34) : undefined
}

import { createHash, randomBytes, randomUUID } from 'node:crypto'

const idBytes = 16
/** Asking the system costs more than the rest of an id: it is asked for many at once. */
let pool = Buffer.alloc(0)

/** 128 random bits, base64url, 22 characters. */
export function freshId(): string {
  if (pool.length === 0) pool = randomBytes(256 * idBytes)
  const bytes = pool.subarray(0, idBytes)
  pool = pool.subarray(idBytes)
  return bytes.toString('base64url')
}

/** Hides an address in public documents; 128 random bits, new for each award. */
export function freshSalt(): string {
  return randomBytes(16).toString('hex')
}

/** The subject of a credential: a name that says nothing about the person. */
export function freshSubjectId(): `urn:uuid:${string}` {
  return `urn:uuid:${randomUUID()}`
}

/** 256 random bits for a cookie or a link; only its hash is stored. */
export function freshToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256, hexadecimal. */
export function hash(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex')
}

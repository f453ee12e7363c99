import { hash } from 'node:crypto'

/**
 * The hash by which a recipient is recognised without being named: `sha256$` and the hexadecimal digest of identity and salt.
 * @see https://www.imsglobal.org/spec/ob/v3p0/#identityhash
 */
export function hashIdentity(identity: string, salt: string): string {
  return `sha256$${hash('sha256', identity + salt, 'hex')}`
}

/** One address, one spelling: the standard is silent on case, and people are not careful about it. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase()
}

import { createHash } from 'node:crypto'
import { answer, type BadgeCheck } from './badge-check.ts'
import { hashIdentity, normaliseEmail } from './hash-identity.ts'

/** One way in which a badge says to whom it was awarded. */
export interface RecipientIdentity {
  readonly kind: 'email' | 'group' | 'other'
  readonly hashed: boolean
  readonly identity: string
  readonly salt: string
}

/** Looks at whether a badge was awarded to this address; without one there is nothing to compare. */
export function checkRecipient(
  identities: readonly RecipientIdentity[],
  email: string | undefined,
): BadgeCheck {
  if (email === undefined) return answer('recipient', 'not-checked', 'recipient-not-asked')
  const emails = identities.filter(({ kind }) => kind === 'email')
  if (emails.length > 0) {
    return emails.some((identity) => isSame(identity, email))
      ? answer('recipient', 'passed', 'recipient-matches')
      : answer('recipient', 'failed', 'recipient-differs')
  }
  return identities.some(({ kind }) => kind === 'group')
    ? answer('recipient', 'not-applicable', 'recipient-group')
    : answer('recipient', 'not-checked', 'recipient-without-email')
}

// Other services may have hashed the address as it was typed.
function isSame({ hashed, identity, salt }: RecipientIdentity, email: string): boolean {
  const spellings = [normaliseEmail(email), email.trim()]
  if (!hashed)
    return spellings.includes(identity.trim()) || spellings[0] === normaliseEmail(identity)
  const wanted = identity.toLowerCase()
  return spellings.some((spelling) =>
    [hashIdentity(spelling, salt), md5(spelling, salt)].includes(wanted),
  )
}

// OB 2.0 §IdentityHash allows MD5; only foreign badges come with it.
function md5(identity: string, salt: string): string {
  return `md5$${createHash('md5').update(identity).update(salt).digest('hex')}`
}

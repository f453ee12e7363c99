import { createHash } from 'node:crypto'
import type { Ref } from '#src/chat/contract.ts'

/**
 * The name of a message to Discord and in our book: nothing of people shows in it. Discord knows a nonce again by its author
 * alone, so where it goes is part of it; and it takes no more than 25 characters.
 */
export function nonceOf(destination: Ref, key: string): string {
  return createHash('sha256').update(`${destination} ${key}`).digest('base64url').slice(0, 24)
}

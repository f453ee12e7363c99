import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is not taken for Discord's. */
export type Checked =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'unsigned' | 'too old' | 'from the future' | 'wrong' }

/** The key with which Discord signs, from the 64 hexadecimal digits that the portal shows. */
export function publicKeyFrom(hex: string): KeyObject {
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new Error(
      'DISCORD_PUBLIC_KEY is not a key: copy the 64 characters of Public Key, of the page General Information.',
    )
  // RFC 8410: an ed25519 key is its 32 bytes after these twelve.
  const der = Buffer.from(`302a300506032b6570032100${hex}`, 'hex')
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

/**
 * Checks that Discord signed these very bytes within the last five minutes. Discord itself only asks for the signature, and
 * now and then sends a wrong one, to see that it is refused.
 * @see https://docs.discord.com/developers/interactions/overview#setting-up-an-endpoint
 */
export function checkSignature(key: KeyObject, { headers, body, now }: Signed): Checked {
  const signature = headers['x-signature-ed25519']
  const stamp = headers['x-signature-timestamp']
  if (typeof signature !== 'string' || !/^[0-9a-f]{128}$/i.test(signature))
    return { ok: false, reason: 'unsigned' }
  if (typeof stamp !== 'string' || !/^\d{1,12}$/.test(stamp))
    return { ok: false, reason: 'unsigned' }
  const sentAt = Number(stamp) * 1000
  if (now - sentAt > windowMs) return { ok: false, reason: 'too old' }
  if (sentAt - now > windowMs) return { ok: false, reason: 'from the future' }
  const signed = Buffer.concat([Buffer.from(stamp), body])
  const isSigned = verify(null, signed, key, Buffer.from(signature, 'hex'))
  return isSigned ? { ok: true } : { ok: false, reason: 'wrong' }
}

interface Signed {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly now: number
}

/** How far Discord's clock and ours may be apart. */
export const windowMs = 300_000

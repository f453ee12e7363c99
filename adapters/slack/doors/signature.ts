import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is not taken for Slack's; `ok` with the digest that names it. */
export type Checked =
  | { readonly ok: true; readonly name: string; readonly sentAt: number }
  | { readonly ok: false; readonly reason: 'unsigned' | 'too old' | 'from the future' | 'wrong' }

/**
 * Checks that Slack signed these very bytes within the last five minutes. A clock that is ahead is refused as well:
 * Bolt's own check lets a request dated next year through, to be sent again until then.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function checkSignature(secret: string, { headers, body, now }: Signed): Checked {
  const signature = headers['x-slack-signature']
  const stamp = headers['x-slack-request-timestamp']
  if (typeof signature !== 'string' || typeof stamp !== 'string' || !/^\d{1,12}$/.test(stamp))
    return { ok: false, reason: 'unsigned' }
  const sentAt = Number(stamp) * 1000
  if (now - sentAt > windowMs) return { ok: false, reason: 'too old' }
  if (sentAt - now > windowMs) return { ok: false, reason: 'from the future' }
  const ours = createHmac('sha256', secret).update(`v0:${stamp}:`).update(body).digest('hex')
  if (!isSame(signature, `v0=${ours}`)) return { ok: false, reason: 'wrong' }
  return { ok: true, name: `${stamp}:${ours}`, sentAt }
}

interface Signed {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly now: number
}

/** How far Slack's clock and ours may be apart. */
export const windowMs = 300_000

function isSame(given: string, ours: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(ours)]
  return a.length === b.length && timingSafeEqual(a, b)
}

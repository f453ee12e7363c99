import { createHmac } from 'node:crypto'

/** The headers by which Slack vouches for a request. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signed(
  body: string,
  { secret, at = Date.now() }: { readonly secret: string; readonly at?: number },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000))
  const base = `v0:${timestamp}:${body}`
  return {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(base).digest('hex')}`,
  }
}

import { SlackTrouble, troubleOf } from './send/slack-trouble.ts'

/**
 * Answers through the `response_url` that came with a command or a press. Slack's own host alone is written to, or that of
 * the Web API where it is set. Throws `SlackTrouble`.
 */
export async function respondTo(
  url: string,
  body: Readonly<Record<string, unknown>>,
  { apiUrl }: { readonly apiUrl: string },
): Promise<void> {
  if (!isSlacks(new URL(url), new URL(apiUrl)))
    throw new SlackTrouble('response_url', { error: 'elsewhere', certain: true })
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(respondMs),
  }).catch((failure: unknown) => {
    throw troubleOf('response_url', failure)
  })
  const text = await answer.text()
  if (answer.ok) return
  // Slack answers in words ("invalid_blocks", "used_url"), not in JSON.
  const error = /^[a-z_]{3,40}$/.test(text) ? text : `http_${answer.status}`
  throw new SlackTrouble('response_url', { error, certain: true })
}

const respondMs = 8000

function isSlacks({ protocol, hostname, origin }: URL, api: URL): boolean {
  return origin === api.origin || (protocol === 'https:' && hostname === 'hooks.slack.com')
}

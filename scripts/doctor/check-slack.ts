import { z } from 'zod'
import { botScopes } from '#adapters/slack/admission/scopes.ts'
import type { Config } from '#src/config.ts'
import { patienceMs, under } from './ask-chat.ts'
import { type Finding, troubleIn } from './finding.ts'

const part = 'slack'

/** Asks Slack whose the tokens are, and what the app may do. Workspaces that installed it by OAuth are not looked at. */
export async function checkSlack({ slack }: Config): Promise<readonly Finding[]> {
  if (!slack)
    return [
      { part, mark: 'unchecked', say: (t) => t.notConfigured({ variable: 'SLACK_BOT_TOKEN' }) },
    ]
  const { apiUrl, botToken, appToken } = slack
  return Promise.all([
    botToken === undefined ? checkReachable(apiUrl) : checkBotToken(apiUrl, botToken),
    ...(appToken === undefined ? [] : [checkAppToken(apiUrl, appToken)]),
  ])
}

/** @see https://docs.slack.dev/reference/methods/auth.test */
function checkBotToken(apiUrl: string, token: string): Promise<Finding> {
  const variable = 'SLACK_BOT_TOKEN'
  return asked({ apiUrl, method: 'auth.test', token, variable }, ({ team, granted }) => {
    const missing = granted && botScopes.filter((scope) => !granted.has(scope))
    return missing && missing.length > 0
      ? { part, mark: 'wrong', say: (t) => t.slackScopes({ variable, scopes: missing.join(', ') }) }
      : { part, mark: 'good', say: (t) => t.slackBot({ variable, name: team }) }
  })
}

/** @see https://docs.slack.dev/reference/methods/apps.connections.open */
function checkAppToken(apiUrl: string, token: string): Promise<Finding> {
  const variable = 'SLACK_APP_TOKEN'
  return asked({ apiUrl, method: 'apps.connections.open', token, variable }, () => ({
    part,
    mark: 'good',
    say: (t) => t.slackSocket({ variable }),
  }))
}

/** @see https://docs.slack.dev/reference/methods/api.test */
function checkReachable(apiUrl: string): Promise<Finding> {
  const variable = 'SLACK_API_URL'
  return asked({ apiUrl, method: 'api.test', token: undefined, variable }, () => ({
    part,
    mark: 'good',
    say: (t) => t.slackMany(),
  }))
}

interface Question {
  readonly apiUrl: string
  readonly method: string
  readonly token: string | undefined
  /** Where the token comes from. */
  readonly variable: string
}

interface SlackSays {
  readonly team: string
  /** The rights of the token; undefined where Slack does not say. */
  readonly granted: ReadonlySet<string> | undefined
}

const slackAnswer = z.object({
  ok: z.boolean(),
  team: z.string().default('?'),
  error: z.string().regex(/^\w+$/).default('?'),
})

async function asked(
  { apiUrl, method, token, variable }: Question,
  judge: (says: SlackSays) => Finding,
): Promise<Finding> {
  try {
    const response = await fetch(under(apiUrl, method), {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (response.status === 404)
      return { part, mark: 'wrong', say: (t) => t.slackNoApi({ url: shown(apiUrl) }) }
    if (!response.ok) return busy(variable, response.status)
    const { ok, team, error: reason } = slackAnswer.parse(await response.json())
    if (ok) return judge({ team, granted: scopesIn(response.headers.get('x-oauth-scopes')) })
    if (reason === 'ratelimited') return busy(variable, 429)
    return { part, mark: 'wrong', say: (t) => t.tokenRefused({ variable, reason }) }
  } catch (error) {
    return unreachable({ apiUrl, variable }, error)
  }
}

/** It answers, but not now. */
function busy(variable: string, status: number): Finding {
  return { part, mark: 'look', say: (t) => t.slackBusy({ variable, detail: String(status) }) }
}

function unreachable(
  { apiUrl, variable }: Pick<Question, 'apiUrl' | 'variable'>,
  error: unknown,
): Finding {
  const detail = troubleIn(error)
  const url = shown(apiUrl)
  // Another address than Slack's own is in doubt before the network is.
  if (new URL(apiUrl).hostname !== 'slack.com')
    return { part, mark: 'wrong', say: (t) => t.slackApiUnreachable({ url, detail }) }
  return { part, mark: 'wrong', say: (t) => t.slackUnreachable({ variable, detail }) }
}

/** An address without what may be secret in it. */
function shown(apiUrl: string): string {
  const { origin, pathname } = new URL(apiUrl)
  return origin + pathname
}

function scopesIn(header: string | null): ReadonlySet<string> | undefined {
  return header === null ? undefined : new Set(header.split(',').map((scope) => scope.trim()))
}

import { WebAPIPlatformError, WebClient } from '@slack/web-api'
import { z } from 'zod'
import { quietLogger } from '../doors/quiet-logger.ts'

/** For the few calls that are about a token itself. Tried again once, within the time in which somebody waits. */
export function bareClient(slackApiUrl: string, token?: string): WebClient {
  return new WebClient(token, { ...clientOptions(slackApiUrl), logger: quietLogger })
}

export function clientOptions(slackApiUrl: string) {
  return {
    slackApiUrl,
    retryConfig: { retries: 1, minTimeout: 300, factor: 2 },
    rejectRateLimitedCalls: true,
    timeout: 8000,
  }
}

/** Whose token it is. */
export interface TokenOwner {
  readonly team: string
  readonly teamName: string
  readonly botUserId: string
  readonly botId: string | undefined
  /** The Enterprise Grid organisation that it belongs to. */
  readonly enterprise: string | undefined
  readonly scopes: readonly string[]
  readonly isOfOrganisation: boolean
}

/** Asks Slack whose token it is (`auth.test`). */
export async function ownerOf(slackApiUrl: string, token: string): Promise<TokenOwner> {
  const answer = ownerSchema.parse(await bareClient(slackApiUrl, token).auth.test())
  return {
    team: answer.team_id,
    teamName: answer.team ?? answer.team_id,
    botUserId: answer.user_id,
    botId: answer.bot_id,
    enterprise: answer.enterprise_id ?? undefined,
    scopes: answer.response_metadata?.scopes ?? [],
    isOfOrganisation: answer.is_enterprise_install ?? false,
  }
}

const ownerSchema = z.object({
  team_id: z.string(),
  team: z.string().optional(),
  user_id: z.string(),
  bot_id: z.string().optional(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
})

/** Whether an organisation's token is good for one of its workspaces (`auth.teams.list`, which wants no right). */
export async function letsIn(slackApiUrl: string, token: string, team: string): Promise<boolean> {
  const client = bareClient(slackApiUrl, token)
  let cursor = ''
  for (let page = 0; page < mostPages; page++) {
    const answer = await client.auth.teams.list({ limit: 1000, ...(cursor ? { cursor } : {}) })
    const { teams, response_metadata: next } = teamsSchema.parse(answer)
    if (teams.some(({ id }) => id === team)) return true
    cursor = next?.next_cursor ?? ''
    if (cursor === '') return false
  }
  return false
}

const mostPages = 100

const teamsSchema = z.object({
  teams: z.array(z.object({ id: z.string() })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

/** Slack's word for why it refused; undefined: it did not answer, or something else broke. */
export function slackError(failure: unknown): string | undefined {
  return failure instanceof WebAPIPlatformError ? failure.data.error : undefined
}

/** The workspace let the service go, or took its token back. */
export const lostToken: ReadonlySet<string> = new Set([
  'invalid_auth',
  'account_inactive',
  'token_revoked',
  'not_authed',
])

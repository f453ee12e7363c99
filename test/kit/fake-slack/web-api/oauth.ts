import { z } from 'zod'
import type { Grant, World } from '../world.ts'
import { type Answer, parsed, type RawArgs, SlackError } from './method.ts'

const access = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string().optional(),
  redirect_uri: z.string().optional(),
  grant_type: z.string().default('authorization_code'),
  refresh_token: z.string().optional(),
})

/** Gives a token for a code, or a fresh one for a refresh token. @see https://docs.slack.dev/reference/methods/oauth.v2.access */
export function oauthAccess(world: World, raw: RawArgs): Answer {
  const args = parsed(access, raw)
  if (args.client_id !== world.clientId) throw new SlackError('invalid_client_id')
  if (args.client_secret !== world.clientSecret) throw new SlackError('bad_client_secret')
  if (args.grant_type === 'refresh_token') return refreshed(world, args.refresh_token)
  if (args.grant_type !== 'authorization_code') throw new SlackError('invalid_grant_type')
  return exchanged(world, args)
}

/** A code is good for ten minutes, once. */
function exchanged(world: World, { code = '', redirect_uri }: z.output<typeof access>): Answer {
  const found = world.codes.get(code)
  world.codes.delete(code)
  if (!found || world.now() - found.at > 600_000) throw new SlackError('invalid_code')
  if (found.redirectUri !== undefined && found.redirectUri !== redirect_uri)
    throw new SlackError('bad_redirect_uri')
  const grant = world.grant(found.teamId, found.scopes)
  const team = world.teams.get(found.teamId)
  if (team) team.token = grant.token
  return tokenAnswer(world, grant, found.userId)
}

/** A refresh token is good once; the tokens given before live out their time. */
function refreshed(world: World, refreshToken = ''): Answer {
  const old = [...world.grants.values()].find(
    (grant) => grant.refreshToken === refreshToken && !grant.revoked && !spent.has(grant),
  )
  if (!old) throw new SlackError('invalid_refresh_token')
  spent.add(old)
  return tokenAnswer(world, world.grant(old.teamId, old.scopes), undefined)
}

const spent = new WeakSet<Grant>()

function tokenAnswer(world: World, grant: Grant, userId: string | undefined): Answer {
  const team = world.teams.get(grant.teamId)
  return {
    access_token: grant.token,
    token_type: 'bot',
    scope: grant.scopes.join(','),
    bot_user_id: team?.bot.userId,
    app_id: world.appId,
    team: { id: grant.teamId, name: team?.name },
    enterprise: team?.enterpriseId ? { id: team.enterpriseId, name: 'Enterprise' } : null,
    is_enterprise_install: false,
    ...(userId === undefined ? {} : { authed_user: { id: userId } }),
    ...(grant.expiresAt === undefined
      ? {}
      : {
          expires_in: Math.floor((grant.expiresAt - world.now()) / 1000),
          refresh_token: grant.refreshToken,
        }),
  }
}

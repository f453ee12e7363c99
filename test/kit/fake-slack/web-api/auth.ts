import { z } from 'zod'
import { flag, type Method, method } from './method.ts'

/** Tokens and teams. @see https://docs.slack.dev/reference/methods/auth.test */
export const auth: Readonly<Record<string, Method>> = {
  'auth.test': method(z.object({}), ({ world, team, grant }) => ({
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: 'cordee',
    team_id: team.id,
    user_id: team.bot.userId,
    bot_id: team.bot.botId,
    app_id: world.appId,
    is_enterprise_install: false,
    ...(team.enterpriseId ? { enterprise_id: team.enterpriseId } : {}),
    ...(grant.expiresAt === undefined
      ? {}
      : { expires_in: Math.floor((grant.expiresAt - world.now()) / 1000) }),
  })),

  // Of a whole organisation's token; that of a workspace is good for the workspace.
  'auth.teams.list': method(
    z.object({ limit: z.coerce.number().max(1000).default(100), cursor: z.string().optional() }),
    ({ world, team }) => ({
      teams: [...world.teams.values()]
        .filter(({ id, enterpriseId }) =>
          team.enterpriseId === undefined ? id === team.id : enterpriseId === team.enterpriseId,
        )
        .map(({ id, name }) => ({ id, name })),
      response_metadata: { next_cursor: '' },
    }),
  ),

  'auth.revoke': method(z.object({ test: flag.default(false) }), ({ grant }, args) => {
    if (!args.test) grant.revoked = true
    return { revoked: !args.test }
  }),

  'team.info': method(z.object({ team: z.string().optional() }), ({ team }) => ({
    team: {
      id: team.id,
      name: team.name,
      domain: team.domain,
      email_domain: '',
      icon: { image_default: true },
      ...(team.enterpriseId ? { enterprise_id: team.enterpriseId } : {}),
    },
  })),
}

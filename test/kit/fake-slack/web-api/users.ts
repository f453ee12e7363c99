import { z } from 'zod'
import { userPayload } from '../payloads.ts'
import { count, flag, type Method, method, page, SlackError } from './method.ts'

/** People. @see https://docs.slack.dev/reference/methods/users.info */
export const users: Readonly<Record<string, Method>> = {
  'users.info': method(
    z.object({ user: z.string(), include_locale: flag.default(false) }),
    (caller, args) => {
      const user = caller.team.users.get(args.user)
      if (!user) throw new SlackError('user_not_found')
      return { user: userPayload(caller, user, args.include_locale) }
    },
  ),

  'users.list': method(
    z.object({
      cursor: z.string().optional(),
      limit: count(1000).optional(),
      include_locale: flag.default(false),
      team_id: z.string().optional(),
    }),
    (caller, args) => {
      const all = [...caller.team.users.values()].filter(({ stranger }) => !stranger)
      const { items, metadata } = page(all, {
        cursor: args.cursor,
        limit: args.limit ?? 1000,
        shorten: true,
      })
      return {
        members: items.map((one) => userPayload(caller, one, args.include_locale)),
        cache_ts: Math.floor(caller.world.now() / 1000),
        response_metadata: metadata,
      }
    },
  ),

  'users.lookupByEmail': method(z.object({ email: z.string() }), (caller, args) => {
    const user = [...caller.team.users.values()].find(({ email }) => email === args.email)
    if (!user) throw new SlackError('users_not_found')
    return { user: userPayload(caller, user, false) }
  }),

  'bots.info': method(z.object({ bot: z.string().optional() }), ({ world, team }, { bot }) => {
    if (bot !== undefined && bot !== team.bot.botId) throw new SlackError('bot_not_found')
    return {
      bot: {
        id: team.bot.botId,
        deleted: false,
        name: 'cordee',
        updated: Math.floor(world.now() / 1000),
        app_id: world.appId,
        user_id: team.bot.userId,
        icons: {},
      },
    }
  }),
}

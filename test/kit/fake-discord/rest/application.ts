import { z } from 'zod'
import { readCommands } from '../command-rules.ts'
import { DiscordError, invalidForm } from '../discord-error.ts'
import { channelPayload, guildPayload, userPayload } from '../payloads.ts'
import type { World } from '../world.ts'
import type { Route } from './route.ts'

const recipient = z.looseObject({ recipient_id: z.string().regex(/^\d{1,20}$/) })

export const applicationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/gateway$/,
    open: true,
    play: ({ gateway }) => ({ url: gateway.origin }),
  },
  {
    method: 'GET',
    path: /^\/gateway\/bot$/,
    play: ({ gateway }) => ({
      url: gateway.origin,
      shards: 1,
      session_start_limit: {
        total: gateway.sessionLimit.total,
        remaining: Math.max(0, gateway.sessionLimit.remaining),
        reset_after: gateway.sessionLimit.resetAfterMs,
        max_concurrency: 1,
      },
    }),
  },
  {
    method: 'GET',
    path: /^\/(?:oauth2\/)?applications\/@me$/,
    play: ({ world }) => ({
      id: world.applicationId,
      name: 'Cordée',
      description: '',
      icon: null,
      bot_public: true,
      bot_require_code_grant: false,
      verify_key: world.publicKey,
      // GATEWAY_GUILD_MEMBERS_LIMITED: the portal's switch.
      flags: world.membersSwitch ? 1 << 15 : 0,
      interactions_endpoint_url: null,
    }),
  },
  {
    method: 'PUT',
    path: /^\/applications\/(\d+)\/commands$/,
    play: ({ world, ids, body }) => {
      if (ids[0] !== world.applicationId)
        throw new DiscordError(403, 20_012, 'Not your application')
      const { commands, problems } = readCommands(body)
      if (problems.length > 0) throw invalidForm(problems)
      world.commands = commands.map((one) => ({
        ...one,
        id:
          world.commands?.find(({ name, type }) => name === one.name && type === one.type)?.id ??
          world.snowflake(),
        version: world.snowflake(),
      }))
      return world.commands.map((one) => ({ application_id: world.applicationId, ...one }))
    },
  },
  {
    method: 'GET',
    path: /^\/applications\/(\d+)\/commands$/,
    play: ({ world }) => world.commands ?? [],
  },
  {
    method: 'GET',
    path: /^\/users\/@me$/,
    play: ({ world }) => userIn(world, world.botId),
  },
  {
    method: 'GET',
    path: /^\/users\/@me\/guilds$/,
    play: ({ world, query }) => {
      const after = BigInt(query.get('after') ?? '0')
      const limit = Number(query.get('limit') ?? 200)
      return [...world.guilds.values()]
        .toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))
        .filter(({ id }) => BigInt(id) > after)
        .slice(0, Math.min(limit, 200))
        .map((guild) => {
          const { id, name, icon, features } = guildPayload(guild)
          return { id, name, icon, features, owner: false, permissions: '0', banner: null }
        })
    },
  },
  {
    method: 'GET',
    path: /^\/users\/(\d+)$/,
    play: ({ world, ids }) => userIn(world, ids[0]),
  },
  {
    method: 'POST',
    path: /^\/users\/@me\/channels$/,
    play: ({ world, body }) => {
      const read = recipient.safeParse(body)
      if (!read.success) throw invalidForm(['recipient_id'])
      const user = world.users.get(read.data.recipient_id)
      if (!user) throw new DiscordError(400, 10_013, 'Unknown User')
      if (user.isBot) throw new DiscordError(400, 50_007, 'Cannot send messages to this user')
      return channelPayload(world, world.dmWith(user))
    },
  },
]

function userIn(world: World, id = '') {
  const user = world.users.get(id)
  if (!user) throw new DiscordError(404, 10_013, 'Unknown User')
  return userPayload(user)
}

import { z } from 'zod'
import { DiscordError } from '../discord-error.ts'
import { channelPayload, guildPayload, memberPayload, rolePayloads } from '../payloads.ts'
import { demand } from '../permissions.ts'
import type { Guild, World } from '../world.ts'
import { channelIn } from './messages.ts'
import type { Route } from './route.ts'

const page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(1),
  after: z.string().default('0'),
})

export const guildRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)$/,
    play: ({ world, ids }) => guildPayload(guildIn(world, ids[0])),
  },
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)\/channels$/,
    play: ({ world, ids }) =>
      [...world.channels.values()]
        .filter(({ guildId, type }) => guildId === guildIn(world, ids[0]).id && type !== 11)
        .map((channel) => channelPayload(world, channel)),
  },
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)\/roles$/,
    play: ({ world, ids }) => rolePayloads(guildIn(world, ids[0])),
  },
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)\/roles\/member-counts$/,
    play: ({ world, ids }) => {
      const guild = guildIn(world, ids[0])
      const members = [...guild.members.values()]
      return Object.fromEntries(
        [...guild.roles.keys()]
          .filter((role) => role !== guild.id)
          .map((role) => [role, members.filter(({ roles }) => roles.includes(role)).length]),
      )
    },
  },
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)\/members$/,
    play: ({ world, ids, query }) => {
      const guild = guildIn(world, ids[0])
      // "Server Members Intent" is off in the portal.
      if (!world.membersSwitch) throw new DiscordError(403, 50_001, 'Missing Access')
      const { limit, after } = page.parse(Object.fromEntries(query))
      return [...guild.members.keys()]
        .toSorted((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1))
        .filter((id) => BigInt(id) > BigInt(after))
        .slice(0, Math.min(limit, world.pageLength))
        .map((id) => memberPayload(world, guild, id))
    },
  },
  {
    method: 'GET',
    path: /^\/guilds\/(\d+)\/members\/(\d+)$/,
    play: ({ world, ids: [guildId, userId = ''] }) => {
      const guild = guildIn(world, guildId)
      if (!world.users.has(userId)) throw new DiscordError(404, 10_013, 'Unknown User')
      if (!guild.members.has(userId)) throw new DiscordError(404, 10_007, 'Unknown Member')
      return memberPayload(world, guild, userId)
    },
  },
  {
    method: 'GET',
    path: /^\/channels\/(\d+)$/,
    play: ({ world, ids }) => {
      const channel = channelIn(world, ids[0])
      demand(world, channel)
      return channelPayload(world, channel)
    },
  },
]

function guildIn(world: World, id = ''): Guild {
  const guild = world.guilds.get(id)
  if (!guild) throw new DiscordError(404, 10_004, 'Unknown Guild')
  return guild
}

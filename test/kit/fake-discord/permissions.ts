import { PermissionFlagsBits } from 'discord.js'
import { DiscordError } from './discord-error.ts'
import type { Channel, Guild, Overwrite, World } from './world.ts'

export type Right = keyof typeof PermissionFlagsBits

/** What everybody may do in a server unless it is taken from them. */
export const usual: readonly Right[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'AttachFiles',
  'EmbedLinks',
  'AddReactions',
  'ReadMessageHistory',
  'UseApplicationCommands',
  'ChangeNickname',
]

export function bits(rights: readonly Right[]): bigint {
  return rights.reduce((all, right) => all | PermissionFlagsBits[right], 0n)
}

const everything = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n)

/** What a member may do in the server, or in one of its channels. */
export function permissionsOf(
  world: World,
  guild: Guild,
  { userId, channel }: { readonly userId: string; readonly channel?: Channel | undefined },
): bigint {
  const member = guild.members.get(userId)
  if (!member) return 0n
  if (guild.ownerId === userId) return everything
  const roles = [guild.id, ...member.roles]
  const base = roles.reduce((all, id) => all | (guild.roles.get(id)?.permissions ?? 0n), 0n)
  if (base & PermissionFlagsBits.Administrator) return everything
  const place = channel?.parentId === undefined ? channel : world.channels.get(channel.parentId)
  if (!place) return base
  const inChannel = overwritten(base, place.overwrites, { guildId: guild.id, roles, userId })
  // Who does not see a channel can do nothing in it.
  return inChannel & PermissionFlagsBits.ViewChannel ? inChannel : 0n
}

export function may(
  world: World,
  channel: Channel,
  { userId, right }: { readonly userId: string; readonly right: Right },
): boolean {
  if (channel.guildId === undefined) return true
  const guild = world.guilds.get(channel.guildId)
  if (!guild) return false
  return (permissionsOf(world, guild, { userId, channel }) & PermissionFlagsBits[right]) !== 0n
}

/** Throws as Discord does where the bot may not do that in the channel. */
export function demand(world: World, channel: Channel, ...rights: readonly Right[]): void {
  const { botId: userId } = world
  if (!may(world, channel, { userId, right: 'ViewChannel' }))
    throw new DiscordError(403, 50001, 'Missing Access')
  for (const right of rights)
    if (!may(world, channel, { userId, right }))
      throw new DiscordError(403, 50013, 'Missing Permissions')
}

// First everybody, then the roles together, then the member alone.
function overwritten(
  base: bigint,
  overwrites: readonly Overwrite[],
  who: { readonly guildId: string; readonly roles: readonly string[]; readonly userId: string },
): bigint {
  const everybody = overwrites.filter(({ id }) => id === who.guildId)
  const roles = overwrites.filter(({ id }) => id !== who.guildId && who.roles.includes(id))
  const own = overwrites.filter(({ id, type }) => type === 1 && id === who.userId)
  return [everybody, roles, own].reduce((left, some) => {
    const denied = some.reduce((all, { deny }) => all | deny, 0n)
    const allowed = some.reduce((all, { allow }) => all | allow, 0n)
    return (left & ~denied) | allowed
  }, base)
}

import { PermissionFlagsBits } from 'discord.js'
import type { ChannelFacts, GuildFacts, Overwrite } from './guild-facts.ts'

/** Somebody as far as permissions go. */
export interface Holder {
  readonly id: string
  readonly roles: readonly string[]
}

/** What somebody may do in the whole server. */
export function permissionsIn(guild: GuildFacts, { id, roles }: Holder): bigint {
  if (id === guild.owner) return all
  const sum = [guild.id, ...roles]
    .map((role) => guild.roles.get(role)?.permissions ?? 0n)
    .reduce((held, more) => held | more, 0n)
  return (sum & PermissionFlagsBits.Administrator) === 0n ? sum : all
}

/**
 * What somebody may do in a channel.
 * @see https://docs.discord.com/developers/topics/permissions#permission-overwrites
 */
export function permissionsInChannel(
  guild: GuildFacts,
  { overwrites }: Pick<ChannelFacts, 'overwrites'>,
  holder: Holder,
): bigint {
  const held = permissionsIn(guild, holder)
  if (held === all) return all
  const ofRoles = overwrites.filter(({ ofRole }) => ofRole)
  const layers = [
    ofRoles.filter(({ id }) => id === guild.id),
    ofRoles.filter(({ id }) => id !== guild.id && holder.roles.includes(id)),
    overwrites.filter(({ id, ofRole }) => !ofRole && id === holder.id),
  ]
  return layers.reduce(overwritten, held)
}

/** Whether somebody sees a channel. */
export function sees(guild: GuildFacts, channel: ChannelFacts, holder: Holder): boolean {
  const held = permissionsInChannel(guild, channel, holder)
  return (held & PermissionFlagsBits.ViewChannel) !== 0n
}

const all = Object.values(PermissionFlagsBits).reduce((held, more) => held | more, 0n)

// Within a layer, what one role gives outweighs what another takes.
function overwritten(held: bigint, layer: readonly Overwrite[]): bigint {
  const deny = layer.reduce((sum, one) => sum | one.deny, 0n)
  const allow = layer.reduce((sum, one) => sum | one.allow, 0n)
  return (held & ~deny) | allow
}

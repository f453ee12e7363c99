import {
  bareMember,
  channelPayload,
  memberPayload,
  messagePayload,
  rolePayloads,
  userPayload,
} from './payloads.ts'
import { permissionsOf } from './permissions.ts'
import type { Attachment, Channel, LiveInteraction, Message, User, World } from './world.ts'
import { attachmentPayload } from './payloads.ts'

/** Who does it, and where. */
export interface Deed {
  readonly user: User
  readonly channel: Channel
}

/** An interaction as Discord sends it: in a server with its member, in a private conversation with its user. */
export function interactionPayload(
  world: World,
  { user, channel }: Deed,
  about: Pick<LiveInteraction, 'id' | 'token' | 'type'>,
  more: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const guild = world.guilds.get(channel.guildId ?? '')
  const everywhere = {
    ...about,
    application_id: world.applicationId,
    version: 1,
    channel_id: channel.id,
    locale: user.locale,
    entitlements: [],
    entitlement_sku_ids: [],
    attachment_size_limit: 10_485_760,
    ...more,
  }
  if (!guild)
    return {
      ...everywhere,
      context: 1,
      user: userPayload(user),
      channel: channelPayload(world, channel),
      app_permissions: '2222085186636865',
      authorizing_integration_owners: { 0: '0' },
    }
  const bot = { userId: world.botId, channel }
  return {
    ...everywhere,
    context: 0,
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    guild_locale: guild.locale,
    channel: {
      ...channelPayload(world, channel),
      permissions: permissionsOf(world, guild, { userId: user.id, channel }).toString(),
    },
    member: memberPayload(world, guild, user.id, channel),
    app_permissions: permissionsOf(world, guild, bot).toString(),
    authorizing_integration_owners: { 0: guild.id },
  }
}

/** What the ids in an interaction stand for. */
export function resolvedPayload(
  world: World,
  channel: Channel,
  {
    ids = [],
    files = [],
    messages = [],
  }: {
    readonly ids?: readonly string[]
    readonly files?: readonly Attachment[]
    readonly messages?: readonly Message[]
  },
): Readonly<Record<string, unknown>> {
  const guild = world.guilds.get(channel.guildId ?? '')
  const users = ids.flatMap((id) => world.users.get(id) ?? [])
  const members = guild ? users.filter(({ id }) => guild.members.has(id)) : []
  const roles = guild ? rolePayloads(guild).filter(({ id }) => ids.includes(id)) : []
  const all = {
    users: byId(users.map(userPayload)),
    members: Object.fromEntries(
      members.map(({ id }) => [id, guild && bareMember(world, guild, id, channel)]),
    ),
    roles: byId(roles),
    attachments: byId(files.map(attachmentPayload)),
    messages: byId(messages.map((message) => messagePayload(world, message))),
  }
  return Object.fromEntries(Object.entries(all).filter(([, some]) => Object.keys(some).length > 0))
}

function byId<One extends { readonly id: string }>(all: readonly One[]) {
  return Object.fromEntries(all.map((one) => [one.id, one]))
}

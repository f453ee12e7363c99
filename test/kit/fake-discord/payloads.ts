import { type Part, walk } from './components.ts'
import { permissionsOf } from './permissions.ts'
import {
  type Attachment,
  type Channel,
  type Guild,
  type Message,
  timeOf,
  type User,
  type World,
} from './world.ts'

// Real payloads carry keys that are nowhere documented: a few stand here, so that nobody reads them strictly.
export function userPayload({ id, name, isBot }: User) {
  return {
    id,
    username: name.toLowerCase().replaceAll(/[^a-z0-9_.]/gu, ''),
    global_name: name,
    discriminator: '0',
    avatar: null,
    ...(isBot ? { bot: true } : {}),
    public_flags: 0,
    clan: null,
    display_name_styles: null,
  }
}

export function memberPayload(world: World, guild: Guild, userId: string, channel?: Channel) {
  const member = guild.members.get(userId)
  const user = world.users.get(userId)
  if (!member || !user) throw new Error(`${userId} is not in ${guild.id}.`)
  return {
    ...bareMember(world, guild, userId, channel),
    user: userPayload(user),
    deaf: false,
    mute: false,
  }
}

/** As it stands beside the users in what an interaction resolves. */
export function bareMember(world: World, guild: Guild, userId: string, channel?: Channel) {
  const member = guild.members.get(userId)
  return {
    nick: member?.nick ?? null,
    avatar: null,
    roles: member?.roles ?? [],
    joined_at: '2026-09-01T08:00:00.000000+00:00',
    premium_since: null,
    pending: member?.pending ?? false,
    flags: 0,
    communication_disabled_until: null,
    unusual_dm_activity_until: null,
    permissions: permissionsOf(world, guild, { userId, channel }).toString(),
  }
}

export function rolePayloads(guild: Guild) {
  return [...guild.roles.values()].map(({ id, name, permissions, managed }, position) => ({
    id,
    name,
    permissions: permissions.toString(),
    managed,
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    mentionable: false,
    flags: 0,
    ...(managed ? { tags: { bot_id: '1100000000000000002' } } : {}),
  }))
}

export function channelPayload(world: World, channel: Channel) {
  const { id, type, guildId, parentId, recipientId, name } = channel
  const last_message_id = channel.messages.at(-1)?.id ?? null
  if (type === 1) {
    const recipient = world.users.get(recipientId ?? '')
    return {
      id,
      type,
      last_message_id,
      flags: 0,
      recipients: recipient ? [userPayload(recipient)] : [],
      recipient_flags: 0,
    }
  }
  return {
    id,
    type,
    guild_id: guildId,
    parent_id: parentId ?? null,
    name,
    last_message_id,
    flags: 0,
    rate_limit_per_user: 0,
    ...(type === 11
      ? {
          owner_id: world.botId,
          message_count: channel.messages.length,
          member_count: 1,
          thread_metadata: {
            archived: false,
            auto_archive_duration: 4320,
            archive_timestamp: new Date(timeOf(id)).toISOString(),
            locked: false,
          },
        }
      : {
          position: 0,
          topic: null,
          nsfw: false,
          permission_overwrites: channel.overwrites.map(({ allow, deny, ...rest }) => ({
            ...rest,
            allow: allow.toString(),
            deny: deny.toString(),
          })),
        }),
  }
}

export function guildPayload(guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    owner_id: guild.ownerId,
    preferred_locale: guild.locale,
    features: ['COMMUNITY'],
    verification_level: 1,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    system_channel_id: null,
    system_channel_flags: 0,
    afk_channel_id: null,
    afk_timeout: 300,
    roles: rolePayloads(guild),
    emojis: [],
    stickers: [],
  }
}

/** The dispatch: without every one of these lists discord.js throws. */
export function guildCreate(world: World, guild: Guild) {
  const channels = [...world.channels.values()].filter(({ guildId }) => guildId === guild.id)
  return {
    ...guildPayload(guild),
    unavailable: false,
    large: false,
    joined_at: '2026-09-01T08:00:00.000000+00:00',
    member_count: guild.members.size,
    channels: channels
      .filter(({ type }) => type !== 11)
      .map((channel) => channelPayload(world, channel)),
    threads: channels
      .filter(({ type }) => type === 11)
      .map((channel) => channelPayload(world, channel)),
    // Without the members intent only the bot itself is there.
    members: [memberPayload(world, guild, world.botId)],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}

export function attachmentPayload({ id, filename, type, bytes, url, ...rest }: Attachment) {
  return {
    id,
    filename,
    size: bytes.length,
    url,
    proxy_url: url,
    content_type: type,
    ...(rest.description === undefined ? {} : { description: rest.description }),
    ...(rest.ephemeral ? { ephemeral: true } : {}),
    placeholder_version: 1,
  }
}

export function messagePayload(world: World, message: Message) {
  const author = world.users.get(message.authorId)
  const { id, channelId, content, flags, attachments, nonce, replyTo, editedAt } = message
  return {
    id,
    channel_id: channelId,
    type: replyTo === undefined ? 0 : 19,
    author: author ? userPayload(author) : null,
    content,
    flags,
    components: message.components,
    attachments: attachments.map(attachmentPayload),
    embeds: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    timestamp: new Date(timeOf(id)).toISOString(),
    edited_timestamp: editedAt === undefined ? null : new Date(editedAt).toISOString(),
    ...(nonce === undefined ? {} : { nonce }),
    ...(replyTo === undefined
      ? {}
      : { message_reference: { type: 0, channel_id: channelId, message_id: replyTo } }),
  }
}

/** Components that were sent without an id get the next free number. */
export function numbered<Parts extends readonly Part[]>(parts: Parts): Parts {
  const copy = structuredClone(parts)
  const taken = new Set(walk(copy).map(({ id }) => id))
  let next = 1
  for (const part of walk(copy)) {
    if (part.id !== undefined && part.id !== 0) continue
    while (taken.has(next)) next++
    part.id = next++
  }
  return copy
}

import { z } from 'zod'
import { channelPayload, messagePayload } from '../payloads.ts'
import type { Channel, Team, World } from '../world.ts'
import {
  type Caller,
  count,
  flag,
  hidden,
  isIn,
  kindOf,
  mayUse,
  type Method,
  method,
  page,
  readable,
  SlackError,
} from './method.ts'

const pages = { cursor: z.string().optional(), limit: count(1000).default(100) }

/** Channels. @see https://docs.slack.dev/reference/methods/conversations.members */
export const conversations: Readonly<Record<string, Method>> = {
  'conversations.info': method(
    z.object({
      channel: z.string(),
      include_locale: flag.optional(),
      include_num_members: flag.optional(),
    }),
    (caller, args) => {
      const channel = seen(caller, args.channel)
      const members = args.include_num_members ? { num_members: channel.members.size } : {}
      return { channel: { ...channelPayload(caller.team, channel), ...members } }
    },
  ),

  'conversations.members': method(z.object({ channel: z.string(), ...pages }), (caller, args) => {
    const channel = seen(caller, args.channel)
    if (channel.im === undefined && !isIn(caller, channel) && hidden(channel))
      throw new SlackError('channel_not_found')
    const people =
      channel.im === undefined ? [...channel.members] : [channel.im, caller.team.bot.userId]
    const limit = Math.min(args.limit, caller.world.pageLength)
    const { items, metadata } = page(people, { limit, cursor: args.cursor, shorten: true })
    return { members: items, response_metadata: metadata }
  }),

  'conversations.list': method(
    z.object({
      ...pages,
      types: z.string().default('public_channel'),
      exclude_archived: flag.default(false),
      team_id: z.string().optional(),
    }),
    (caller, args) => {
      const kinds = args.types.split(',').map((one) => one.trim())
      const scopes = kinds.map((kind) => scopeOfType[kind])
      if (scopes.includes(undefined)) throw new SlackError('invalid_types')
      for (const scope of scopes) if (scope) mayUse(caller, [scope])
      const found = [...caller.team.channels.values()].filter(
        (channel) =>
          kinds.includes(typeOf(channel)) &&
          (!hidden(channel) || isIn(caller, channel)) &&
          !(args.exclude_archived && channel.isArchived),
      )
      const { items, metadata } = page(found, { ...args, cursor: args.cursor })
      return {
        channels: items.map((one) => channelPayload(caller.team, one)),
        response_metadata: metadata,
      }
    },
  ),

  'conversations.open': method(
    z.object({
      users: z.string().optional(),
      channel: z.string().optional(),
      return_im: flag.optional(),
      prevent_creation: flag.optional(),
    }),
    (caller, args) => {
      const { users } = args
      if (users === undefined && args.channel === undefined)
        throw new SlackError('users_list_not_supplied')
      if (users?.includes(',')) throw new SlackError('method_not_supported_for_channel_type')
      mayUse(caller, ['im:write'])
      const channel =
        users === undefined
          ? readable(caller, args.channel ?? '')
          : openDm(caller.world, caller.team, users)
      return {
        channel: args.return_im
          ? { ...channelPayload(caller.team, channel), is_open: true }
          : { id: channel.id },
      }
    },
  ),

  'conversations.join': method(z.object({ channel: z.string() }), (caller, args) => {
    const channel = readable(caller, args.channel)
    if (hidden(channel)) throw new SlackError('method_not_supported_for_channel_type')
    if (channel.isArchived) throw new SlackError('is_archived')
    channel.members.add(caller.team.bot.userId)
    return { channel: channelPayload(caller.team, channel) }
  }),

  'conversations.history': method(
    z.object({
      channel: z.string(),
      ...pages,
      oldest: z.string().optional(),
      latest: z.string().optional(),
      inclusive: flag.default(false),
      include_all_metadata: flag.default(false),
    }),
    (caller, args) => {
      const channel = told(caller, args.channel)
      const shown = channel.messages.filter(({ threadTs }) => threadTs === undefined)
      return messagePage(caller, shown.toReversed(), args)
    },
  ),

  'conversations.replies': method(
    z.object({
      channel: z.string(),
      ts: z.string(),
      ...pages,
      oldest: z.string().optional(),
      latest: z.string().optional(),
      inclusive: flag.default(false),
      include_all_metadata: flag.default(false),
    }),
    (caller, args) => {
      const channel = told(caller, args.channel)
      const thread = channel.messages.filter(
        ({ ts, threadTs }) => ts === args.ts || threadTs === args.ts,
      )
      if (thread.length === 0) throw new SlackError('thread_not_found')
      return messagePage(caller, thread, args)
    },
  ),
}

const scopeOfType: Readonly<Record<string, string>> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
}

function typeOf({ isPrivate, im }: Channel): string {
  if (im !== undefined) return 'im'
  return isPrivate ? 'private_channel' : 'public_channel'
}

/** A channel that may be looked at with the scope of its kind. */
function seen(caller: Caller, id: string): Channel {
  const channel = readable(caller, id)
  mayUse(caller, [`${kindOf(channel)}:read`])
  return channel
}

/** A channel whose messages may be read. */
function told(caller: Caller, id: string): Channel {
  const channel = readable(caller, id)
  mayUse(caller, [`${kindOf(channel)}:history`])
  if (!isIn(caller, channel)) throw new SlackError('not_in_channel')
  return channel
}

function messagePage(
  { world, team }: Caller,
  messages: Channel['messages'],
  args: {
    readonly cursor?: string | undefined
    readonly limit: number
    readonly oldest?: string | undefined
    readonly latest?: string | undefined
    readonly inclusive: boolean
    readonly include_all_metadata: boolean
  },
) {
  const within = messages.filter(({ ts }) => {
    const edge = ts === args.oldest || ts === args.latest
    if (edge) return args.inclusive
    const after = args.oldest === undefined || Number(ts) > Number(args.oldest)
    return after && (args.latest === undefined || Number(ts) < Number(args.latest))
  })
  const { items, metadata } = page(within, { ...args, cursor: args.cursor })
  return {
    messages: items.map((one) => ({
      ...messagePayload(world, team, one),
      ...(args.include_all_metadata && one.metadata ? { metadata: one.metadata } : {}),
    })),
    has_more: metadata.next_cursor !== '',
    pin_count: 0,
    response_metadata: metadata,
  }
}

/** The private conversation between the bot and somebody; made where there is none. */
export function openDm(world: World, team: Team, userId: string): Channel {
  const user = team.users.get(userId)
  if (!user) throw new SlackError('user_not_found')
  if (user.deleted) throw new SlackError('user_disabled')
  if (user.isBot) throw new SlackError('cannot_dm_bot')
  const found = [...team.channels.values()].find(({ im }) => im === userId)
  if (found) return found
  const channel: Channel = {
    id: world.id('D'),
    name: '',
    isPrivate: true,
    im: userId,
    isArchived: false,
    members: new Set([userId, team.bot.userId]),
    messages: [],
  }
  team.channels.set(channel.id, channel)
  return channel
}

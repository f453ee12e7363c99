import { z } from 'zod'
import { DiscordError, invalidForm } from '../discord-error.ts'
import { channelPayload, messagePayload } from '../payloads.ts'
import { demand, may } from '../permissions.ts'
import { inOrder } from '../read.ts'
import { type Channel, type Message, timeOf, type World } from '../world.ts'
import { addMessage, changeMessage } from '../write-message.ts'
import type { Asked, Route } from './route.ts'

const page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().optional(),
  after: z.string().optional(),
})
const nonced = z.looseObject({
  nonce: z.union([z.string(), z.int()]).optional(),
  enforce_nonce: z.boolean().optional(),
  message_reference: z
    .looseObject({ message_id: z.string(), fail_if_not_exists: z.boolean().default(true) })
    .optional(),
})
const threadBody = z.looseObject({
  name: z.string().min(1).max(100),
  auto_archive_duration: z
    .union([60, 1440, 4320, 10_080].map((minutes) => z.literal(minutes)))
    .optional(),
  rate_limit_per_user: z.int().min(0).max(21_600).optional(),
})

export const messageRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/channels\/(\d+)\/messages$/,
    play: (asked) => messagePayload(asked.world, write(asked)),
  },
  {
    method: 'GET',
    path: /^\/channels\/(\d+)\/messages$/,
    play: ({ world, ids, query }) => {
      const channel = channelIn(world, ids[0])
      demand(world, channel)
      // Without this right Discord shows an empty channel.
      if (!may(world, channel, { userId: world.botId, right: 'ReadMessageHistory' })) return []
      const { limit, before, after } = page.parse(Object.fromEntries(query))
      const all = inOrder(channel.messages)
        .filter(({ onlyFor }) => onlyFor === undefined)
        .filter(({ id }) => before === undefined || BigInt(id) < BigInt(before))
        .filter(({ id }) => after === undefined || BigInt(id) > BigInt(after))
      const some = after === undefined ? all.slice(-limit) : all.slice(0, limit)
      return some.toReversed().map((message) => messagePayload(world, message))
    },
  },
  {
    method: 'GET',
    path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
    play: ({ world, ids }) => {
      const channel = channelIn(world, ids[0])
      demand(world, channel, 'ReadMessageHistory')
      return messagePayload(world, messageIn(channel, ids[1]))
    },
  },
  {
    method: 'PATCH',
    path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
    play: (asked) => {
      const { world, ids, files } = asked
      const channel = channelIn(world, ids[0])
      demand(world, channel, ...(files.length > 0 ? (['AttachFiles'] as const) : []))
      const message = messageIn(channel, ids[1])
      if (message.authorId !== world.botId)
        throw new DiscordError(403, 50005, 'Cannot edit a message authored by another user')
      countOldEdits(world, message)
      return messagePayload(world, changeMessage(world, message, asked))
    },
  },
  {
    method: 'DELETE',
    path: /^\/channels\/(\d+)\/messages\/(\d+)$/,
    play: ({ world, ids }) => {
      const channel = channelIn(world, ids[0])
      demand(world, channel)
      const message = messageIn(channel, ids[1])
      if (message.authorId !== world.botId) demand(world, channel, 'ManageMessages')
      channel.messages.splice(channel.messages.indexOf(message), 1)
    },
  },
  {
    method: 'POST',
    path: /^\/channels\/(\d+)\/messages\/(\d+)\/threads$/,
    play: ({ world, gateway, ids, body }) => {
      const channel = channelIn(world, ids[0])
      demand(world, channel, 'CreatePublicThreads')
      if (channel.type !== 0)
        throw new DiscordError(400, 50024, 'Cannot execute action on this channel type')
      const message = messageIn(channel, ids[1])
      const read = threadBody.safeParse(body)
      if (!read.success) throw invalidForm(read.error.issues.map(({ message: one }) => one))
      if (world.channels.has(message.id))
        throw new DiscordError(400, 160_004, 'A thread has already been created for this message')
      const thread: Channel = {
        id: message.id,
        type: 11,
        guildId: channel.guildId,
        parentId: channel.id,
        recipientId: undefined,
        name: read.data.name,
        overwrites: [],
        messages: [],
      }
      world.channels.set(thread.id, thread)
      gateway.dispatch('THREAD_CREATE', { ...channelPayload(world, thread), newly_created: true })
      return channelPayload(world, thread)
    },
  },
]

function write(asked: Asked): Message {
  const { world, ids, body, files } = asked
  const channel = channelIn(world, ids[0])
  demand(
    world,
    channel,
    channel.type === 11 ? 'SendMessagesInThreads' : 'SendMessages',
    ...(files.length > 0 ? (['AttachFiles'] as const) : []),
  )
  refuseClosed(world, channel)
  const { nonce, enforce_nonce: enforced, message_reference: reference } = nonced.parse(body ?? {})
  const known = enforced ? world.nonces.get(String(nonce)) : undefined
  if (known && world.now() - known.at < nonceMs) return known.message
  const replied = reference && channel.messages.some(({ id }) => id === reference.message_id)
  if (reference && !replied && reference.fail_if_not_exists)
    throw invalidForm(['MESSAGE_REFERENCE_UNKNOWN_MESSAGE'])
  const message = addMessage(world, channel, asked)
  if (nonce !== undefined) world.nonces.set(String(nonce), { message, at: world.now() })
  return message
}

/** How long a nonce of the same author is remembered, in whatever channel. */
const nonceMs = 5 * 60_000

function refuseClosed(world: World, { recipientId }: Channel): void {
  if (recipientId === undefined) return
  const closed = new DiscordError(403, 50007, 'Cannot send messages to this user')
  if (world.users.get(recipientId)?.closed) throw closed
  const meets = [...world.guilds.values()].some(({ members }) => members.has(recipientId))
  if (!meets)
    throw new DiscordError(
      403,
      50_278,
      'Cannot send messages to this user due to having no mutual guilds',
    )
}

const oldMs = 3_600_000

// Real numbers are not published: three changes in a minute stand for them, once limits are enforced.
function countOldEdits(world: World, message: Message): void {
  if (!world.limitsOldEdits || world.now() - timeOf(message.id) < oldMs) return
  const recent = (world.oldEdits.get(message.channelId) ?? []).filter(
    (at) => at > world.now() - 60_000,
  )
  if (recent.length >= 3)
    throw new DiscordError(
      429,
      30_046,
      'Maximum number of edits to messages older than 1 hour reached. Try again later.',
      { more: { retry_after: 20, global: false }, headers: { 'retry-after': '20' } },
    )
  world.oldEdits.set(message.channelId, [...recent, world.now()])
}

export function channelIn(world: World, id = ''): Channel {
  const channel = world.channels.get(id)
  if (!channel) throw new DiscordError(404, 10_003, 'Unknown Channel')
  // A server without the app, or one that never had it.
  if (channel.guildId !== undefined && !world.guilds.has(channel.guildId))
    throw new DiscordError(403, 50_001, 'Missing Access')
  return channel
}

function messageIn(channel: Channel, id = ''): Message {
  const message = channel.messages.find((one) => one.id === id && one.onlyFor === undefined)
  if (!message) throw new DiscordError(404, 10_008, 'Unknown Message')
  return message
}

import { answerInteraction } from '../answer-interaction.ts'
import { DiscordError } from '../discord-error.ts'
import { messagePayload } from '../payloads.ts'
import type { Channel, LiveInteraction, Message, World } from '../world.ts'
import { addMessage, changeMessage } from '../write-message.ts'
import type { Asked, Route } from './route.ts'

/** How long an interaction may be answered further. */
const tokenMs = 15 * 60_000

export const interactionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/interactions\/(\d+)\/([^/]+)\/callback$/,
    open: true,
    play: (asked) => {
      const { world, ids, query } = asked
      const live = world.interactions.get(ids[1] ?? '')
      if (!live || live.id !== ids[0]) throw new DiscordError(404, 10_062, 'Unknown interaction')
      answerInteraction(world, live, asked)
      if (query.get('with_response') !== 'true') return undefined
      const message = live.original && messagePayload(world, live.original)
      return {
        interaction: { id: live.id, type: live.type },
        ...(message ? { resource: { type: 4, message } } : {}),
      }
    },
  },
  {
    method: 'POST',
    path: /^\/webhooks\/(\d+)\/([^/]+)$/,
    open: true,
    play: (asked) => {
      const { world } = asked
      const live = liveOf(asked)
      const message = addMessage(world, channelOf(world, live), { ...asked, answerTo: live.userId })
      return messagePayload(world, message)
    },
  },
  {
    method: 'GET',
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/,
    open: true,
    play: (asked) => messagePayload(asked.world, messageOf(asked)),
  },
  {
    method: 'PATCH',
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/,
    open: true,
    play: (asked) =>
      messagePayload(asked.world, changeMessage(asked.world, messageOf(asked), asked)),
  },
  {
    method: 'DELETE',
    path: /^\/webhooks\/(\d+)\/([^/]+)\/messages\/([^/]+)$/,
    open: true,
    play: (asked) => {
      const message = messageOf(asked)
      const { messages } = channelOf(asked.world, liveOf(asked))
      messages.splice(messages.indexOf(message), 1)
    },
  },
]

function liveOf({ world, ids: [application, token = ''] }: Asked): LiveInteraction {
  const live = world.interactions.get(token)
  if (!live || application !== world.applicationId)
    throw new DiscordError(404, 10_015, 'Unknown Webhook')
  if (world.now() - live.at > tokenMs) throw new DiscordError(401, 50_027, 'Invalid Webhook Token')
  if (!live.answered) throw new DiscordError(404, 10_015, 'Unknown Webhook')
  return live
}

function messageOf(asked: Asked): Message {
  const live = liveOf(asked)
  const [, , id] = asked.ids
  const message =
    id === '@original'
      ? live.original
      : channelOf(asked.world, live).messages.find((one) => one.id === id)
  if (!message) throw new DiscordError(404, 10_008, 'Unknown Message')
  return message
}

function channelOf(world: World, { channelId }: LiveInteraction): Channel {
  const channel = world.channels.get(channelId)
  if (!channel) throw new DiscordError(404, 10_003, 'Unknown Channel')
  return channel
}

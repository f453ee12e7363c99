import { z } from 'zod'
import type { Block } from '../blocks.ts'
import { messagePayload } from '../payloads.ts'
import type { Channel, Message } from '../world.ts'
import { checkedBlocks } from './block-check.ts'
import {
  type Caller,
  flag,
  isIn,
  json,
  type Method,
  method,
  readable,
  SlackError,
} from './method.ts'

const said = {
  text: z.string().optional(),
  blocks: json(z.unknown()).optional(),
  attachments: json(z.array(z.unknown()).max(100)).optional(),
  metadata: json(
    z.strictObject({
      event_type: z.string().min(1).max(255),
      event_payload: z.record(z.string(), z.unknown()),
    }),
  ).optional(),
}

/** Messages. @see https://docs.slack.dev/reference/methods/chat.postMessage */
export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': method(
    z.object({
      ...said,
      channel: z.string(),
      thread_ts: z.string().optional(),
      reply_broadcast: flag.optional(),
      unfurl_links: flag.optional(),
      unfurl_media: flag.optional(),
      mrkdwn: flag.optional(),
    }),
    (caller, args) => {
      const channel = writable(caller, args.channel)
      if (args.thread_ts !== undefined) threadStart(channel, args.thread_ts)
      const text = args.text ?? ''
      const blocks = checkedBlocks(caller.world, args.blocks)
      hasSomething(text, blocks, args.attachments)
      const message: Message = {
        ts: caller.world.ts(),
        user: caller.team.bot.userId,
        botId: caller.team.bot.botId,
        threadTs: args.thread_ts,
        // Posts are cut, updates refused.
        text: text.slice(0, 40_000),
        blocks,
        metadata: args.metadata,
        files: [],
        edited: false,
      }
      channel.messages.push(message)
      return {
        channel: channel.id,
        ts: message.ts,
        message: messagePayload(caller.world, caller.team, message),
      }
    },
  ),

  'chat.update': method(
    z.object({ ...said, channel: z.string(), ts: z.string() }),
    (caller, args) => {
      const message = ownMessage(caller, args, 'cant_update_message')
      const text = args.text ?? ''
      if (text.length > 4000) throw new SlackError('msg_too_long')
      const blocks = checkedBlocks(caller.world, args.blocks)
      hasSomething(text, blocks, args.attachments)
      message.text = text
      // Text alone removes the blocks, and is marked as edited.
      message.blocks = blocks
      message.edited ||= blocks.length === 0
      if (args.metadata !== undefined) message.metadata = args.metadata
      const { channel, ts } = args
      return { channel, ts, text, message: messagePayload(caller.world, caller.team, message) }
    },
  ),

  'chat.postEphemeral': method(
    z.object({ ...said, channel: z.string(), user: z.string(), thread_ts: z.string().optional() }),
    (caller, args) => {
      const channel = writable(caller, args.channel)
      if (!channel.members.has(args.user) && channel.im !== args.user)
        throw new SlackError('user_not_in_channel')
      const text = args.text ?? ''
      const blocks = checkedBlocks(caller.world, args.blocks)
      hasSomething(text, blocks, args.attachments)
      const ts = caller.world.ts()
      caller.team.ephemerals.push({
        ts,
        user: caller.team.bot.userId,
        botId: caller.team.bot.botId,
        threadTs: args.thread_ts,
        text,
        blocks,
        metadata: undefined,
        files: [],
        edited: false,
        userId: args.user,
        channelId: channel.id,
      })
      return { message_ts: ts }
    },
  ),

  'chat.delete': method(z.object({ channel: z.string(), ts: z.string() }), (caller, args) => {
    const message = ownMessage(caller, args, 'cant_delete_message')
    const { messages } = readable(caller, args.channel)
    messages.splice(messages.indexOf(message), 1)
    return { channel: args.channel, ts: args.ts }
  }),

  'chat.getPermalink': method(
    z.object({ channel: z.string(), message_ts: z.string() }),
    (caller, args) => {
      const channel = readable(caller, args.channel)
      const message = channel.messages.find(({ ts }) => ts === args.message_ts)
      if (!message) throw new SlackError('message_not_found')
      return { channel: channel.id, permalink: permalink(caller.team.domain, channel.id, message) }
    },
  ),

  'chat.unfurl': method(
    z.object({
      channel: z.string().optional(),
      ts: z.string().optional(),
      unfurl_id: z.string().optional(),
      source: z.enum(['composer', 'conversations_history']).optional(),
      unfurls: json(z.record(z.string(), z.looseObject({ blocks: z.unknown().optional() }))),
    }),
    (caller, args) => {
      if (args.unfurl_id === undefined && args.channel === undefined)
        throw new SlackError('missing_channel')
      if (args.unfurl_id !== undefined && args.source === undefined)
        throw new SlackError('missing_source')
      if (args.unfurl_id === undefined && args.ts === undefined) throw new SlackError('missing_ts')
      for (const [url, { blocks }] of Object.entries(args.unfurls))
        caller.team.unfurls.push({
          channelId: args.channel,
          ts: args.ts,
          unfurlId: args.unfurl_id,
          url,
          blocks: checkedBlocks(caller.world, blocks),
        })
      return {}
    },
  ),
}

export function permalink(domain: string, channel: string, { ts, threadTs }: Message): string {
  const thread = threadTs ? `?thread_ts=${threadTs}&cid=${channel}` : ''
  return `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${thread}`
}

/** A channel that the bot may write in; a person's id stands for the private conversation with that person. */
function writable(caller: Caller, id: string): Channel {
  const { team } = caller
  const person = team.users.get(id)
  if (person?.isBot) throw new SlackError('cannot_dm_bot')
  const found = person
    ? [...team.channels.values()].find(({ im }) => im === person.id)
    : team.channels.get(id)
  const channel = readable(caller, found?.id ?? id)
  if (!isIn(caller, channel)) throw new SlackError('not_in_channel')
  if (channel.isArchived) throw new SlackError('is_archived')
  const refused = channel.im === undefined ? undefined : team.users.get(channel.im)?.refusesDms
  if (refused !== undefined) throw new SlackError(refused)
  return channel
}

function threadStart({ messages }: Channel, threadTs: string): void {
  const start = messages.find(({ ts }) => ts === threadTs)
  if (!start || start.threadTs !== undefined) throw new SlackError('cannot_reply_to_message')
}

function hasSomething(
  text: string,
  blocks: readonly Block[],
  attachments: readonly unknown[] = [],
): void {
  if (text === '' && blocks.length === 0 && attachments.length === 0)
    throw new SlackError('no_text')
}

function ownMessage(
  caller: Caller,
  { channel: id, ts }: { readonly channel: string; readonly ts: string },
  refusal: string,
): Message {
  // Only by the channel's own id: a person's does not do for an update.
  const channel = readable(caller, id)
  const message = channel.messages.find((one) => one.ts === ts)
  if (!message) throw new SlackError('message_not_found')
  if (message.botId !== caller.team.bot.botId) throw new SlackError(refusal)
  return message
}

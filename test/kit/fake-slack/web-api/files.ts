import { z } from 'zod'
import { filePayload } from '../payloads.ts'
import type { Channel, SlackFile } from '../world.ts'
import { blockProblems } from '../block-limits.ts'
import {
  type Caller,
  invalid,
  isIn,
  json,
  type Method,
  method,
  readable,
  SlackError,
} from './method.ts'

/** Files, in three steps. @see https://docs.slack.dev/reference/methods/files.getUploadURLExternal */
export const files: Readonly<Record<string, Method>> = {
  'files.getUploadURLExternal': method(
    z.object({
      filename: z.string().min(1),
      length: z.coerce.number().int().min(1),
      // Slack's parameter; `alt_text`, which its own library sends, is lost.
      alt_txt: z.string().optional(),
      snippet_type: z.string().optional(),
    }),
    ({ world, team }, args) => {
      if ((args.alt_txt?.length ?? 0) > 1000) throw new SlackError('alt_txt_too_large')
      const file: SlackFile = {
        id: world.id('F'),
        teamId: team.id,
        name: args.filename,
        userId: team.bot.userId,
        altText: args.alt_txt,
        length: args.length,
        title: args.filename,
        type: typeOf(args.filename),
        bytes: undefined,
        completed: false,
        shares: [],
      }
      world.files.set(file.id, file)
      return { upload_url: `${world.origin}/upload/${file.id}`, file_id: file.id }
    },
  ),

  'files.completeUploadExternal': method(
    z.object({
      files: json(z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1)),
      channel_id: z.string().optional(),
      channels: z.string().optional(),
      thread_ts: z.string().optional(),
      initial_comment: z.string().optional(),
      blocks: json(z.unknown()).optional(),
    }),
    (caller, args) => {
      const done = args.files.map(({ id, title }) => {
        const file = caller.world.files.get(id)
        // An upload is completed once.
        if (!file?.bytes || file.completed || file.teamId !== caller.team.id)
          throw new SlackError('file_not_found')
        return { file, title }
      })
      if (args.blocks !== undefined) onlyRichText(args.blocks)
      const places = [args.channel_id, ...(args.channels?.split(',') ?? [])]
      const channels = places.flatMap((id) => (id ? [shareable(caller, id)] : []))
      for (const { file, title } of done) {
        file.title = title ?? file.title
        file.completed = true
      }
      const shared = done.map(({ file }) => file)
      for (const channel of channels) share(caller, channel, shared, args)
      return { files: shared.map((file) => filePayload(caller.world, file)) }
    },
  ),

  'files.info': method(z.object({ file: z.string() }), ({ world, team }, args) => {
    const file = world.files.get(args.file)
    if (!file?.completed || file.teamId !== team.id) throw new SlackError('file_not_found')
    return { file: filePayload(world, file), comments: [], response_metadata: { next_cursor: '' } }
  }),
}

/** What Slack makes of a name. */
export function typeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return typeOfEnding[ending] ?? 'application/octet-stream'
}

const typeOfEnding: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  pdf: 'application/pdf',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
}

function onlyRichText(blocks: unknown): void {
  const problems = blockProblems(blocks, 'message')
  const others = z.array(z.looseObject({ type: z.literal('rich_text') })).safeParse(blocks)
  if (problems.length > 0 || !others.success)
    throw invalid([...problems, 'rich_text blocks only'], 'invalid_blocks')
}

/** Only a channel's id does: a person's is `invalid_channel`. */
function shareable(caller: Caller, id: string): Channel {
  if (caller.team.users.has(id)) throw new SlackError('invalid_channel')
  const channel = readable(caller, id)
  if (!isIn(caller, channel)) throw new SlackError('not_in_channel')
  const refused =
    channel.im === undefined ? undefined : caller.team.users.get(channel.im)?.refusesDms
  if (refused !== undefined) throw new SlackError(refused)
  return channel
}

function share(
  { world, team }: Caller,
  channel: Channel,
  shared: readonly SlackFile[],
  {
    thread_ts,
    initial_comment,
  }: { thread_ts?: string | undefined; initial_comment?: string | undefined },
): void {
  const ts = world.ts()
  channel.messages.push({
    ts,
    user: team.bot.userId,
    botId: team.bot.botId,
    threadTs: thread_ts,
    text: initial_comment ?? '',
    blocks: [],
    metadata: undefined,
    files: shared,
    edited: false,
  })
  for (const file of shared) file.shares.push({ channel: channel.id, ts })
}

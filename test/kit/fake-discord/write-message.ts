import { numbered } from './payloads.ts'
import { invalidForm } from './discord-error.ts'
import { isEphemeral, type MessageBody, readMessageBody } from './message-rules.ts'
import { readMarkdown } from './markdown.ts'
import { type Component, walk } from './components.ts'
import type { Attachment, Channel, Message, World } from './world.ts'

/** A file as it came in a multipart body, named `files[0]`. */
export interface Upload {
  readonly number: string
  readonly filename: string
  readonly type: string
  readonly bytes: Uint8Array
}

export interface Sent {
  readonly body: unknown
  readonly files: readonly Upload[]
}

/** Writes a message of the bot. Throws what Discord answers where the body breaks its rules. */
export function addMessage(
  world: World,
  channel: Channel,
  {
    answerTo,
    ...sent
  }: Sent & {
    /** It answers what that person did. */
    readonly answerTo?: string
  },
): Message {
  const { body, problems } = readMessageBody(sent.body, { files: filesOf(sent) })
  if (problems.length > 0) throw invalidForm(problems)
  const { flags = 0 } = body
  const isHidden = (flags & isEphemeral) !== 0
  if (isHidden && answerTo === undefined)
    throw invalidForm(['only answers to interactions are ephemeral'])
  const attachments = uploaded(world, body, sent.files, isHidden)
  const message: Message = {
    id: world.snowflake(),
    channelId: channel.id,
    authorId: world.botId,
    content: body.content ?? '',
    components: resolved(body.components ?? [], attachments),
    flags,
    attachments,
    nonce: body.nonce?.toString(),
    replyTo: body.message_reference?.message_id,
    pings: pingsOf(body),
    onlyFor: isHidden ? answerTo : undefined,
    loading: false,
    editedAt: undefined,
  }
  channel.messages.push(message)
  return message
}

/** Replaces what is sent of a message of the bot. Files that are not listed again go. */
export function changeMessage(world: World, message: Message, sent: Sent): Message {
  const replaced = message.loading ? { flags: message.flags, attachments: [] } : message
  const { body, problems } = readMessageBody(sent.body, { files: filesOf(sent), replaced })
  if (problems.length > 0) throw invalidForm(problems)
  const kept = message.attachments.filter(({ id }) =>
    body.attachments?.some((one) => String(one.id) === id),
  )
  const isHidden = message.onlyFor !== undefined
  const attachments = [...kept, ...uploaded(world, body, sent.files, isHidden)]
  message.attachments = attachments
  if (body.content !== undefined) message.content = body.content ?? ''
  if (body.components) message.components = resolved(body.components, attachments)
  // What a message is seen by cannot be switched.
  if (body.flags !== undefined)
    message.flags = (body.flags & ~isEphemeral) | (message.flags & isEphemeral)
  message.editedAt = message.loading ? undefined : world.now()
  message.loading = false
  return message
}

function filesOf({ files }: Sent): ReadonlyMap<string, string> {
  return new Map(files.map(({ number, filename }) => [number, filename]))
}

function uploaded(
  world: World,
  { attachments = [] }: MessageBody,
  files: readonly Upload[],
  ephemeral: boolean,
): readonly Attachment[] {
  return files.map(({ number, filename, type, bytes }) => {
    const facts = attachments.find(({ id }) => String(id) === number)
    const description = facts?.description ?? undefined
    return world.attach({ filename, type, bytes, description, ephemeral })
  })
}

// Discord gives back addresses of its own for what was uploaded.
function resolved(
  components: readonly Component[],
  attachments: readonly Attachment[],
): readonly Component[] {
  const all = numbered(components)
  const settle = (media: { url: string }) => {
    const name = media.url.slice('attachment://'.length)
    const found = attachments.find(({ filename }) => filename === name)
    if (media.url.startsWith('attachment://') && found) media.url = found.url
  }
  for (const part of walk(all)) {
    if (part.type === 11) settle(part.media)
    if (part.type === 12) for (const { media } of part.items) settle(media)
    if (part.type === 13) settle(part.file)
  }
  return all
}

/** Who is notified: whom the text mentions and `allowed_mentions` lets through. */
function pingsOf({ content, components = [], allowed_mentions: allowed }: MessageBody): string[] {
  const texts = walk(components).flatMap((part) => (part.type === 10 ? [part.content] : []))
  const mentioned = [content ?? '', ...texts].flatMap((text) => readMarkdown(text).mentions)
  const users = new Set([...(allowed?.users ?? []), ...(allowed?.roles ?? [])])
  const parse: ReadonlySet<string> = new Set(allowed?.parse)
  return mentioned
    .filter(({ kind, id }) => users.has(id) || parse.has(kind))
    .map(({ kind, id }) => (kind === 'everyone' ? '@everyone' : id))
}

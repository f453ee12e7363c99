import {
  type Button,
  type Component,
  type Input,
  type Modal,
  type Select,
  walk,
} from './components.ts'
import { type NameOf, readMarkdown } from './markdown.ts'
import { type Attachment, type Channel, type Message, type World } from './world.ts'

/** A message as it stands before its reader. */
export interface ShownMessage {
  readonly id: string
  /** Where it stands; of one in a thread, the thread. */
  readonly channel: string
  /** The thread that it stands in. */
  readonly thread: string | undefined
  readonly author: string
  /** All there is to read, in its order, without markup. */
  readonly text: string
  readonly links: readonly string[]
  readonly buttons: readonly ShownButton[]
  readonly selects: readonly Select[]
  readonly pictures: readonly { readonly url: string; readonly alternative: string | undefined }[]
  readonly files: readonly ShownFile[]
  /** Who is notified of it. */
  readonly pings: readonly string[]
  readonly replyTo: string | undefined
  readonly isEphemeral: boolean
  readonly editedAt: number | undefined
  readonly components: readonly Component[]
}

export interface ShownButton {
  readonly label: string
  readonly style: number
  readonly customId: string
  readonly url: string | undefined
  readonly disabled: boolean
}

export interface ShownFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  readonly alternative: string | undefined
}

/** A modal as it stands before its reader. */
export interface ShownModal {
  readonly customId: string
  readonly title: string
  /** What stands between the labels. */
  readonly text: string
  readonly labels: readonly ShownLabel[]
}

export interface ShownLabel {
  readonly label: string
  readonly description: string | undefined
  readonly customId: string
  readonly type: Input['type']
  readonly required: boolean
  /** What is chosen or written from the start. */
  readonly value: readonly string[]
  readonly options: readonly { readonly label: string; readonly value: string }[]
}

export function readMessage(world: World, message: Message): ShownMessage {
  const parts = walk(message.components)
  const nameOf = namesIn(world, message.channelId)
  const texts = parts.flatMap((part) => {
    if (part.type === 10) return [part.content]
    return 'description' in part && part.type === 11 ? [part.description ?? ''] : []
  })
  const galleries = parts.flatMap((part) => (part.type === 12 ? part.items : []))
  const read = [message.content, ...texts]
    .filter((text) => text !== '')
    .map((text) => readMarkdown(text, nameOf))
  const thumbnails = parts.flatMap((part) => (part.type === 11 ? [part] : []))
  return {
    id: message.id,
    channel: message.channelId,
    thread: threadOf(world, message),
    author: message.authorId,
    text: [...read.map(({ text }) => text), ...galleries.map((item) => item.description ?? '')]
      .filter((text) => text !== '')
      .join('\n'),
    links: read.flatMap(({ links }) => links),
    buttons: parts.flatMap((part) => (part.type === 2 ? [readButton(part)] : [])),
    selects: parts.flatMap((part) => (isSelect(part) ? [part] : [])),
    pictures: [...thumbnails, ...galleries].map(({ media, description }) => ({
      url: media.url,
      alternative: description,
    })),
    files: message.attachments.map(readFile),
    pings: message.pings,
    replyTo: message.replyTo,
    isEphemeral: message.onlyFor !== undefined,
    editedAt: message.editedAt,
    components: message.components,
  }
}

export function readModal(world: World, { custom_id, title, components }: Modal): ShownModal {
  const nameOf: NameOf = (kind, id) => (kind === 'user' ? world.users.get(id)?.name : undefined)
  return {
    customId: custom_id,
    title,
    text: components
      .flatMap((part) => (part.type === 10 ? [readMarkdown(part.content, nameOf).text] : []))
      .join('\n'),
    labels: components.flatMap((part) =>
      part.type === 18
        ? [
            {
              label: part.label,
              description: part.description,
              customId: part.component.custom_id,
              type: part.component.type,
              required: isRequired(part.component),
              value: standingIn(part.component),
              options: 'options' in part.component ? part.component.options : [],
            },
          ]
        : [],
    ),
  }
}

export function isRequired(input: Input): boolean {
  return input.type !== 23 && (input.required ?? true)
}

/** What an input holds from the start. */
export function standingIn(input: Input): readonly string[] {
  if (input.type === 4) return input.value ? [input.value] : []
  if (input.type === 23) return input.default ? ['true'] : []
  if ('options' in input)
    return input.options.filter((one) => one.default).map(({ value }) => value)
  return 'default_values' in input ? (input.default_values ?? []).map(({ id }) => id) : []
}

export function isSelect(part: { readonly type: number }): part is Select {
  return part.type === 3 || (part.type >= 5 && part.type <= 8)
}

function readButton({ label = '', style, custom_id = '', url, disabled = false }: Button) {
  return { label, style, customId: custom_id, url, disabled }
}

function readFile({ filename, type, bytes, description }: Attachment): ShownFile {
  return { name: filename, type, bytes, alternative: description }
}

function threadOf(world: World, { channelId }: Message): string | undefined {
  const channel: Channel | undefined = world.channels.get(channelId)
  return channel?.type === 11 ? channel.id : undefined
}

function namesIn(world: World, channelId: string): NameOf {
  const guild = world.guilds.get(world.channels.get(channelId)?.guildId ?? '')
  return (kind, id) => {
    if (kind === 'channel') return world.channels.get(id)?.name
    if (kind === 'role') return guild?.roles.get(id)?.name
    return guild?.members.get(id)?.nick ?? world.users.get(id)?.name
  }
}

/** Later messages have greater ids. */
export function inOrder(messages: readonly Message[]): readonly Message[] {
  return messages.toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))
}

import { z } from 'zod'
import { type Block, type Element, interactive, optionsOf } from './blocks.ts'
import type { Message, Team, View } from './world.ts'
import { type InputState, isEmpty, valueIn } from './view-state.ts'

/** A message as a person reads it: without markup, as Slack draws it. */
export interface ShownMessage {
  readonly ts: string
  readonly channel: string
  /** The message that it stands under. */
  readonly thread: string | undefined
  readonly text: string
  /** What notifications and screen readers say. */
  readonly fallback: string
  readonly buttons: readonly ShownButton[]
  readonly files: readonly ShownFile[]
  readonly ephemeral: boolean
}

export interface ShownButton {
  readonly label: string
  readonly actionId: string
  readonly value: string
  readonly url: string | undefined
  readonly look: string | undefined
}

export interface ShownFile {
  readonly id: string
  readonly name: string
  readonly title: string
  readonly bytes: Uint8Array
  readonly alternative: string | undefined
}

/** A modal or an App Home as a person sees it. */
export interface ShownView {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly submit: string | undefined
  readonly fields: readonly ShownField[]
  readonly buttons: readonly ShownButton[]
  readonly errors: Readonly<Record<string, string>>
  readonly callbackId: string
  readonly metadata: string
}

export interface ShownField {
  /** Its block. */
  readonly name: string
  readonly actionId: string
  readonly kind: string
  readonly label: string
  readonly hint: string | undefined
  readonly required: boolean
  /** What stands in it: words, or the values that are chosen. */
  readonly value: readonly string[]
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

export function readMessage(team: Team, channel: string, message: Message): ShownMessage {
  return {
    ts: message.ts,
    channel,
    thread: message.threadTs,
    text:
      message.blocks.length > 0
        ? readBlocks(team, message.blocks)
        : readText(team, { type: 'mrkdwn', text: message.text }),
    fallback: readText(team, { type: 'mrkdwn', text: message.text }),
    buttons: buttonsOf(team, message.blocks),
    files: message.files.map(({ id, name, title, bytes, altText }) => ({
      id,
      name,
      title,
      bytes: bytes ?? new Uint8Array(),
      alternative: altText,
    })),
    ephemeral: 'userId' in message,
  }
}

export function readView(team: Team, view: View): ShownView {
  const { content } = view
  const words = (text: Text | undefined) => (text ? readText(team, text) : undefined)
  return {
    id: view.id,
    title: words(content.title) ?? '',
    text: readBlocks(team, content.blocks),
    submit: words(content.submit),
    fields: content.blocks.flatMap((block) =>
      block.element ? [fieldOf(team, view, block, block.element)] : [],
    ),
    buttons: buttonsOf(team, content.blocks),
    errors: view.errors,
    callbackId: content.callback_id ?? '',
    metadata: content.private_metadata ?? '',
  }
}

/** All there is to read, a line for each thing. */
export function readBlocks(team: Team, blocks: readonly Block[]): string {
  return blocks.flatMap((block) => linesOf(team, block)).join('\n')
}

interface Text {
  readonly type: string
  readonly text: string
  readonly emoji?: unknown
}

function linesOf(team: Team, block: Block): readonly string[] {
  const say = (text: Text | string | undefined) => {
    if (text === undefined) return []
    return [typeof text === 'string' ? text : readText(team, text)]
  }
  const element = (one: Element) => {
    if (one.type === 'image') return say(one.alt_text)
    return one.type === 'plain_text' || one.type === 'mrkdwn' ? [readText(team, textIn(one))] : []
  }
  switch (block.type) {
    case 'rich_text':
      return [richText(block.elements)]
    case 'table':
      return (block.rows ?? []).map((row) =>
        row
          .map((cell) =>
            cell.type === 'rich_text' ? richText(cell.elements) : String(cell.text ?? cell.value),
          )
          .join(' | '),
      )
    case 'image':
      return [...say(block.title), ...say(block.alt_text)]
    case 'context':
      return (block.elements ?? []).flatMap(element)
    case 'input':
      return [...say(block.label), ...say(block.hint)]
    default:
      return [
        ...say(block.text),
        ...(block.fields ?? []).flatMap(say),
        ...(block.accessory ? element(block.accessory) : []),
      ]
  }
}

function textIn({ type, text, ...rest }: Element): Text {
  return { type, text: typeof text === 'string' ? text : '', emoji: rest['emoji'] }
}

function richText(elements: unknown): string {
  const read = z
    .array(z.looseObject({ text: z.string().optional(), elements: z.unknown().optional() }))
    .safeParse(elements)
  return (read.data ?? []).map((one) => one.text ?? richText(one.elements)).join('')
}

function buttonsOf(team: Team, blocks: readonly Block[]): readonly ShownButton[] {
  return interactive(blocks)
    .filter(({ element }) => element.type === 'button')
    .map(({ element }) => ({
      label: typeof element.text === 'object' ? readText(team, element.text) : '',
      actionId: element.action_id ?? '',
      value: typeof element.value === 'string' ? element.value : '',
      url: element.url,
      look: typeof element['style'] === 'string' ? element['style'] : undefined,
    }))
}

function fieldOf(team: Team, view: View, block: Block, element: Element): ShownField {
  const state = valueIn(view, block.block_id ?? '', element)
  return {
    name: block.block_id ?? '',
    actionId: element.action_id ?? '',
    kind: element.type,
    label: block.label ? readText(team, block.label) : '',
    hint: block.hint ? readText(team, block.hint) : undefined,
    required: block.optional !== true,
    value: isEmpty(state) ? [] : valuesOf(state),
    options: optionsOf(element).map(({ text, value }) => ({ value, label: readText(team, text) })),
  }
}

const valued = z.looseObject({ value: z.string().optional(), id: z.string().optional() })

/** The words or values of an input's state. */
function valuesOf(state: InputState): readonly string[] {
  return Object.entries(state)
    .flatMap(([name, one]) => (name === 'type' ? [] : one))
    .flatMap((one) => {
      if (typeof one === 'string') return [one]
      const read = valued.safeParse(one).data
      return read?.value ?? read?.id ?? []
    })
}

/** What a text shows: entities decoded, and with markup what Slack draws for it. */
export function readText(team: Team, { type, text, emoji }: Text): string {
  const shown = type === 'mrkdwn' ? withoutMarkup(team, text) : text
  const faces =
    type === 'plain_text' && emoji === false
      ? shown
      : shown.replaceAll(/:[a-z][a-z_+-]*:/g, '\u{1F642}')
  return faces.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function withoutMarkup(team: Team, text: string): string {
  return text
    .replaceAll(/^(>|&gt;) ?/gm, '')
    .replaceAll(/<([^<>]*)>/g, (_, inside: string) => linked(team, inside))
    .replaceAll(/(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu, '$2')
}

function linked(team: Team, inside: string): string {
  const [target = '', label] = inside.split('|', 2)
  if (target.startsWith('!date^')) return label ?? ''
  if (target.startsWith('@')) return `@${team.users.get(target.slice(1))?.name ?? target.slice(1)}`
  if (target.startsWith('#'))
    return `#${team.channels.get(target.slice(1))?.name ?? target.slice(1)}`
  if (target.startsWith('!')) return `@${target.slice(1)}`
  return label ?? target
}

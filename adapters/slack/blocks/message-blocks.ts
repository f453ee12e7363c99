import type { KnownBlock } from '@slack/types'
import type { Language, Message } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { isBlank } from '#src/chat/adapting/plain-text.ts'
import { buttonBlocks } from './button-blocks.ts'
import { jsonLength } from './json-length.ts'
import { limits } from './limits.ts'
import { linkButtons } from './link-buttons.ts'
import { cutText, escapeText } from './plain.ts'
import { type Piece, partPieces, type PictureSource, section, textPieces } from './part-blocks.ts'
import { type Room, shorten } from './shorten.ts'

export interface MessageLook {
  readonly language: Language
  /** Differs at each change of the message, for Slack wants other block_ids then. */
  readonly revision?: string
  /** Undefined: pictures with an https address, as they are. */
  readonly picture?: PictureSource
}

/** A message as Slack's blocks, at most as many and as long as one message takes. Buttons always stay. */
export function messageBlocks(message: Message, look: MessageLook): KnownBlock[] {
  return contentBlocks(message, look, { blocks: limits.message.blocks, json: limits.message.json })
}

/** The text beside the blocks: notifications and screen readers read it. Escaped, for it takes markup. */
export function plainText({ text }: Message): string {
  return escapeText(cutText(text, limits.message.text) || '…')
}

/** A message as blocks, within that room. */
export function contentBlocks(message: Message, look: MessageLook, room: Room): KnownBlock[] {
  const { language, revision } = look
  const rows = buttonBlocks(
    [...(message.buttons ?? []), ...linkButtons(written(message), language)],
    { language, subject: subjectOf(message), json: Math.floor(room.json / 2) },
  ).slice(0, mostRows)
  const all = pieces(message, look)
  const names = Math.min(all.length + 1 + rows.length, room.blocks) * nameLength(revision)
  const body = shorten(
    all,
    { blocks: room.blocks - rows.length, json: room.json - jsonLength(rows) - names },
    (lines) => section(words(language).leftOut(lines)),
  )
  return named([...body, ...rows], revision)
}

// Under several headings a button may be about any of them.
function subjectOf({ parts = [] }: Message): string | undefined {
  const [heading, ...more] = parts.flatMap((part) => (part.kind === 'heading' ? [part.text] : []))
  return more.length === 0 ? heading : undefined
}

// Where people may have put an address that has no button of its own. A name is no place for one.
function written({ parts = [], buttons = [] }: Message): readonly string[] {
  const texts = parts.flatMap((part) => (part.kind === 'text' ? (part.links ?? []) : []))
  return texts.filter(
    (one) => !buttons.some((button) => 'url' in button && one.includes(button.url)),
  )
}

// Of 25 buttons each: more than anybody looks through.
const mostRows = 10

function pieces(message: Message, look: MessageLook): readonly Piece[] {
  const context = { language: look.language, picture: look.picture ?? publicPicture }
  const parts = (message.parts ?? []).flatMap((part) => partPieces(part, context))
  if (parts.length > 0) return parts
  return isBlank(message.text)
    ? [{ block: section('…'), lines: 0, spare: false }]
    : textPieces(message.text)
}

function publicPicture(url: string): { readonly image_url: string } | undefined {
  return url.startsWith('https://') && url.length <= limits.image.url
    ? { image_url: url }
    : undefined
}

function named(blocks: readonly KnownBlock[], revision: string | undefined): KnownBlock[] {
  if (revision === undefined) return [...blocks]
  return blocks.map((block, index) => ({ ...block, block_id: nameOf(index, revision) }))
}

function nameOf(index: number, revision: string): string {
  return `${index}:${revision}`.slice(0, limits.id)
}

// With its key and its commas.
function nameLength(revision: string | undefined): number {
  return revision === undefined ? 0 : jsonLength({ block_id: nameOf(99, revision) })
}

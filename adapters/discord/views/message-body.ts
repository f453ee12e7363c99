import {
  type APIComponentInContainer,
  type APIMessageTopLevelComponent,
  type APITextDisplayComponent,
  ComponentType,
} from 'discord.js'
import type { Language, Message } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { accentOf } from './accent.ts'
import { type ButtonRow, buttonRows, buttonUrl } from './button-rows.ts'
import { filesOf } from './files-of.ts'
import { limits } from './limits.ts'
import { type Line, rendered } from './lines.ts'
import { literal, openable } from './literal.ts'
import { markOf } from './mark.ts'
import { type Outgoing, outgoing } from './outgoing.ts'
import { type Piece, piecesOf, type PictureSource } from './pieces.ts'
import { shorten } from './shorten.ts'

export interface MessageLook {
  readonly language: Language
  readonly guild: string
  /** Names a message that is posted: its container carries a mark of it. */
  readonly key?: string | undefined
  /** Seen by one person alone. */
  readonly ephemeral?: boolean | undefined
  /** Undefined: pictures with an https address that everybody reaches, as they are. */
  readonly picture?: PictureSource | undefined
  /** References or ids of the people whom it calls: they, and nobody else, are notified. */
  readonly calling?: readonly string[] | undefined
}

/** A message as Discord's components, at most as many and as long as one message takes. Buttons and files always stay. */
export function messageBody(message: Message, look: MessageLook): Outgoing {
  const users = calledUsers(look.calling ?? [])
  const body = outgoing(componentsOf(message, look, users), { ephemeral: look.ephemeral })
  if (users.length > 0) body.allowed_mentions.users = [...users]
  return body
}

/** The picture's address when everybody reaches it. */
export function publicPicture(url: string): string | undefined {
  const whole = openable(url)
  if (whole === undefined || !whole.startsWith('https://') || whole.length > 2048) return undefined
  const { hostname } = new URL(whole)
  return /^(?:localhost|.*\.localhost|127\.[\d.]+|\[.*\]|[^.]+)$/.test(hostname) ? undefined : whole
}

function componentsOf(
  message: Message,
  look: MessageLook,
  users: readonly string[],
): APIMessageTopLevelComponent[] {
  const rows = buttonRows(message.buttons ?? [], look.guild)
  const files = fileComponents(message)
  const isFramed = look.key !== undefined || isRich(message)
  const taken = (isFramed ? 1 : 0) + files.length + sizeOf(rows)
  const content = [...textComponents(message, look, { users, taken }), ...files, ...rows]
  if (!isFramed) return content
  return [
    {
      type: ComponentType.Container,
      accent_color: accentOf(message.tone),
      components: content,
      ...(look.key === undefined ? {} : { id: markOf(look.key) }),
    },
  ]
}

function sizeOf(rows: readonly ButtonRow[]): number {
  return rows.reduce((sum, row) => sum + 1 + row.components.length, 0)
}

// What is said and shown, in the room that the rest leaves, with those whom it calls in front.
function textComponents(
  message: Message,
  look: MessageLook,
  { users, taken }: { readonly users: readonly string[]; readonly taken: number },
): readonly APIComponentInContainer[] {
  const called = users.map((id) => `<@${id}>`).join(' ')
  const room = {
    components: limits.message.components - taken,
    text: limits.message.text - (called === '' ? 0 : called.length + 1),
  }
  const note = (lines: number) => `-# ${literal(discordWords(look.language).leftOut(lines))}`
  const pieces = shorten(allPieces(message, look), room, note)
  return withCalled(pieces, called).flatMap(pieceComponents)
}

function allPieces(message: Message, look: MessageLook): readonly Piece[] {
  const { language, picture = publicPicture } = look
  const links = writtenLinks(message, language)
  return [
    ...piecesOf(message, { language, picture }),
    ...(links.length > 0 ? [{ texts: [links] }] : []),
  ]
}

// What has several parts, or ended somehow, stands in a frame; a word or two do without.
function isRich({ parts = [], files = [], tone }: Message): boolean {
  return parts.length > 1 || files.length > 0 || tone !== undefined
}

// Buttons that Discord might refuse for their address.
function writtenLinks({ buttons = [] }: Message, language: Language): readonly Line[] {
  return buttons.flatMap((button) => {
    if (!('url' in button) || buttonUrl(button.url) !== undefined) return []
    const url = openable(button.url)
    if (url === undefined || url.length > limits.button.url) return []
    return [{ before: `${discordWords(language).fact(literal(button.label))}<${url}>`, text: '' }]
  })
}

function fileComponents(message: Message): APIComponentInContainer[] {
  const files = filesOf(message)
  const pictures = files.filter(({ contentType }) => contentType.startsWith('image/'))
  return [
    ...(pictures.length > 0
      ? [
          {
            type: ComponentType.MediaGallery,
            items: pictures.map(({ name, description }) => ({
              media: { url: `attachment://${name}` },
              description,
            })),
          } as const,
        ]
      : []),
    // A picture that is looked at is a copy made smaller: the file itself is the badge.
    ...files.map(
      ({ name }) => ({ type: ComponentType.File, file: { url: `attachment://${name}` } }) as const,
    ),
  ]
}

function calledUsers(calling: readonly string[]): readonly string[] {
  const ids = calling.map((one) =>
    one.slice(Math.max(one.lastIndexOf('/'), one.lastIndexOf(':')) + 1),
  )
  return [...new Set(ids.filter((id) => /^\d{1,20}$/.test(id)))].slice(0, limits.message.mentions)
}

function withCalled(pieces: readonly Piece[], called: string): readonly Piece[] {
  const [first, ...others] = pieces
  if (called === '' || !first) return pieces
  const [lines = [], ...texts] = first.texts
  const line = { before: called, text: '' }
  return [{ ...first, texts: [[line, ...lines], ...texts] }, ...others]
}

function pieceComponents({ texts, picture }: Piece): readonly APIComponentInContainer[] {
  const shown = texts.map(textDisplay)
  if (!picture) return shown
  const { url, description } = picture
  if (shown.length === 0)
    return [{ type: ComponentType.MediaGallery, items: [{ media: { url }, description }] }]
  const accessory = { type: ComponentType.Thumbnail, media: { url }, description } as const
  return [{ type: ComponentType.Section, components: shown, accessory }]
}

function textDisplay(lines: readonly Line[]): APITextDisplayComponent {
  const content = lines.map(rendered).join('\n').trim()
  return { type: ComponentType.TextDisplay, content: content === '' ? '…' : content }
}

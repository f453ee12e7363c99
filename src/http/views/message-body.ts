import type { Message, Part } from '#src/chat/contract.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import { buttonView, type Pressing } from './message-button.ts'
import { attachedPicture, fileView, partView } from './message-part.ts'

interface Shown extends Pressing {
  readonly message: Message
  /** A vote that is over: what it asked is folded away, how it ended stays. */
  readonly over?: boolean
}

/** What a message says and offers: its picture beside it, its parts, its files and its buttons. */
export function messageBody(context: PageContext, shown: Shown): Html {
  const { message, over = false } = shown
  const parts = message.parts ?? [{ kind: 'text', text: message.text } satisfies Part]
  const image = parts.find(({ kind }) => kind === 'image')
  const words = parts.filter((part) => part !== image)
  const picture = image ? partView(context, image) : firstPicture(context, message)
  return html`<div class="said${picture && ' with-picture'}">
    ${picture && html`<div class="said-picture">${picture}</div>`}
    <div class="said-words">
      ${over ? foldedParts(context, words, shown) : plainParts(context, words, shown)}
      ${message.files?.map((file) => fileView(context, file))}
      ${message.buttons && html`<div class="buttons">${message.buttons.map((one) => buttonView(context, one, shown))}</div>`}
    </div>
  </div>`
}

function firstPicture(context: PageContext, { files = [] }: Message): Html | undefined {
  return files
    .map((file) => attachedPicture(context, file))
    .find((picture) => picture !== undefined)
}

function plainParts(context: PageContext, words: readonly Part[], { headingId }: Shown): Html {
  const first = words.find(({ kind }) => kind === 'heading')
  return html`${words.map((part) => partView(context, part, part === first ? headingId : undefined))}`
}

function foldedParts(context: PageContext, words: readonly Part[], shown: Shown): Html {
  const from = words.findIndex(({ kind }) => kind === 'progress')
  const stays = (part: Part, index: number) =>
    part.kind === 'heading' || part.kind === 'progress' || (part.kind === 'text' && index > from)
  return html`${plainParts(context, words.filter(stays), shown)}
    <details>
      <summary>${texts[context.language].pages.room.details}</summary>
      ${words.filter((part, index) => !stays(part, index)).map((part) => partView(context, part))}
    </details>`
}

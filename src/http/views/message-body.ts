import type { Attachment, Button, Fact, Message, Part, Ref } from '#src/chat/contract.ts'
import { html, type Html } from '../html.ts'
import type { PageContext } from '../page-context.ts'
import { actionForm } from './action-form.ts'
import { icon } from './icon.ts'
import { instant } from './instant.ts'
import { progressRope } from './progress-rope.ts'
import { linked, ownPath, prose, webAddress } from './prose.ts'
import type { RoomForms } from './shown-reply.ts'

interface Shown extends RoomForms {
  readonly message: Message
  /** The message that its buttons belong to; the answer to somebody has none. */
  readonly ref?: Ref | undefined
  /** Names what the buttons are about. */
  readonly headingId: string
}

/** What a message says and offers: its picture beside it, its parts, its files and its buttons. */
export function messageBody(context: PageContext, shown: Shown): Html {
  const { message } = shown
  const parts = message.parts ?? [{ kind: 'text', text: message.text } satisfies Part]
  const picture = parts.find(({ kind }) => kind === 'image')
  const words = parts.filter((part) => part !== picture)
  const firstHeading = words.find(({ kind }) => kind === 'heading')
  return html`<div class="said${picture ? ' with-picture' : ''}">
    ${picture && html`<div class="said-picture">${partView(context, picture)}</div>`}
    <div class="said-words">
      ${words.map((part) => partView(context, part, part === firstHeading ? shown.headingId : undefined))}
      ${(message.files ?? []).map((file) => fileView(context, file))}
      ${message.buttons && html`<div class="buttons">${message.buttons.map((one) => buttonView(context, one, shown))}</div>`}
    </div>
  </div>`
}

function partView({ language, baseUrl }: PageContext, part: Part, id?: string): Html {
  switch (part.kind) {
    case 'heading':
      return html`<h3${id !== undefined && html` id="${id}"`}>${part.text}</h3>`
    case 'text':
      return prose(part.text)
    case 'list':
      return html`<ul class="lines">
        ${part.items.map((item) => html`<li>${linked(item)}</li>`)}
      </ul>`
    case 'facts':
      return html`<dl class="facts">${part.facts.map((fact) => factView(language, fact))}</dl>`
    case 'image':
      return html`<img
        class="badge"
        src="${ownPath(baseUrl, part.url)}"
        alt="${part.alternative}"
        width="200"
        height="200"
        loading="lazy"
      />`
    case 'progress':
      return html`<div class="progress">
        ${progressRope(part)}
        <p>${part.label}</p>
      </div>`
  }
}

function factView(language: PageContext['language'], [label, value]: Fact): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${typeof value === 'string' ? linked(value) : instant(language, value.at)}</dd>
  </div>`
}

function fileView({ baseUrl }: PageContext, { name, type, alternative, url }: Attachment): Html {
  if (url === undefined) return html`<p class="file">${icon('paperclip')} ${name}</p>`
  const href = ownPath(baseUrl, url)
  return html`<figure class="file">
    ${type.startsWith('image/') && html`<img class="badge" src="${href}" alt="${alternative}" width="160" height="160" loading="lazy" />`}
    <figcaption>
      <a href="${href}" download="${name}">${icon('download')} <span>${name}</span></a>
    </figcaption>
  </figure>`
}

function buttonView({ baseUrl }: PageContext, button: Button, shown: Shown): Html {
  const look = button.look === undefined ? 'button' : `button ${button.look}`
  if ('url' in button) {
    const path = ownPath(baseUrl, button.url)
    const href = path.startsWith('/') ? path : webAddress(button.url)
    return href === undefined ? html`` : html`<a class="${look}" href="${href}">${button.label}</a>`
  }
  const { ref, headingId } = shown
  return actionForm(shown, {
    className: 'press',
    hidden: {
      kind: 'press',
      action: button.action,
      ...(ref === undefined ? {} : { message: ref }),
    },
    content: html`<button class="${look}" aria-describedby="${headingId}">${button.label}</button>`,
  })
}

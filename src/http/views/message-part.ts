import type { Attachment, Fact, Part } from '#src/chat/contract.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import { icon } from './icon.ts'
import { instant } from './instant.ts'
import { progressRope } from './progress-rope.ts'
import { linked, ownPath, prose } from './prose.ts'

/** One part of a message; `id` is for its first heading, so that others can point at it. */
export function partView({ language, baseUrl }: PageContext, part: Part, id?: string): Html {
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
      return pictureView(ownPath(baseUrl, part.url), part.alternative)
    case 'progress':
      return html`<div class="progress">
        ${progressRope(part)}
        <p>${part.label}</p>
      </div>`
  }
}

/** The picture of an attachment, where it is one and can be shown. */
export function attachedPicture(
  { baseUrl }: PageContext,
  { type, url, alternative }: Attachment,
): Html | undefined {
  return url !== undefined && type.startsWith('image/')
    ? pictureView(ownPath(baseUrl, url), alternative)
    : undefined
}

/** An attachment as a link to keep it. */
export function fileView({ baseUrl }: PageContext, { name, url }: Attachment): Html {
  if (url === undefined) return html`<p class="file">${icon('paperclip')} ${name}</p>`
  return html`<p class="file">
    <a href="${ownPath(baseUrl, url)}" download="${name}"
      >${icon('download')} <span>${name}</span></a
    >
  </p>`
}

function pictureView(src: string, alternative: string): Html {
  return html`<img class="badge" src="${src}" alt="${alternative}" width="168" height="168" />`
}

function factView(language: PageContext['language'], [label, value]: Fact): Html {
  return html`<div>
    <dt>${label}</dt>
    <dd>${typeof value === 'string' ? linked(value) : instant(language, value.at)}</dd>
  </div>`
}

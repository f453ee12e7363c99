import { html, type Html } from '#src/html.ts'
import type { RoomForms } from './shown-reply.ts'

/** A form that hands something a member does to the room. Sent twice, it counts once: its id says so. */
export function actionForm(
  { code, newId }: RoomForms,
  {
    hidden,
    content,
    className,
    files = false,
  }: {
    readonly hidden: Readonly<Record<string, string>>
    readonly content: Html
    readonly className: string
    readonly files?: boolean
  },
): Html {
  const all = { id: newId(), ...hidden }
  return html`<form
    class="${className}"
    method="post"
    action="/rooms/${code}/interactions#reply"
    ${files && html` enctype="multipart/form-data"`}
    data-live
  >
    ${Object.entries(all).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${content}
  </form>`
}

import type { Button, Ref } from '#src/chat/contract.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import { actionForm } from './action-form.ts'
import { ownPath, webAddress } from './prose.ts'
import type { RoomForms } from './shown-reply.ts'

/** What the buttons of a message need to know about it. */
export interface Pressing extends RoomForms {
  /** The message that the buttons belong to; the answer to somebody has none. */
  readonly ref?: Ref | undefined
  /** Names what the buttons are about. */
  readonly headingId: string
}

/** A button: a link where it leads somewhere, a form of its own where it does something. */
export function buttonView({ baseUrl }: PageContext, button: Button, pressing: Pressing): Html {
  const look = button.look === undefined ? 'button' : `button ${button.look}`
  if ('url' in button) {
    const path = ownPath(baseUrl, button.url)
    const href = path.startsWith('/') ? path : webAddress(button.url)
    return href === undefined ? html`` : html`<a class="${look}" href="${href}">${button.label}</a>`
  }
  const { ref, headingId } = pressing
  return actionForm(pressing, {
    className: 'press',
    hidden: {
      kind: 'press',
      action: button.action,
      ...(ref === undefined ? {} : { message: ref }),
    },
    content: html`<button class="${look}" aria-describedby="${headingId}">${button.label}</button>`,
  })
}

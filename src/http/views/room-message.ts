import type { Message } from '#src/chat/contract.ts'
import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import type { ShownMessage } from '../room-door.ts'
import { icon } from './icon.ts'
import { instant } from './instant.ts'
import { messageBody } from './message-body.ts'
import type { RoomForms } from './shown-reply.ts'

/** One message of a room, as it stands in the page and as it is pushed to it: `<article id="m-…">`. */
export function messageView(
  context: PageContext,
  { message: shown, ...forms }: RoomForms & { readonly message: ShownMessage },
): Html {
  const { language } = context
  const { ref, message, private: isPrivate, postedAt } = shown
  const id = `m-${ref}`
  const headingId = `${id}-about`
  const headed = message.parts?.some(({ kind }) => kind === 'heading')
  const running = isRunning(message)
  return html`<article
    id="${id}"
    class="message${running ? ' vote' : ''}${isPrivate ? ' private' : ''}"
    ${running && html` data-running`}
    data-said="${message.text}"
    aria-labelledby="${headed ? headingId : `${id}-when`}"
  >
    <p class="message-meta">
      ${isPrivate && html`<span class="only-you">${icon('eye-off', 18)} ${texts[language].pages.room.onlyYou}</span>`}
      <span id="${id}-when">${instant(language, postedAt)}</span>
    </p>
    ${messageBody(context, { ...forms, message, ref, over: isVote(message) && !running, headingId: headed ? headingId : `${id}-when` })}
  </article>`
}

/** A vote that still takes ballots: it shows how far it is, and asks for something to be pressed. */
export function isRunning(message: Message): boolean {
  const asks = message.buttons?.some((button) => 'action' in button && button.look === 'primary')
  return isVote(message) && asks === true
}

function isVote({ parts }: Message): boolean {
  return parts?.some(({ kind }) => kind === 'progress') === true
}

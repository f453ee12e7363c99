import { texts } from '#src/texts/texts.ts'
import { html, type Html } from '#src/html.ts'
import type { PageContext } from '../page-context.ts'
import { formView } from './form-view.ts'
import { icon } from './icon.ts'
import { messageBody } from './message-body.ts'
import type { RoomForms, ShownReply } from './shown-reply.ts'

/**
 * The answer to what the reader just did, alone: `<section id="reply">`, empty before anything was done. Its
 * `data-fresh-id` renews the id of the form that was sent.
 */
export function replySection(
  context: PageContext,
  { reply, ...forms }: RoomForms & { readonly reply: ShownReply | undefined },
): Html {
  const { language } = context
  if (!reply) return html`<section id="reply" hidden></section>`
  const t = texts[language].pages.room
  const title = reply.kind === 'form' ? reply.form.title : t.reply
  return html`<section
    id="reply"
    class="reply reply-${reply.kind}${isRefusal(reply) ? ' refused' : ''}"
    tabindex="-1"
    aria-labelledby="reply-title"
    data-fresh-id="${forms.newId()}"
  >
    <div class="reply-top">
      <h2 id="reply-title">${title}</h2>
      <a class="close" href="/rooms/${forms.code}" data-close aria-label="${t.close}"
        >${icon('x', 24)}</a
      >
    </div>
    ${reply.kind === 'form' ? formView(language, forms, reply) : answered(context, forms, reply)}
  </section>`
}

function isRefusal(reply: ShownReply): boolean {
  return reply.kind === 'message' && reply.refused !== undefined
}

function answered(
  context: PageContext,
  forms: RoomForms,
  { message, refused }: Extract<ShownReply, { kind: 'message' }>,
): Html {
  return html`<div class="answer" role="${refused === undefined ? 'status' : 'alert'}">
    <p class="only-you">${icon('eye-off', 18)} ${texts[context.language].pages.room.onlyYou}</p>
    ${messageBody(context, { ...forms, message, headingId: 'reply-title' })}
  </div>`
}

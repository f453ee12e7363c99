import type { KeptForm } from '#src/chat/adapting/form-drafts.ts'
import type { Field, Fields, Reply } from '#src/chat/contract.ts'
import { layoutOf } from '../views/form-layout.ts'
import { continueBody, wordsButton } from '../views/form-messages.ts'
import { readModal } from '../views/read-modal.ts'
import { reviewBody } from '../views/review-body.ts'
import { withButton } from '../views/with-button.ts'
import { NotNow, placeIn, type Scene } from './ask.ts'
import type { Came } from './came.ts'
import type { Desk } from './desk.ts'
import { lookOf, showProblemIn, showReply } from './forms.ts'
import { gatherGroup } from './gather-group.ts'
import { keepOwn, ownForm } from './own-forms.ts'
import type { Shown } from './shown.ts'
import { takeFiles } from './take-files.ts'

/** A page of a form that was filled in. */
export async function submitPage(
  desk: Desk,
  came: Came,
  scene: Scene,
  { draft, page }: { readonly draft: string; readonly page: number },
): Promise<Shown> {
  const before = await ownForm(desk, scene, draft)
  const sent = readModal(came.data)
  const fields = layoutOf(before.form, before.values).pages[page]
  if (!fields) throw new NotNow({ code: 'form-expired' })
  const kept = { ...before, values: merged(before.values, fields, sent.values) }
  const taken = await takeFiles(desk, scene, { kept, fields, files: sent.files })
  if ('problem' in taken) return showProblemIn(desk, scene, taken.kept, taken)
  return afterPage(desk, came, scene, { kept: taken.kept, page })
}

/** Everything that was filled in is sent off. Pressed twice it is sent once. */
export async function sendForm(
  desk: Desk,
  came: Came,
  scene: Scene,
  draft: string,
): Promise<Shown> {
  const kept = await ownForm(desk, scene, draft)
  return send(desk, came, scene, { kept, id: `draft:${draft}` })
}

// What the page does not say stays as it was, as do files.
function merged(before: Fields, fields: readonly Field[], sent: Fields): Fields {
  const own = fields.flatMap(({ name }) => {
    const value = sent[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...before, ...Object.fromEntries(own) }
}

/** What follows a page that was filled in: the next one, a look at all of it, or the inbox. */
async function afterPage(
  desk: Desk,
  came: Came,
  scene: Scene,
  { kept, page }: { readonly kept: KeptForm; readonly page: number },
): Promise<Shown> {
  const { form, values } = kept
  const layout = layoutOf(form, values)
  const next = page + 1
  if (next < layout.requiredPages) {
    const draft = await keepOwn(desk, scene, kept)
    const pages = layout.pages.length
    return { body: continueBody(form, { ...lookOf(scene), draft, page: next, pages }) }
  }
  if (form.amends === undefined && layout.pages.length > layout.requiredPages)
    return review(desk, scene, kept)
  return send(desk, came, scene, { kept, id: came.id, next })
}

async function review(desk: Desk, scene: Scene, kept: KeptForm): Promise<Shown> {
  const draft = await keepOwn(desk, scene, kept)
  return { body: reviewBody(kept.form, { ...lookOf(scene), draft, values: kept.values }) }
}

/**
 * Gives it to the inbox. `id` names what was sent, so that it counts once; `next` is the page that may follow on a form which
 * can be sent again.
 */
async function send(
  desk: Desk,
  came: Came,
  scene: Scene,
  { kept, id, next }: { readonly kept: KeptForm; readonly id: string; readonly next?: number },
): Promise<Shown> {
  const { form, values } = kept
  const hidden = await gatherGroup(desk, came, scene, kept)
  if (hidden !== undefined)
    return showProblemIn(desk, scene, kept, { problem: hidden, field: 'source' })
  const sent = { kind: 'submit', form: form.name, fields: values } as const
  const reply = await desk.inbox().receive({ ...placeIn(scene), id, ...sent })
  const shown = await showReply(desk, scene, reply, kept)
  const isMore = next !== undefined && next < layoutOf(form, values).pages.length
  const { amends: action } = form
  if (!isMore || action === undefined || !mayGrow(reply) || !('body' in shown)) return shown
  const button = wordsButton({ ...lookOf(scene), page: next, action })
  return { ...shown, body: withButton(shown.body, button) }
}

// Where nothing can be done about it any more, nothing can be added either.
function mayGrow(reply: Reply): boolean {
  if (!('message' in reply) || reply.refused !== undefined) return false
  return (reply.message.buttons ?? []).some((button) => 'action' in button)
}

import type { Fields, Form, Reply } from '#src/chat/contract.ts'
import { refusal } from '#src/chat/replies/refusal.ts'
import { partsOf } from '../refs.ts'
import { chosenOf, isPicked, layoutOf, pageWith, standingValues } from '../views/form-layout.ts'
import { continueBody, openBody, problemBody, wordsButton } from '../views/form-messages.ts'
import { modalOf } from '../views/form-modal.ts'
import { pickerBody } from '../views/picker-body.ts'
import { reviewBody } from '../views/review-body.ts'
import { withButton } from '../views/with-button.ts'
import { messageOf, NotNow, type Scene } from './ask.ts'
import type { Came } from './came.ts'
import type { Desk } from './desk.ts'
import { type Kept, keepForm, keptForm } from './drafts.ts'
import { type Shown, shownMessage } from './shown.ts'

/** What the inbox answered, as it is shown. `kept`: the form that it answers to, with what was filled in. */
export function showReply(
  desk: Desk,
  scene: Scene,
  reply: Reply,
  kept?: Pick<Kept, 'values'>,
): Promise<Shown> | Shown {
  if ('message' in reply) return shownMessage(reply.message, scene)
  const { form, problem, field } = reply
  const values = standingValues(form, kept && problem !== undefined ? kept.values : {})
  const again = { form, values }
  return problem === undefined
    ? showForm(desk, scene, again)
    : showProblemIn(desk, scene, again, { problem, field })
}

/** The first page of a form, or the list from which one of its choices is made first. */
async function showForm(desk: Desk, scene: Scene, kept: Kept): Promise<Shown> {
  const draft = await keepForm(desk, scene.workspace, kept)
  return pageOf(scene, kept, { draft, page: 0 })
}

/** Says what is wrong with what was filled in, and opens the page where it is. */
export async function showProblemIn(
  desk: Desk,
  scene: Scene,
  { form, values }: Kept,
  { problem, field }: { readonly problem: string; readonly field?: string | undefined },
): Promise<Shown> {
  const again = { form, values: withoutLost(form, values) }
  const draft = await keepForm(desk, scene.workspace, again)
  const page = field === undefined ? 0 : pageWith(layoutOf(form, again.values), field)
  return { body: problemBody(problem, { ...lookOf(scene), draft, page }) }
}

// What is not in its long list is picked anew.
function withoutLost(form: Form, values: Fields): Fields {
  const lost = form.fields.filter((field) => isPicked(field) && !chosenOf(field, values))
  return { ...values, ...Object.fromEntries(lost.map(({ name }) => [name, ''])) }
}

/** Opens a page of a form that was kept. */
export async function openPage(
  desk: Desk,
  scene: Scene,
  { draft, page }: { readonly draft: string; readonly page: number },
): Promise<Shown> {
  return pageOf(scene, await found(desk, scene, draft), { draft, page })
}

function pageOf(
  scene: Scene,
  { form, values }: Kept,
  { draft, page }: { readonly draft: string; readonly page: number },
): Shown {
  const { picked, pages } = layoutOf(form, values)
  const look = { ...lookOf(scene), draft }
  if (picked) return { body: pickerBody(form, picked, { ...look, page: 0 }) }
  if (page >= pages.length) throw new NotNow({ code: 'form-expired' })
  return {
    modal: modalOf(form, { ...look, page, values }),
    closed: openBody(form, { ...look, page }),
  }
}

/** In a list to pick from: something was picked, and the form opens; or another page of it is shown. */
export async function pick(
  desk: Desk,
  scene: Scene,
  {
    draft,
    page,
    values: [value],
  }: { readonly draft: string; readonly page: number; readonly values: readonly string[] },
): Promise<Shown> {
  const kept = await found(desk, scene, draft)
  const { picked } = layoutOf(kept.form, kept.values)
  if (picked && value === undefined)
    return { body: pickerBody(kept.form, picked, { ...lookOf(scene), draft, page }) }
  // The list stays as it was after something was picked, and picking once more changes that.
  const list = picked ?? kept.form.fields.find(isPicked)
  if (!list || value === undefined) throw new NotNow({ code: 'form-expired' })
  return showForm(desk, scene, { ...kept, values: { ...kept.values, [list.name]: value } })
}

/** Throws where it is not kept any more. */
export async function found(desk: Desk, { workspace }: Scene, draft: string): Promise<Kept> {
  const kept = await keptForm(desk, workspace, draft)
  if (!kept) throw new NotNow({ code: 'form-expired' })
  return kept
}

/** What follows a page that was filled in: the next one, a look at all of it, or the inbox. */
export async function afterPage(
  desk: Desk,
  came: Came,
  scene: Scene,
  { kept, page }: { readonly kept: Kept; readonly page: number },
): Promise<Shown> {
  const { form, values } = kept
  const layout = layoutOf(form, values)
  const next = page + 1
  if (next < layout.requiredPages) {
    const draft = await keepForm(desk, scene.workspace, kept)
    const pages = layout.pages.length
    return { body: continueBody(form, { ...lookOf(scene), draft, page: next, pages }) }
  }
  if (form.amends !== true && layout.pages.length > layout.requiredPages)
    return review(desk, scene, kept)
  return send(desk, came, scene, { kept, id: came.id, next })
}

async function review(desk: Desk, scene: Scene, kept: Kept): Promise<Shown> {
  const draft = await keepForm(desk, scene.workspace, kept)
  return { body: reviewBody(kept.form, { ...lookOf(scene), draft, values: kept.values }) }
}

/**
 * Gives it to the inbox. `id` names what was sent, so that it counts once; `next` is the page that may follow on a form which
 * can be sent again.
 */
export async function send(
  desk: Desk,
  came: Came,
  scene: Scene,
  { kept, id, next }: { readonly kept: Kept; readonly id: string; readonly next?: number },
): Promise<Shown> {
  const { form, values } = kept
  const hidden = await gather(desk, came, scene, kept)
  if (hidden !== undefined)
    return showProblemIn(desk, scene, kept, { problem: hidden, field: 'source' })
  const { by, workspace, channel, language } = scene
  const reply = await desk.inbox().receive({
    by,
    workspace,
    channel,
    language,
    id,
    kind: 'submit',
    form: form.name,
    fields: values,
  })
  const shown = await showReply(desk, scene, reply, kept)
  const isTaken = 'message' in reply && reply.refused === undefined
  const isMore = next !== undefined && next < layoutOf(form, values).pages.length
  if (!isTaken || !isMore || !('body' in shown)) return shown
  const draft = await keepForm(desk, workspace, kept)
  const button = wordsButton({ ...lookOf(scene), draft, page: next })
  return { ...shown, body: withButton(shown.body, button) }
}

/** Who is in the group when its vote opens; answers why that is not known, in words. */
async function gather(
  desk: Desk,
  came: Came,
  scene: Scene,
  { form, values }: Kept,
): Promise<string | undefined> {
  const { guild, person, language } = scene
  if (form.name !== 'propose' || came.guild === undefined || !person.isTrainer) return undefined
  const asks = form.fields.some(({ kind }) => kind === 'source')
  const source = asks ? { source: values['source'] ?? '' } : {}
  const here = await desk.channels.here(guild, came.channel, { fresh: true, ...source })
  if (here === 'ok') return undefined
  if (here.code === 'members-hidden') {
    const role = partsOf(values['source'] ?? '').id
    await desk.channels.rollCall(guild, came.channel, role === '' ? undefined : role)
  }
  return messageOf(refusal(language, here)).text
}

function lookOf({ guild, language }: Scene) {
  return { guild, language }
}

import type { KeptForm } from '#src/chat/adapting/form-drafts.ts'
import type { Fields, Form, Reply } from '#src/chat/contract.ts'
import { chosenOf, isPicked, layoutOf, pageWith, standingValues } from '../views/form-layout.ts'
import { openBody, problemBody } from '../views/form-messages.ts'
import { modalOf } from '../views/form-modal.ts'
import { pickerBody } from '../views/picker-body.ts'
import { NotNow, type Scene } from './ask.ts'
import type { Desk } from './desk.ts'
import { keepOwn, ownForm } from './own-forms.ts'
import { type Shown, shownMessage } from './shown.ts'

/**
 * What the inbox answered, as it is shown. `values`: what was filled in, where it answers to a form; `page`: the one that a
 * form opens with.
 */
export function showReply(
  desk: Desk,
  scene: Scene,
  reply: Reply,
  { values = {}, page = 0 }: { readonly values?: Fields; readonly page?: number } = {},
): Promise<Shown> | Shown {
  if ('message' in reply) return shownMessage(reply.message, scene)
  const { form, problem, field } = reply
  if (problem === undefined)
    return showForm(desk, scene, { form, values: standingValues(form, {}) }, page)
  const again = { form, values: standingValues(form, values) }
  return showProblemIn(desk, scene, again, { problem, field })
}

/** A page of a form, or the list from which one of its choices is made first. */
async function showForm(desk: Desk, scene: Scene, kept: KeptForm, page = 0): Promise<Shown> {
  const draft = await keepOwn(desk, scene, kept)
  return pageOf(scene, kept, { draft, page })
}

/** Says what is wrong with what was filled in, and opens the page where it is. */
export async function showProblemIn(
  desk: Desk,
  scene: Scene,
  { form, values }: KeptForm,
  { problem, field }: { readonly problem: string; readonly field?: string | undefined },
): Promise<Shown> {
  const again = { form, values: withoutLost(form, values) }
  const draft = await keepOwn(desk, scene, again)
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
  return pageOf(scene, await ownForm(desk, scene, draft), { draft, page })
}

function pageOf(
  scene: Scene,
  { form, values }: KeptForm,
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
  const kept = await ownForm(desk, scene, draft)
  const { picked } = layoutOf(kept.form, kept.values)
  if (picked && value === undefined)
    return { body: pickerBody(kept.form, picked, { ...lookOf(scene), draft, page }) }
  // The list stays as it was after something was picked, and picking once more changes that.
  const list = picked ?? kept.form.fields.find(isPicked)
  if (!list || value === undefined) throw new NotNow({ code: 'form-expired' })
  return showForm(desk, scene, { ...kept, values: { ...kept.values, [list.name]: value } })
}

/** What every view of a form needs to know. */
export function lookOf({ guild, language }: Scene) {
  return { guild, language }
}

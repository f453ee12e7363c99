import type { Field, Fields } from '#src/chat/contract.ts'
import { layoutOf } from '../views/form-layout.ts'
import { readModal } from '../views/read-modal.ts'
import { NotNow, type Scene } from './ask.ts'
import type { Came } from './came.ts'
import type { Desk } from './desk.ts'
import { afterPage, found, send, showProblemIn } from './forms.ts'
import type { Shown } from './shown.ts'
import { takeFiles } from './take-files.ts'

/** A page of a form that was filled in. */
export async function submitPage(
  desk: Desk,
  came: Came,
  scene: Scene,
  { draft, page }: { readonly draft: string; readonly page: number },
): Promise<Shown> {
  const before = await found(desk, scene, draft)
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
  const kept = await found(desk, scene, draft)
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

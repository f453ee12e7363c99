import { createHash } from 'node:crypto'
import type { App, ViewResponseAction } from '@slack/bolt'
import { z } from 'zod'
import { within } from '#src/chat/adapting/within.ts'
import type { Fields, Language } from '#src/chat/contract.ts'
import { refusal } from '#src/chat/replies/refusal.ts'
import { errorsOf } from '../blocks/errors-of.ts'
import { waitingView } from '../blocks/message-view.ts'
import { type FilledView, readView, readViewMetadata, UnreadableView } from '../blocks/read-view.ts'
import { partsOf, thingRef } from '../refs.ts'
import { afterwards, showInView, windowOf } from './answer.ts'
import { ask, type Asked, languageFor, type Scene, type Shown, type Told } from './ask.ts'
import type { Desk } from './desk.ts'
import { type Filled, filledSoFar } from './paged-form.ts'
import { id, tenantOf } from './payload.ts'
import { type Taken, takeFiles } from './take-files.ts'

/** A form that was filled in, or one page of it. */
export function listenToSubmits(app: App, desk: Desk): void {
  app.view({ type: 'view_closed' }, async ({ ack }) => ack())
  app.view({ type: 'view_submission' }, async ({ body, ack, context }) => {
    const { user, view } = submissionSchema.parse(body)
    const { enterprise, team } = tenantOf(context)
    const { channel: carried, page = 0 } = readViewMetadata(view) ?? {}
    const channel =
      carried !== undefined && partsOf(carried).team === team ? carried : thingRef(team, user.id)
    const asked: Asked = { team, enterprise, user: user.id, channel, surface: 'submit' }
    const language = () => languageFor(desk, asked)
    const door = { channel, user: user.id, language, viewId: view.id, surface: 'submit' }
    const work = ask(desk, asked, (scene) => submit(desk, scene, view))
    const shown = work.then((told) => windowOf(desk, door, told))
    const quick = await within(desk.quickMs, shown)
    if (quick) {
      const errors = errorsIn(quick.told, { view, page })
      return ack(errors ?? { response_action: 'update', view: quick.view })
    }
    await ack({ response_action: 'update', view: waitingView(language()) })
    const late = work.then((told) => showInView(desk, door, told))
    await afterwards(desk, 'submit', late)
  })
}

async function submit(desk: Desk, scene: Scene, view: View): Promise<Shown> {
  const sent = readView(view)
  if (sent.channel !== scene.channel) throw new UnreadableView('The view is of another workspace.')
  const filled = await filledSoFar(desk, scene.workspace, sent)
  if (!filled) return expired(scene.language)
  const taken = await takeFiles(desk, scene, { sent, filled, viewId: view.id })
  if ('refused' in taken) return refusal(scene.language, taken.refused)
  if ('problem' in taken) return again(filled, sent, taken)
  if (filled.goesOn && filled.form)
    return { form: filled.form, page: sent.page + 1, draft: taken.fields }
  return desk.inbox().receive({
    ...scene,
    id: submissionId(view, sent, taken.fields),
    kind: 'submit',
    form: sent.form,
    fields: taken.fields,
  })
}

function expired(language: Language): Shown {
  return refusal(language, { code: 'form-expired' })
}

// A form with files is always kept with its page.
function again(
  { form }: Filled,
  { page }: FilledView,
  { problem, field, fields }: Extract<Taken, { readonly problem: string }>,
): Shown {
  return form ? { form, page, draft: fields, problem, field } : { message: { text: problem } }
}

// Slack sends the same view again after an error: what was corrected makes it another submission, a repeat does not.
function submissionId(
  { id: viewId, hash = '' }: View,
  { page }: FilledView,
  fields: Fields,
): string {
  const digest = createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
  return `${viewId}:${hash}:${page}:${digest.slice(0, 22)}`
}

/** What is wrong, beside the field, so that the window stays as it was filled in. */
function errorsIn(
  { reply, isAccident }: Told,
  { view, page }: { readonly view: View; readonly page: number },
): ViewResponseAction | undefined {
  const [first] = Object.keys(view.state?.values ?? {})
  if ('message' in reply)
    return isAccident && first !== undefined
      ? { response_action: 'errors', errors: { [first]: reply.message.text } }
      : undefined
  const { form, problem, field } = reply
  if (problem === undefined || field === undefined) return undefined
  const errors = errorsOf({ form, problem, field }, page)
  return errors && { response_action: 'errors', errors }
}

const viewSchema = z.looseObject({
  id,
  hash: z.string().max(255).optional(),
  private_metadata: z.string().optional(),
  state: z.object({ values: z.record(z.string(), z.unknown()).optional() }).optional(),
})

type View = z.output<typeof viewSchema>

const submissionSchema = z.object({ user: z.object({ id }), view: viewSchema })

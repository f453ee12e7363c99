import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { fileStem } from '#src/app/picture-name.ts'
import { pictureOf } from '#src/app/picture-of.ts'
import { achievementDocuments } from '#src/app/public-documents.ts'
import { isTrainer } from '#src/app/roles.ts'
import { setValidity } from '#src/app/set-validity.ts'
import { uploadPicture } from '#src/app/upload-picture.ts'
import { type AchievementView, viewAchievement } from '#src/app/view-organisation.ts'
import { sendsJson, wantsJson } from '../negotiate.ts'
import type { PageContext } from '../page-context.ts'
import { achievementPage } from '../pages/achievement-page.ts'
import { describeRefusal, HttpProblem, type Problem, sendProblem } from '../problem.ts'
import { languageOf, memberOf } from '../reader.ts'
import { askedType, documentType } from './credential-types.ts'
import { fileIn, largestFile, readAs, readForm } from './read-form.ts'
import { sendDocument, sendJson, sendPage, sendPng } from './send.ts'
import { idPattern, pageContext, type Web, type WithId } from './web.ts'

/** A badge: what it stands for, as a page, as documents and as a picture, which a trainer may change, like its validity. */
export function achievementRoutes(server: FastifyInstance, web: Web): void {
  const path = `/achievements/:id${idPattern}`

  server.get<WithId>(path, async (request, reply) => {
    const { id } = request.params
    const type = askedType(request)
    if (type) return sendDocument(reply, (await documentsOf(web, id)).ob3, { type })
    const context = await pageContext(web, request, reply)
    return sendAchievementPage(context, { view: await viewOf(web, id), reply })
  })

  server.get<WithId>(`${path}.json`, async (request, reply) => {
    const { ob3 } = await documentsOf(web, request.params.id)
    return sendDocument(reply, ob3, { type: documentType(request) })
  })

  server.get<WithId>(`${path}.ob2.json`, async (request, reply) => {
    const { ob2 } = await documentsOf(web, request.params.id)
    return sendDocument(reply, ob2, { type: documentType(request) })
  })

  server.get<WithId>(`${path}.png`, async (request, reply) => {
    const { achievement } = await viewOf(web, request.params.id)
    const png = await pictureOf(web.app, achievement, languageOf(request, web.config))
    const name = `${fileStem(achievement.content.name)}.png`
    return sendPng(reply.header('content-disposition', `inline; filename="${name}"`), png)
  })

  server.post<WithId>(`${path}/picture`, async (request, reply) => {
    await web.limits.upload(request)
    const { id } = request.params
    const by = await memberOf(web.app, request, web.config)
    if (!by) throw new HttpProblem(401, 'not-joined')
    const png = await sentPicture(request)
    const uploaded = await uploadPicture(web.app, { by, achievementId: id, png })
    if (!uploaded.ok) {
      const problem = describeRefusal(uploaded.refusal, languageOf(request, web.config))
      return sayWhatIsWrong(web, { id, problem: { ...problem, field: 'picture' }, request, reply })
    }
    if (wantsJson(request))
      return sendJson(reply, { achievement: id, picture: uploaded.value.pictureId })
    return reply.redirect(`/achievements/${id}`, 303)
  })

  validityRoute(server, web, path)
}

function validityRoute(server: FastifyInstance, web: Web, path: string): void {
  server.post<WithId>(`${path}/validity`, async (request, reply) => {
    const { id } = request.params
    const by = await memberOf(web.app, request, web.config)
    if (!by) throw new HttpProblem(401, 'not-joined')
    const months = await sentMonths(request)
    const set = await setValidity(web.app, { by, achievementId: id, months })
    if (!set.ok) {
      const problem = describeRefusal(set.refusal, languageOf(request, web.config))
      return sayWhatIsWrong(web, { id, problem: { ...problem, field: 'months' }, request, reply })
    }
    if (wantsJson(request)) return sendJson(reply, { achievement: id, ...set.value })
    return reply.redirect(`/achievements/${id}`, 303)
  })
}

const validity = z.strictObject({ months: z.number().nullable() })

/** Null: for ever. What is no number at all is out of range. */
async function sentMonths(request: FastifyRequest): Promise<number | null> {
  if (sendsJson(request)) return readAs(validity, request.body).months
  const { fields } = await readForm(request)
  const months = (fields['months'] ?? '').trim()
  return months === '' ? null : Number(months)
}

async function viewOf({ app }: Web, id: string): Promise<AchievementView> {
  const view = await viewAchievement(app, id)
  if (!view) throw new HttpProblem(404, 'not-found')
  return view
}

async function documentsOf({ app }: Web, id: string) {
  const documents = await achievementDocuments(app, id)
  if (!documents) throw new HttpProblem(404, 'not-found')
  return documents
}

function sendAchievementPage(
  context: PageContext,
  {
    view,
    reply,
    problem,
  }: {
    readonly view: AchievementView
    readonly reply: FastifyReply
    readonly problem?: Problem
  },
): FastifyReply {
  const { member } = context
  const mayChange = member?.workspaceId === view.achievement.workspaceId && isTrainer(member)
  const page = achievementPage(context, view, { mayChange, problem })
  return sendPage(reply, page, problem?.status)
}

async function sentPicture(request: FastifyRequest): Promise<Uint8Array> {
  if (Buffer.isBuffer(request.body)) return request.body
  const form = await readForm(request, { fieldSize: 1024, fileSize: largestFile })
  const png = fileIn(form, 'picture')
  if (!png || png.length === 0) throw new HttpProblem(422, 'file-missing', { field: 'picture' })
  return png
}

async function sayWhatIsWrong(
  web: Web,
  {
    id,
    problem,
    request,
    reply,
  }: {
    readonly id: string
    readonly problem: Problem
    readonly request: FastifyRequest
    readonly reply: FastifyReply
  },
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply, `/achievements/${id}`)
  if (wantsJson(request) || problem.status !== 422)
    return sendProblem(problem, context, request, reply)
  return sendAchievementPage(context, { view: await viewOf(web, id), reply, problem })
}

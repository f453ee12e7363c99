import type { FastifyInstance, FastifyReply } from 'fastify'
import { bakedPicture, documentsOf } from '#src/app/award-documents.ts'
import { fileStem } from '#src/app/picture-name.ts'
import type { AwardView } from '#src/app/view-award.ts'
import { OB2_CONTEXT } from '#src/credentials/ob2.ts'
import { HttpProblem } from '../problem.ts'
import { queryOf } from '../reader.ts'
import { beingMade, isGone, sendGone } from './award-gone.ts'
import type { AwardReports } from './award-reports.ts'
import { publicAward } from './award-seen.ts'
import { askedType, documentType } from './credential-types.ts'
import { sendAwardPage } from './send-award-page.ts'
import { openToAll, sendDocument, sendPng } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** An award: its page for people, its documents and its picture for everything else. */
export function awardRoutes(server: FastifyInstance, web: Web, reports: AwardReports): void {
  server.get<WithId>(`/awards/:id${idPattern}`, async (request, reply) => {
    const { id } = request.params
    const type = askedType(request)
    if (type === undefined) return sendAwardPage(web, { reports, request, reply, id })
    return sendCredential(web, { view: await publicAward(web, id), reply, type })
  })

  server.get<WithId>(`/awards/:id${idPattern}.json`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    return sendCredential(web, { view, reply, type: documentType(request) })
  })

  server.get<WithId>(`/awards/:id${idPattern}.ob2.json`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    const type = documentType(request)
    if (isGone(view)) return sendGone(web, { view, reply, context: OB2_CONTEXT, type })
    return sendDocument(reply, documents(view, reply).assertion, { type })
  })

  server.get<WithId>(`/awards/:id${idPattern}.png`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    openToAll(reply)
    if (view.state === 'declined') throw new HttpProblem(410, 'declined')
    const png = await bakedPicture(web.app, view.award)
    if (!png) throw beingMade()
    const name = `${fileStem(view.achievement.name)}.png`
    const kind = queryOf(request, 'download') === undefined ? 'inline' : 'attachment'
    return sendPng(reply.header('content-disposition', `${kind}; filename="${name}"`), png)
  })
}

function sendCredential(
  web: Web,
  {
    view,
    reply,
    type,
  }: { readonly view: AwardView; readonly reply: FastifyReply; readonly type: string },
): FastifyReply {
  if (isGone(view)) return sendGone(web, { view, reply, type })
  return sendDocument(reply, documents(view, reply).credential, { type })
}

function documents({ award }: AwardView, reply: FastifyReply) {
  const found = documentsOf(award)
  if (found) return found
  openToAll(reply)
  throw beingMade()
}

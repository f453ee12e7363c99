import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { bakedPicture, documentsOf } from '#src/app/award-documents.ts'
import type { AwardView } from '#src/app/view-award.ts'
import { OB2_CONTEXT } from '#src/credentials/ob2.ts'
import { urls } from '#src/credentials/urls.ts'
import { preferred } from '../negotiate.ts'
import { awardPage } from '../pages/award-page.ts'
import { HttpProblem } from '../problem.ts'
import { queryOf } from '../reader.ts'
import { awardSeenBy, publicAward } from './award-seen.ts'
import { AwardReports } from './award-reports.ts'
import { pngName } from './png-name.ts'
import { openToAll, sendDocument, sendPage, sendPng } from './send.ts'
import { idPattern, pageContext, type Web, type WithId } from './web.ts'

/** An award: its page for people, its documents and its picture for everything else. */
export function awardRoutes(server: FastifyInstance, web: Web): void {
  const reports = new AwardReports(web.app)

  server.get<WithId>(`/awards/:id${idPattern}`, async (request, reply) => {
    const type = preferred(request.headers.accept, ['text/html', ...credentialTypes])
    if (type !== undefined && type !== 'text/html') {
      const view = await publicAward(web, request.params.id)
      return sendCredential(web, { view, reply, type })
    }
    return sendAwardPage(web, { reports, request, reply, id: request.params.id })
  })

  server.get<WithId>(`/awards/:id${idPattern}.json`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    const type = preferred(request.headers.accept, ['application/ld+json', ...credentialTypes])
    return sendCredential(web, { view, reply, type: type ?? 'application/ld+json' })
  })

  server.get<WithId>(`/awards/:id${idPattern}.ob2.json`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    if (isGone(view)) return sendGone(web, { view, reply, context: OB2_CONTEXT })
    return sendDocument(reply, documents(view, reply).assertion)
  })

  server.get<WithId>(`/awards/:id${idPattern}.png`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    openToAll(reply)
    if (view.state === 'declined') throw new HttpProblem(410, 'declined')
    const png = await bakedPicture(web.app, view.award)
    if (!png) throw beingMade()
    const name = pngName(view.achievement.name)
    const kind = queryOf(request, 'download') === undefined ? 'inline' : 'attachment'
    return sendPng(reply.header('content-disposition', `${kind}; filename="${name}"`), png)
  })
}

const credentialTypes = [
  'application/json',
  'application/ld+json',
  'application/vc+ld+json',
  'application/vc',
] as const

async function sendAwardPage(
  web: Web,
  {
    reports,
    request,
    reply,
    id,
  }: {
    readonly reports: AwardReports
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly id: string
  },
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply)
  const { view, mine } = await awardSeenBy(web, id, {
    member: context.member,
    key: queryOf(request, 'key'),
  })
  const { report, verifiedAt } = await reports.of(view)
  const page = awardPage(context, view, { mine, verifiedAt, report })
  return sendPage(reply, page, view.state === 'declined' ? 410 : 200)
}

function sendCredential(
  web: Web,
  {
    view,
    reply,
    type,
  }: { readonly view: AwardView; readonly reply: FastifyReply; readonly type: string },
): FastifyReply {
  if (isGone(view)) return sendGone(web, { view, reply })
  return sendDocument(reply, documents(view, reply).credential, { type })
}

function documents({ award }: AwardView, reply: FastifyReply) {
  const found = documentsOf(award)
  if (found) return found
  openToAll(reply)
  throw beingMade()
}

function isGone({ state }: AwardView): boolean {
  return state === 'revoked' || state === 'declined'
}

// OB 2.0 §RevokedAssertions: 410 with the id, `revoked` and why.
function sendGone(
  { app }: Web,
  {
    view: { award, state },
    reply,
    context,
  }: {
    readonly view: AwardView
    readonly reply: FastifyReply
    readonly context?: string
  },
): FastifyReply {
  const at = urls(app.baseUrl).award(award.id)
  const gone = {
    ...(context === undefined ? { id: at.credential } : { '@context': context, id: at.ob2 }),
    revoked: true,
    ...(state === 'revoked' && award.revokedReason
      ? { revocationReason: award.revokedReason }
      : {}),
  }
  return sendDocument(reply, gone, { status: 410 })
}

function beingMade(): HttpProblem {
  return new HttpProblem(503, 'being-made', { headers: { 'retry-after': '2' } })
}

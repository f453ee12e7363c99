import type { FastifyInstance } from 'fastify'
import { groupDocuments, issuerDocuments } from '#src/app/public-documents.ts'
import { viewGroup, viewIssuer } from '#src/app/view-organisation.ts'
import { wantsJson } from '../negotiate.ts'
import { groupPage } from '../pages/group-page.ts'
import { issuerPage } from '../pages/issuer-page.ts'
import { HttpProblem } from '../problem.ts'
import { sendDocument, sendPage } from './send.ts'
import { idPattern, pageContext, type Web, type WithId } from './web.ts'

/** Who awards and who validates together: issuers and groups, as pages and as documents. */
export function organisationRoutes(server: FastifyInstance, web: Web): void {
  const { app } = web
  const issuer = `/issuers/:id${idPattern}`
  const group = `/groups/:id${idPattern}`

  server.get<WithId>(issuer, async (request, reply) => {
    const { id } = request.params
    if (wantsJson(request)) return sendDocument(reply, there(await issuerDocuments(app, id)).ob3)
    const view = there(await viewIssuer(app, id))
    return sendPage(reply, issuerPage(await pageContext(web, request, reply), view))
  })

  server.get<WithId>(`${issuer}.json`, async (request, reply) => {
    return sendDocument(reply, there(await issuerDocuments(app, request.params.id)).ob3)
  })

  server.get<WithId>(`${issuer}.ob2.json`, async (request, reply) => {
    return sendDocument(reply, there(await issuerDocuments(app, request.params.id)).ob2)
  })

  // did:web of `did:web:HOST:issuers:ID`.
  server.get<WithId>(`${issuer}/did.json`, async (request, reply) => {
    return sendDocument(reply, there(await issuerDocuments(app, request.params.id)).did)
  })

  server.get<WithId>(group, async (request, reply) => {
    const { id } = request.params
    if (wantsJson(request)) return sendDocument(reply, there(await groupDocuments(app, id)).ob3)
    const view = there(await viewGroup(app, id))
    return sendPage(reply, groupPage(await pageContext(web, request, reply), view))
  })

  server.get<WithId>(`${group}.json`, async (request, reply) => {
    return sendDocument(reply, there(await groupDocuments(app, request.params.id)).ob3)
  })

  server.get<WithId>(`${group}.ob2.json`, async (request, reply) => {
    return sendDocument(reply, there(await groupDocuments(app, request.params.id)).ob2)
  })
}

function there<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new HttpProblem(404, 'not-found')
  return found
}

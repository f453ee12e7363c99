import type { FastifyInstance } from 'fastify'
import { groupDocuments, issuerDocuments } from '#src/app/public-documents.ts'
import { viewGroup, viewIssuer } from '#src/app/view-organisation.ts'
import { groupPage } from '../pages/group-page.ts'
import { issuerPage } from '../pages/issuer-page.ts'
import { HttpProblem } from '../problem.ts'
import { askedType, documentType } from './credential-types.ts'
import { sendDocument, sendPage } from './send.ts'
import { idPattern, pageContext, type Web, type WithId } from './web.ts'

/** Who awards and who validates together: issuers and groups, as pages and as documents. */
export function organisationRoutes(server: FastifyInstance, web: Web): void {
  const { app } = web
  const issuer = `/issuers/:id${idPattern}`
  const group = `/groups/:id${idPattern}`

  server.get<WithId>(issuer, async (request, reply) => {
    const { id } = request.params
    const type = askedType(request)
    if (type) return sendDocument(reply, there(await issuerDocuments(app, id)).ob3, { type })
    const view = there(await viewIssuer(app, id))
    return sendPage(reply, issuerPage(await pageContext(web, request, reply), view))
  })

  server.get<WithId>(`${issuer}.json`, async (request, reply) => {
    const document = there(await issuerDocuments(app, request.params.id)).ob3
    return sendDocument(reply, document, { type: documentType(request) })
  })

  server.get<WithId>(`${issuer}.ob2.json`, async (request, reply) => {
    const document = there(await issuerDocuments(app, request.params.id)).ob2
    return sendDocument(reply, document, { type: documentType(request) })
  })

  server.get<WithId>(group, async (request, reply) => {
    const { id } = request.params
    const type = askedType(request)
    if (type) return sendDocument(reply, there(await groupDocuments(app, id)).ob3, { type })
    const view = there(await viewGroup(app, id))
    return sendPage(reply, groupPage(await pageContext(web, request, reply), view))
  })

  server.get<WithId>(`${group}.json`, async (request, reply) => {
    const document = there(await groupDocuments(app, request.params.id)).ob3
    return sendDocument(reply, document, { type: documentType(request) })
  })

  server.get<WithId>(`${group}.ob2.json`, async (request, reply) => {
    const document = there(await groupDocuments(app, request.params.id)).ob2
    return sendDocument(reply, document, { type: documentType(request) })
  })
}

function there<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new HttpProblem(404, 'not-found')
  return found
}

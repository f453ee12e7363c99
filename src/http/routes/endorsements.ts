import type { FastifyInstance, FastifyReply } from 'fastify'
import { endorsementDocuments } from '#src/app/endorsement-documents.ts'
import { OB2_CONTEXT } from '#src/credentials/ob2.ts'
import { urls } from '#src/credentials/urls.ts'
import { preferred } from '../negotiate.ts'
import { HttpProblem } from '../problem.ts'
import { sendDocument } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** Signed supports of an award, as documents; they go with the award when it is revoked or declined. */
export function endorsementRoutes(server: FastifyInstance, { app }: Web): void {
  const path = `/endorsements/:id${idPattern}`

  server.get<WithId>(`${path}.json`, async (request, reply) => {
    const { id } = request.params
    const found = there(await endorsementDocuments(app, id))
    if (found.gone) return sendGone(reply, { id: urls(app.baseUrl).endorsement(id).credential })
    const type = preferred(request.headers.accept, credentialTypes)
    return sendDocument(reply, found.credential, type === undefined ? {} : { type })
  })

  server.get<WithId>(`${path}.ob2.json`, async (request, reply) => {
    const { id } = request.params
    const found = there(await endorsementDocuments(app, id))
    if (!found.gone) return sendDocument(reply, found.ob2)
    return sendGone(reply, { '@context': OB2_CONTEXT, id: urls(app.baseUrl).endorsement(id).ob2 })
  })
}

const credentialTypes = [
  'application/ld+json',
  'application/json',
  'application/vc+ld+json',
  'application/vc',
] as const

// The reason is told with the award itself.
function sendGone(reply: FastifyReply, document: object): FastifyReply {
  return sendDocument(reply, { ...document, revoked: true }, { status: 410 })
}

function there<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new HttpProblem(404, 'not-found')
  return found
}

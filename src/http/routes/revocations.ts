import type { FastifyInstance } from 'fastify'
import { revocationsOf } from '#src/app/revocations.ts'
import { StatusLists } from '#src/app/status-lists.ts'
import { HttpProblem } from '../problem.ts'
import { documentType } from './credential-types.ts'
import { sendDocument } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** What was taken back must be believed no longer within a minute. */
const keptSeconds = 60

/** Which awards were revoked or declined: status lists for OB 3.0, a list for each issuer for OB 2.0. */
export function revocationRoutes(server: FastifyInstance, { app }: Web): void {
  const lists = new StatusLists(app)

  server.get<WithId>(`/status/:id${idPattern}`, async (request, reply) => {
    const list = there(await lists.find(request.params.id))
    const type = documentType(request, 'application/vc+ld+json')
    return sendDocument(reply, list, { type, keptSeconds })
  })

  server.get<WithId>(`/ob2/revocations/:id${idPattern}`, async (request, reply) => {
    const list = there(await revocationsOf(app, request.params.id))
    return sendDocument(reply, list, { type: documentType(request), keptSeconds })
  })
}

function there<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new HttpProblem(404, 'not-found')
  return found
}

import type { FastifyInstance } from 'fastify'
import { viewRecord } from '#src/app/view-record.ts'
import { viewScreen } from '#src/app/view-screen.ts'
import { wantsJson } from '../negotiate.ts'
import { recordPage } from '../pages/record-page.ts'
import { screenPage } from '../pages/screen-page.ts'
import { HttpProblem } from '../problem.ts'
import { recordJson } from './record-json.ts'
import { sendDocument, sendPage } from './send.ts'
import { idPattern, pageContext, type Web, type WithId } from './web.ts'

/** The public record of a vote, and its board for a classroom's screen. */
export function recordRoutes(server: FastifyInstance, web: Web): void {
  server.get<WithId>(`/records/:id${idPattern}`, async (request, reply) => {
    const view = await recordOf(web, request.params.id)
    if (wantsJson(request)) return sendDocument(reply, recordJson(view, web.app.baseUrl), json)
    return sendPage(reply, recordPage(await pageContext(web, request, reply), view))
  })

  server.get<WithId>(`/records/:id${idPattern}.json`, async (request, reply) => {
    const view = await recordOf(web, request.params.id)
    return sendDocument(reply, recordJson(view, web.app.baseUrl), json)
  })

  server.get<WithId>(`/screen/:id${idPattern}`, async (request, reply) => {
    const view = await viewScreen(web.app, request.params.id)
    if (!view) throw new HttpProblem(404, 'not-found')
    return sendPage(reply, screenPage(await pageContext(web, request, reply), view))
  })
}

const json = { type: 'application/json' }

async function recordOf({ app }: Web, id: string) {
  const view = await viewRecord(app, id)
  if (!view) throw new HttpProblem(404, 'not-found')
  return view
}

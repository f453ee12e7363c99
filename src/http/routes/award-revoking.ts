import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { revokeAward } from '#src/app/revoke-award.ts'
import { sayRefusal } from '#src/texts/say-refusal.ts'
import { wantsJson } from '../negotiate.ts'
import { RefusedProblem } from '../problem.ts'
import { languageOf, memberOf } from '../reader.ts'
import type { AwardReports } from './award-reports.ts'
import { publicAward, trains } from './award-seen.ts'
import { cleanText } from './clean-text.ts'
import { readAs, readBody } from './read-form.ts'
import { sendAwardPage } from './send-award-page.ts'
import { sendJson } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** How a trainer takes an award back from its page. Done twice, it keeps the first reason. */
export function awardRevokingRoutes(
  server: FastifyInstance,
  web: Web,
  reports: AwardReports,
): void {
  const { app, config } = web

  server.post<WithId>(`/awards/:id${idPattern}/revoke`, async (request, reply) => {
    const { id } = request.params
    const by = await memberOf(app, request, config)
    const { award } = await publicAward(web, id)
    // Whose award it is can be read by anybody: trainers of elsewhere are told what everybody else is.
    if (!by || !trains(award, by)) throw new RefusedProblem({ code: 'trainers-only' })
    const { reason } = readAs(revoking, await readBody(request))
    const event = { source: 'web', eventId: app.newId(), at: app.now() }
    const revoked = await revokeAward(app, { event, by, awardId: id, reason })
    if (!revoked.ok) {
      const { refusal } = revoked
      if (refusal.code !== 'reason-missing' || wantsJson(request)) throw new RefusedProblem(refusal)
      const tried = { problem: sayRefusal(languageOf(request, config), refusal), reason }
      return sendAwardPage(web, { reports, request, reply, id, tried })
    }
    if (wantsJson(request)) return sendJson(reply, { award: id, revoked: true, ...revoked.value })
    return reply.redirect(`/awards/${id}`, 303)
  })
}

const revoking = z.strictObject({ reason: z.string().default('').transform(cleanText) })

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { keepAward } from '#src/app/keep-award.ts'
import { wantsJson } from '../negotiate.ts'
import { HttpProblem, RefusedProblem } from '../problem.ts'
import { memberOf } from '../reader.ts'
import { awardSeenBy } from './award-seen.ts'
import { readAs, readBody } from './read-form.ts'
import { sendJson } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** What recipients decide about their own award: show or hide the name, or decline. */
export function awardWishRoutes(server: FastifyInstance, web: Web): void {
  server.post<WithId>(`/awards/:id${idPattern}/wish`, async (request, reply) => {
    const { id } = request.params
    const { wish, key } = readAs(wishing, await readBody(request))
    const member = await memberOf(web.app, request, web.config)
    const { view, mine } = await awardSeenBy(web, id, { member, key })
    if (!mine) throw new HttpProblem(403, 'not-yours')
    const { workspaceId } = view.award
    const kept = await keepAward(web.app, { workspaceId, awardId: id, wish })
    if (!kept.ok) throw new RefusedProblem(kept.refusal)
    if (wantsJson(request)) return sendJson(reply, { award: id, wish })
    return reply.redirect(`/awards/${id}${key === undefined ? '' : `?key=${mine.key}`}`, 303)
  })
}

const wishing = z.strictObject({
  wish: z.enum(['show-name', 'hide-name', 'decline']),
  key: z
    .string()
    .regex(/^[\w-]{22}$/)
    .optional(),
})

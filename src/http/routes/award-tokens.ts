import type { FastifyInstance, FastifyReply } from 'fastify'
import { AwardTokens } from '#src/app/award-tokens.ts'
import { OB2_CONTEXT } from '#src/credentials/ob2.ts'
import { beingMade, isGone, sendGone } from './award-gone.ts'
import { publicAward } from './award-seen.ts'
import { openToAll, sendDocument } from './send.ts'
import { idPattern, type Web, type WithId } from './web.ts'

/** An award's documents as tokens: the credential as VC-JWT, and the signed OB 2.0 assertion. */
export function awardTokenRoutes(server: FastifyInstance, web: Web): void {
  const tokens = new AwardTokens(web.app)
  const award = `/awards/:id${idPattern}`

  server.get<WithId>(`${award}.jwt`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    if (isGone(view)) return sendGone(web, { view, reply })
    return sendToken(reply, await tokens.credential(view.award))
  })

  server.get<WithId>(`${award}.ob2.jwt`, async (request, reply) => {
    const view = await publicAward(web, request.params.id)
    if (isGone(view)) return sendGone(web, { view, reply, context: OB2_CONTEXT })
    return sendToken(reply, await tokens.assertion(view.award))
  })
}

// Wallets and 1EdTech's validator read tokens as text, and refuse `application/jwt`.
function sendToken(reply: FastifyReply, token: string | undefined): FastifyReply {
  openToAll(reply)
  if (token === undefined) throw beingMade()
  return sendDocument(reply, token, { type: 'text/plain' })
}

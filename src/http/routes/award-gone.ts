import type { FastifyReply } from 'fastify'
import type { AwardView } from '#src/app/view-award.ts'
import { urls } from '#src/credentials/urls.ts'
import { HttpProblem } from '../problem.ts'
import { sendDocument } from './send.ts'
import type { Web } from './web.ts'

/** Taken back by the organisation, or turned down by its recipient. */
export function isGone({ state }: AwardView): boolean {
  return state === 'revoked' || state === 'declined'
}

/**
 * Answers in place of a document of an award that is gone. `context` is OB 2.0's, for its documents.
 * @see https://www.imsglobal.org/spec/ob/v2p0/#RevokedAssertions: 410 with the id, `revoked` and why.
 */
export function sendGone(
  { app }: Web,
  {
    view: { award, state },
    reply,
    context,
    type,
  }: {
    readonly view: AwardView
    readonly reply: FastifyReply
    readonly context?: string
    readonly type?: string
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
  return sendDocument(reply, gone, { status: 410, ...(type === undefined ? {} : { type }) })
}

/** What ends a request for documents that are not signed yet. */
export function beingMade(): HttpProblem {
  return new HttpProblem(503, 'being-made', { headers: { 'retry-after': '2' } })
}

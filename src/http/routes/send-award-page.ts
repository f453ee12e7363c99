import type { FastifyReply, FastifyRequest } from 'fastify'
import { supportsShown } from '#src/app/endorsement-documents.ts'
import { awardPage } from '../pages/award-page.ts'
import { queryOf } from '../reader.ts'
import type { RevokeTried } from '../views/award-revoke.ts'
import type { AwardReports } from './award-reports.ts'
import { awardSeenBy, trains } from './award-seen.ts'
import { sendPage } from './send.ts'
import { pageContext, type Web } from './web.ts'

/** Answers with the page of an award, as whoever reads may see it. `tried` is a form of it that was refused. */
export async function sendAwardPage(
  web: Web,
  {
    reports,
    request,
    reply,
    id,
    tried,
  }: {
    readonly reports: AwardReports
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly id: string
    readonly tried?: RevokeTried
  },
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply, tried && `/awards/${id}`)
  const { member } = context
  const { view, mine } = await awardSeenBy(web, id, { member, key: queryOf(request, 'key') })
  const { report, verifiedAt } = await reports.of(view)
  const supports = await supportsShown(web.app, view.award)
  const revoking = trains(view.award, member) ? (tried ?? {}) : undefined
  const page = awardPage(context, view, { mine, verifiedAt, report, supports, revoking })
  if (tried) return sendPage(reply, page, 422)
  return sendPage(reply, page, view.state === 'declined' ? 410 : 200)
}

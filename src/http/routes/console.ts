import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type FailureView, listFailures } from '#src/app/list-failures.ts'
import { retryJob } from '#src/app/retry-job.ts'
import type { Language, MemberRow } from '#src/storage/members.ts'
import { sayFailure } from '#src/texts/say-failure.ts'
import { wantsJson } from '../negotiate.ts'
import { consolePage } from '../pages/console-page.ts'
import { HttpProblem, RefusedProblem } from '../problem.ts'
import { memberOf, queryOf } from '../reader.ts'
import { sendJson, sendPage } from './send.ts'
import { idPattern, pageContext, type Web, type WithId } from './web.ts'

/** The organisation's console: what could not be delivered, and trying it again. For trainers. */
export function consoleRoutes(server: FastifyInstance, web: Web): void {
  server.get('/console', async (request, reply) => {
    const by = await signedIn(web, request)
    const listed = await listFailures(web.app, by)
    if (!listed.ok) throw new RefusedProblem(listed.refusal)
    const context = await pageContext(web, request, reply)
    const { all, shown } = listed.value
    if (wantsJson(request))
      return sendJson(reply, {
        all,
        failures: shown.map((failure) => failureJson(context.language, failure)),
      })
    const page = consolePage(context, { failures: listed.value, retried: retriedIn(request) })
    return sendPage(reply, page)
  })

  server.post<WithId>(`/console/jobs/:id${idPattern}/retry`, (request, reply) =>
    retry(web, { request, reply, job: request.params.id }),
  )

  server.post('/console/retry-all', (request, reply) => retry(web, { request, reply }))
}

async function retry(
  web: Web,
  {
    request,
    reply,
    job,
  }: {
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    /** Absent: all that failed. */
    readonly job?: string
  },
): Promise<FastifyReply> {
  const by = await signedIn(web, request)
  await web.limits.act(request)
  const outcome = await retryJob(web.app, { by, job })
  if (!outcome.ok) throw new RefusedProblem(outcome.refusal)
  const { retried } = outcome.value
  if (wantsJson(request)) return sendJson(reply, { retried })
  return reply.redirect(`/console?retried=${retried}`, 303)
}

async function signedIn({ app, config }: Web, request: FastifyRequest): Promise<MemberRow> {
  const member = await memberOf(app, request, config)
  if (!member) throw new HttpProblem(401, 'room-first')
  return member
}

function retriedIn(request: FastifyRequest): number | undefined {
  const text = queryOf(request, 'retried')
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

function failureJson(language: Language, failure: FailureView) {
  const { id, queue, state, attempts, nextAt, to, achievement, reason } = failure
  return {
    id,
    queue,
    state,
    attempts,
    nextAt: nextAt ?? null,
    to: to?.name ?? null,
    badge: achievement?.name[language] ?? null,
    reason: {
      code: reason.cause,
      reply: reason.reply ?? null,
      text: sayFailure(language, reason),
    },
  }
}

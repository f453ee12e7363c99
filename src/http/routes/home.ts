import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { tidyRoomCode } from '#src/app/room-code.ts'
import { wantsJson } from '../negotiate.ts'
import { homePage } from '../pages/home-page.ts'
import { describeRefusal, sendProblem } from '../problem.ts'
import { queryOf } from '../reader.ts'
import { readForm } from './read-form.ts'
import { sendPage } from './send.ts'
import { visitorOf } from './visitor.ts'
import { pageContext, type Web } from './web.ts'

/** The home page, and the door for a code typed by hand. */
export function homeRoutes(server: FastifyInstance, web: Web): void {
  server.get('/', async (request, reply) => {
    return sendPage(reply, homePage(await pageContext(web, request, reply)))
  })

  server.get('/join', (request, reply) => {
    return openRoom(web, { typed: queryOf(request, 'code') ?? '', request, reply })
  })

  server.post('/join', async (request, reply) => {
    const { fields } = await readForm(request)
    return openRoom(web, { typed: fields['code'] ?? '', request, reply })
  })
}

/** Says that a code opens no room, on a page where it can be typed again. */
export async function sendUnknownRoom(
  web: Web,
  { typed, request, reply }: Typed,
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply, '/')
  const problem = describeRefusal({ code: 'unknown-room' }, context.language)
  if (wantsJson(request)) return sendProblem(problem, context, request, reply)
  const code = tidyRoomCode(typed.slice(0, 20)).replace(/^-$/, '')
  return sendPage(reply, homePage(context, { problem: problem.detail, code }), problem.status)
}

interface Typed {
  readonly typed: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function openRoom(web: Web, { typed, request, reply }: Typed): Promise<FastifyReply> {
  const visitor = await visitorOf(web, request, typed)
  if (!visitor) return sendUnknownRoom(web, { typed, request, reply })
  return reply.redirect(`/rooms/${visitor.room.code}`, 303)
}

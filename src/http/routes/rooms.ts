import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { countFailures } from '#src/app/list-failures.ts'
import { runningVotes } from '#src/app/list-votes.ts'
import { isTrainer } from '#src/app/roles.ts'
import { roomPage, type ShownReply } from '../pages/room-page.ts'
import { queryOf } from '../reader.ts'
import { takeKept } from './flash.ts'
import { sendUnknownRoom } from './home.ts'
import { sendJoinPage } from './join.ts'
import { shownIn, shownJson } from './message-json.ts'
import { readAs } from './read-form.ts'
import { sendJson, sendPage } from './send.ts'
import { insiderOf, type Insider, visitorOf, type WithCode } from './visitor.ts'
import { pageContext, type Web } from './web.ts'
import { languageOf } from '../reader.ts'

/** A room: the page where a group meets, and its messages for programs. */
export function roomRoutes(server: FastifyInstance, web: Web): void {
  server.get<WithCode>('/rooms/:code', async (request, reply) => {
    const { code } = request.params
    const visitor = await visitorOf(web, request, code)
    if (!visitor) return sendUnknownRoom(web, { typed: code, request, reply })
    if (visitor.room.code !== code)
      return reply.redirect(elsewhere(visitor.room.code, request), 303)
    const trainerKey = queryOf(request, 'trainer')?.slice(0, 64)
    const { member } = visitor
    // The trainer's link lets a learner in again as trainer.
    if (!member || (trainerKey && !isTrainer(member))) {
      const values = member && { name: member.name, email: member.email ?? '' }
      return sendJoinPage(web, { visitor, request, reply, trainerKey, values })
    }
    const kept = takeKept(web, request, reply)
    return sendRoomPage(web, { insider: { ...visitor, member }, request, reply, shown: kept })
  })

  server.get<WithCode>('/rooms/:code/messages', async (request, reply) => {
    const { room, member } = await insiderOf(web, request, request.params.code)
    const { since } = readAs(sinceQuery, { since: queryOf(request, 'since') })
    const language = languageOf(request, web.config)
    const messages = await web.room.messagesFor(room, member.id, since)
    const shown = messages.map((message) => shownJson(shownIn(language, message)))
    return sendJson(reply, { messages: shown })
  })
}

/** The room as its member sees it, with the answer to what that member just did. */
export async function sendRoomPage(
  web: Web,
  {
    insider: { room, group, member },
    request,
    reply,
    shown,
    status,
  }: {
    readonly insider: Insider
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly shown: ShownReply | undefined
    readonly status?: number
  },
): Promise<FastifyReply> {
  const path = `/rooms/${room.code}`
  const context = { ...(await pageContext(web, request, reply, path)), roomCode: room.code }
  const messages = await web.room.messagesFor(room, member.id)
  const votes = await runningVotes(web.app, group, member)
  const page = roomPage(context, {
    code: room.code,
    group,
    member,
    trainer: isTrainer(member),
    messages: messages.map((message) => shownIn(context.language, message)),
    owed: votes.filter(({ owes }) => owes).length,
    failures: await countFailures(web.app, member),
    reply: shown,
    newId: web.app.newId,
  })
  return sendPage(reply, page, status)
}

const sinceQuery = z.object({ since: z.coerce.number().int().min(0).optional() })

function elsewhere(code: string, request: FastifyRequest): string {
  const trainer = queryOf(request, 'trainer')
  const query = trainer ? `?${new URLSearchParams({ trainer }).toString()}` : ''
  return `/rooms/${code}${query}`
}

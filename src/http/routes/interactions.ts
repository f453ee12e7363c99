import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Interaction, Reply } from '#src/chat/contract.ts'
import { wantsJson } from '../negotiate.ts'
import { replySection, type ShownReply } from '../pages/room-page.ts'
import { HttpProblem } from '../problem.ts'
import { languageOf } from '../reader.ts'
import { actWithFiles } from './act-with-files.ts'
import { keepForNextPage } from './flash.ts'
import { sendUnknownRoom } from './home.ts'
import { replyJson } from './message-json.ts'
import { type Deed, readInteraction } from './read-interaction.ts'
import { sendRoomPage } from './rooms.ts'
import { sendJson, sendPage } from './send.ts'
import { type Insider, visitorOf, type WithCode } from './visitor.ts'
import { pageContext, type Web } from './web.ts'

/** What members do in a room: commands, buttons, forms. A ballot is one of them, so this way is kept short. */
export function interactionRoutes(server: FastifyInstance, web: Web): void {
  server.post<WithCode>('/rooms/:code/interactions', async (request, reply) => {
    await web.limits.act(request)
    const { code } = request.params
    const visitor = await visitorOf(web, request, code)
    if (!visitor) return sendUnknownRoom(web, { typed: code, request, reply })
    const { member } = visitor
    if (!member) return sendToTheDoor(visitor.room.code, request, reply)
    const insider = { ...visitor, member }
    const deed = await readInteraction(request, insider, languageOf(request, web.config))
    const { interaction, answer } = await act(web, { request, insider, deed })
    const status = isWrong(answer) ? 422 : 200
    if (isForFragment(request))
      return sendFragment(web, { insider, request, reply, interaction, answer, status })
    if (wantsJson(request)) return sendJson(reply, replyJson(answer), status)
    return sendAnswer(web, { insider, request, reply, interaction, answer, status })
  })
}

async function act(
  web: Web,
  {
    request,
    insider,
    deed: { interaction, files },
  }: { readonly request: FastifyRequest; readonly insider: Insider; readonly deed: Deed },
): Promise<{ readonly interaction: Interaction; readonly answer: Reply }> {
  if (interaction.kind !== 'submit' || files.length === 0)
    return { interaction, answer: await web.room.act(interaction) }
  await web.limits.upload(request)
  return actWithFiles(web, { insider, interaction, files })
}

interface Answered {
  readonly insider: Insider
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly interaction: Interaction
  readonly answer: Reply
  readonly status: number
}

// Our own script replaces a part of the page with it.
async function sendFragment(
  web: Web,
  { insider: { room }, request, reply, interaction, answer, status }: Answered,
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply, `/rooms/${room.code}`)
  const shown = shownReply(answer, interaction)
  const section = replySection(context, { code: room.code, newId: web.app.newId, reply: shown })
  return sendPage(reply, section.toString(), status)
}

// Without a script: a form is a page of its own, an answer waits for the page that the browser goes back to.
async function sendAnswer(
  web: Web,
  { insider, request, reply, interaction, answer, status }: Answered,
): Promise<FastifyReply> {
  const shown = shownReply(answer, interaction)
  if (shown.kind === 'message' && keepForNextPage(web, reply, shown))
    return reply.redirect(`/rooms/${insider.room.code}`, 303)
  return sendRoomPage(web, { insider, request, reply, shown, status })
}

function shownReply(answer: Reply, interaction: Interaction): ShownReply {
  if ('message' in answer) return { kind: 'message', ...answer }
  const typed = interaction.kind === 'submit' && answer.problem !== undefined
  return { kind: 'form', ...answer, values: typed ? interaction.fields : undefined }
}

function isWrong(answer: Reply): boolean {
  return ('message' in answer ? answer.refused : answer.problem) !== undefined
}

function isForFragment({ headers }: FastifyRequest): boolean {
  return headers['x-fragment'] === 'reply'
}

function sendToTheDoor(code: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (wantsJson(request) || isForFragment(request)) throw new HttpProblem(401, 'not-joined')
  return reply.redirect(`/rooms/${code}`, 303)
}

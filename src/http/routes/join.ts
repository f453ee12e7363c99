import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { joinRoom } from '#src/app/join-room.ts'
import { viewGroup } from '#src/app/view-organisation.ts'
import { wantsJson } from '../negotiate.ts'
import { type Join, joinPage } from '../pages/join-page.ts'
import { describe, HttpProblem, type ProblemCode, RefusedProblem, sendProblem } from '../problem.ts'
import { languageOf, sessionToken, setCookie } from '../reader.ts'
import { cleanLine } from './clean-text.ts'
import { sendUnknownRoom } from './home.ts'
import { faultyField, readBody } from './read-form.ts'
import { sendJson, sendPage } from './send.ts'
import { type Visitor, visitorOf, type WithCode } from './visitor.ts'
import { pageContext, type Web } from './web.ts'

/** Entering a room: a first name, and an e-mail address for those who want their badges by letter. */
export function joinRoutes(server: FastifyInstance, web: Web): void {
  server.post<WithCode>('/rooms/:code/join', async (request, reply) => {
    await web.limits.join(request)
    const { code } = request.params
    const visitor = await visitorOf(web, request, code)
    if (!visitor) return sendUnknownRoom(web, { typed: code, request, reply })
    const body = await readBody(request)
    const read = joining.safeParse(body)
    if (!read.success)
      return sayWhatIsWrong(web, {
        visitor,
        body,
        problem: joiningProblem(read.error),
        request,
        reply,
      })
    const { name, email, trainer, language } = read.data
    const joined = await joinRoom(web.app, {
      code: visitor.room.code,
      name,
      email: email || undefined,
      language: language ?? languageOf(request, web.config),
      trainerKey: trainer || undefined,
      sessionToken: sessionToken(request, web.config),
    })
    if (!joined.ok) {
      const problem = new RefusedProblem(joined.refusal)
      return sayWhatIsWrong(web, { visitor, body, problem, request, reply })
    }
    const { member, token } = joined.value
    setCookie(reply, web.config, 'session', token)
    setCookie(reply, web.config, 'room', visitor.room.code)
    if (language) setCookie(reply, web.config, 'language', language)
    if (!wantsJson(request)) return reply.redirect(`/rooms/${visitor.room.code}`, 303)
    const { id, role } = member
    return sendJson(reply, { member: { id, name: member.name, role }, room: visitor.room.code })
  })
}

/** The page where somebody joins; `wrong` is what was sent and cannot stand. */
export async function sendJoinPage(
  web: Web,
  {
    visitor,
    request,
    reply,
    status,
    ...shown
  }: Door & {
    readonly status?: number
  } & Pick<Join, 'trainerKey' | 'values' | 'problem' | 'field'>,
): Promise<FastifyReply> {
  const { group, room } = visitor
  const view = await viewGroup(web.app, group.id)
  if (!view) throw new HttpProblem(404, 'not-found')
  const key = shown.trainerKey
  const path = `/rooms/${room.code}${key ? `?trainer=${encodeURIComponent(key)}` : ''}`
  const context = await pageContext(web, request, reply, path)
  const page = joinPage(context, { code: room.code, group, issuer: view.issuer, ...shown })
  return sendPage(reply, page, status)
}

interface Door {
  readonly visitor: Visitor
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

const trainerKey = z.string().max(64)

const address = z.email().max(254)

// Signs that take no ink, such as a zero-width space, are no name in a list of people.
function isSeen(name: string): boolean {
  return /[\p{L}\p{N}\p{S}]/u.test(
    name.replaceAll(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''),
  )
}

const joining = z.strictObject({
  name: z
    .string('name-missing')
    .max(1000, 'name-too-long')
    .transform(cleanLine)
    .pipe(z.string().refine(isSeen, 'name-missing').max(60, 'name-too-long')),
  email: z
    .string('email-wrong')
    .trim()
    .toLowerCase()
    .refine((text) => text === '' || address.safeParse(text).success, 'email-wrong')
    .optional(),
  language: z.enum(['fr', 'en']).optional(),
  trainer: trainerKey.optional(),
})

const problemCodes = z.enum(['name-missing', 'name-too-long', 'email-wrong'])

function joiningProblem(error: z.ZodError): HttpProblem {
  const code: ProblemCode = problemCodes.safeParse(error.issues[0]?.message).data ?? 'field-wrong'
  return new HttpProblem(422, code, faultyField(error))
}

async function sayWhatIsWrong(
  web: Web,
  {
    visitor,
    body,
    problem: thrown,
    request,
    reply,
  }: Door & {
    readonly body: unknown
    readonly problem: HttpProblem | RefusedProblem
  },
): Promise<FastifyReply> {
  const context = await pageContext(web, request, reply)
  const problem = describe(thrown, context.language)
  if (wantsJson(request)) return sendProblem(problem, context, request, reply)
  const { name, email, trainer } = typed.parse(body)
  return sendJoinPage(web, {
    visitor,
    request,
    reply,
    status: problem.status,
    values: { name, email },
    problem: problem.detail,
    field: problem.field,
    // A wrong key would be wrong again: the form goes on as a learner's.
    trainerKey: problem.code === 'trainer-link-wrong' ? undefined : trainer,
  })
}

const shortText = z.string().max(300).optional().catch(undefined)
const typed = z
  .object({ name: shortText, email: shortText, trainer: trainerKey.optional().catch(undefined) })
  .catch({})

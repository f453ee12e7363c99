import type { FastifyRequest } from 'fastify'
import type { MemberRow } from '#src/storage/members.ts'
import { HttpProblem, RefusedProblem } from '../problem.ts'
import { memberOf } from '../reader.ts'
import type { KnownRoom } from './known-rooms.ts'
import type { Web } from './web.ts'

/** Who stands at the door of a room: one of its members, or somebody still to join. */
export interface Visitor extends KnownRoom {
  readonly member: MemberRow | undefined
}

/** Somebody who may do things in a room. */
export interface Insider extends KnownRoom {
  readonly member: MemberRow
}

export interface WithCode {
  readonly Params: { readonly code: string }
}

/** Undefined when the code opens no room. Ends the request when too many wrong ones were tried from there. */
export async function visitorOf(
  web: Web,
  request: FastifyRequest,
  code: string,
): Promise<Visitor | undefined> {
  const visitor = await lookUp(web, request, code)
  if (!visitor?.member) await web.limits.guess(request, visitor === undefined)
  return visitor
}

/** Ends the request for anybody who is not in the room. */
export async function insiderOf(web: Web, request: FastifyRequest, code: string): Promise<Insider> {
  const visitor = await visitorOf(web, request, code)
  if (!visitor) throw new RefusedProblem({ code: 'unknown-room' })
  const { member, ...known } = visitor
  if (!member) throw new HttpProblem(401, 'not-joined')
  return { ...known, member }
}

async function lookUp(
  web: Web,
  request: FastifyRequest,
  code: string,
): Promise<Visitor | undefined> {
  const known = await web.rooms.find(code)
  if (!known) return undefined
  const member = await memberOf(web.app, request, web.config)
  // Members of another workspace are strangers here.
  return { ...known, member: member?.workspaceId === known.room.workspaceId ? member : undefined }
}

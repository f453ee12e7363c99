import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#src/app/app.ts'
import type { Bus } from '#src/app/bus.ts'
import type { Config } from '#src/config.ts'
import type { Outside } from '#src/credentials/outside.ts'
import type { PageContext } from '../page-context.ts'
import { readerOf } from '../reader.ts'
import type { RoomDoor } from '../room-door.ts'
import type { KnownRooms } from './known-rooms.ts'
import type { Limits } from './limits.ts'

/** What the routes stand on. */
export interface Web {
  readonly app: App
  readonly room: RoomDoor
  readonly bus: Bus
  readonly config: Config
  readonly rooms: KnownRooms
  readonly limits: Limits
  /** How documents of others are had, for one badge that somebody at this network address asks about. */
  readonly outsideFor: (who: string) => Outside
  readonly ready: () => Promise<readonly Readiness[]>
}

/** Whether a part of the service can do its work. */
export interface Readiness {
  readonly name: string
  readonly ok: boolean
  /** False: shown, and no reason to send people elsewhere. */
  readonly required?: boolean
  /** What is the matter, in a word that gives nothing away. */
  readonly detail?: string
}

/** The reader of a page; `path` is where the page lives, when that is not what was asked. */
export function pageContext(
  { app, config }: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  path?: string,
): Promise<PageContext> {
  return readerOf(app, { request, reply, settings: config, path })
}

/** What our public ids look like; in a route it keeps `:id.json` from swallowing `X.ob2.json`. */
export const idPattern = '(^[A-Za-z0-9_-]{22}$)'

export interface WithId {
  readonly Params: { readonly id: string }
}

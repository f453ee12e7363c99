import type { FastifyInstance, FastifyRequest } from 'fastify'
import { lastChangeInRoom } from '#src/app/room-notes.ts'
import { HttpProblem } from '../problem.ts'
import { languageOf, memberOf, queryOf } from '../reader.ts'
import { messageView } from '../pages/room-page.ts'
import { shownIn, shownJson } from '../routes/message-json.ts'
import { insiderOf, type Insider, type WithCode } from '../routes/visitor.ts'
import type { Web } from '../routes/web.ts'
import { type Frame, RoomFeed, type Watcher } from './room-feed.ts'
import type { Socket } from './socket.ts'
import { sendTo, Sockets } from './sockets.ts'

/**
 * What changes in a room, as it changes. Frames are the JSON of a message; with `?as=html` its markup and the id of the
 * element that it replaces. `?since=` first brings what changed after that instant: a page that reconnects misses nothing.
 */
export function roomLive(server: FastifyInstance, web: Web): void {
  const sockets = new Sockets()
  const feeds = new Map<string, RoomFeed>()
  const insiders = new WeakMap<FastifyRequest, Insider>()
  const onError = (error: unknown) => server.log.error({ err: error }, 'live room')
  server.addHook('onClose', async () => sockets.close())

  const feedOf = async ({ room, group: { workspaceId } }: Insider): Promise<RoomFeed> => {
    const { code } = room
    const since = feeds.has(code) ? 0 : await lastChangeInRoom(web.app, code)
    const known = feeds.get(code)
    if (known) return known
    const place = { workspaceId, code }
    const feed = new RoomFeed({
      ...web,
      place,
      frame: frameOf(web, code),
      since,
      onError,
    })
    feeds.set(code, feed)
    return feed
  }

  server.get<WithCode>(
    '/rooms/:code/live',
    {
      websocket: true,
      // Before the upgrade, where it can still be refused with a status.
      async preHandler(request) {
        if (!request.ws)
          throw new HttpProblem(426, 'upgrade-needed', { headers: { upgrade: 'websocket' } })
        insiders.set(request, await insiderOf(web, request, codeIn(request)))
      },
    },
    async (socket: Socket, request) => {
      const insider = insiders.get(request)
      if (!insider) return
      const { member, room } = insider
      const watcher: Watcher = {
        socket,
        memberId: member.id,
        language: languageOf(request, web.config),
        as: queryOf(request, 'as') === 'html' ? 'html' : 'json',
      }
      const mayStay = async () => (await memberOf(web.app, request, web.config))?.id === member.id
      const feed = await feedOf(insider)
      const admitted = sockets.admit({ socket, owner: member.id, mayStay }, () => {
        if (feed.remove(watcher)) feeds.delete(room.code)
      })
      if (!admitted) return
      feed.add(watcher)
      await catchUp(web, insider, watcher, queryOf(request, 'since'))
    },
  )
}

async function catchUp(
  web: Web,
  { room, member }: Insider,
  watcher: Watcher,
  since: string | undefined,
): Promise<void> {
  if (since === undefined || !/^\d{1,15}$/.test(since)) return
  const frame = frameOf(web, room.code)
  const missed = await web.room.messagesFor(room, member.id, Number(since))
  for (const message of missed) sendTo(watcher.socket, frame(message, watcher))
}

function frameOf({ app }: Web, code: string): Frame {
  return (message, { language, as }) => {
    const shown = shownIn(language, message)
    if (as === 'json') return JSON.stringify({ kind: 'message', ...shownJson(shown) })
    const context = {
      language,
      path: `/rooms/${code}`,
      baseUrl: app.baseUrl,
      member: undefined,
      roomCode: code,
      now: app.now(),
    }
    const html = messageView(context, { code, newId: app.newId, message: shown }).toString()
    return JSON.stringify({
      kind: 'message',
      id: `m-${shown.ref}`,
      changedAt: shown.changedAt,
      html,
    })
  }
}

function codeIn({ params }: FastifyRequest): string {
  return typeof params === 'object' && params !== null && 'code' in params
    ? String(params.code)
    : ''
}

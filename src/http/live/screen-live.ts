import type { FastifyInstance } from 'fastify'
import { type ScreenView, viewScreen } from '#src/app/view-screen.ts'
import type { Language } from '#src/storage/members.ts'
import { screenBoard } from '../pages/screen-page.ts'
import { HttpProblem } from '../problem.ts'
import { languageOf } from '../reader.ts'
import { idPattern, type Web, type WithId } from '../routes/web.ts'
import { coalesced } from './coalesced.ts'
import type { Socket } from './socket.ts'
import { sendTo, Sockets } from './sockets.ts'

/** The board of one vote, pushed to the screens that show it. */
export function screenLive(server: FastifyInstance, web: Web): void {
  // A class may open the board on every machine.
  const sockets = new Sockets({ most: 500 })
  const boards = new Map<string, Board>()
  const onError = (error: unknown) => server.log.error({ err: error }, 'live screen')
  server.addHook('onClose', async () => sockets.close())

  const boardOf = (id: string): Board => {
    const known = boards.get(id)
    if (known) return known
    const screens = new Map<Socket, Language>()
    const push = async () => {
      const view = await viewScreen(web.app, id)
      if (view) pushTo(screens, (language) => frame(web, view, language))
    }
    const stop = web.bus.subscribe(`proposal:${id}`, coalesced(push, { gapMs: 100, onError }))
    const board = { screens, stop }
    boards.set(id, board)
    return board
  }

  server.get<WithId>(
    `/screen/:id${idPattern}/live`,
    {
      websocket: true,
      async preHandler(request) {
        if (!request.ws)
          throw new HttpProblem(426, 'upgrade-needed', { headers: { upgrade: 'websocket' } })
        if (!(await viewScreen(web.app, idIn(request.params))))
          throw new HttpProblem(404, 'not-found')
      },
    },
    async (socket: Socket, request) => {
      const { id } = request.params
      const { screens, stop } = boardOf(id)
      const admitted = sockets.admit({ socket, owner: id, mayStay: async () => true }, () => {
        screens.delete(socket)
        if (screens.size > 0) return
        stop()
        boards.delete(id)
      })
      if (!admitted) return
      const language = languageOf(request, web.config)
      screens.set(socket, language)
      // What changed between the page and this socket.
      const view = await viewScreen(web.app, id)
      if (view) sendTo(socket, frame(web, view, language))
    },
  )
}

interface Board {
  readonly screens: Map<Socket, Language>
  readonly stop: () => void
}

function pushTo(screens: Board['screens'], write: (language: Language) => string): void {
  const frames = new Map<Language, string>()
  for (const [socket, language] of screens) {
    const text = frames.get(language) ?? write(language)
    frames.set(language, text)
    sendTo(socket, text)
  }
}

function frame({ app }: Web, view: ScreenView, language: Language): string {
  const { proposal } = view
  const context = {
    language,
    path: `/screen/${proposal.id}`,
    baseUrl: app.baseUrl,
    member: undefined,
    roomCode: undefined,
    now: app.now(),
  }
  const { cast, rollSize, status } = proposal
  const html = screenBoard(context, view).toString()
  return JSON.stringify({ kind: 'board', html, cast, rollSize, status })
}

function idIn(params: unknown): string {
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : ''
}

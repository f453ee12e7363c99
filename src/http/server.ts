import type { Socket } from 'node:net'
import etag from '@fastify/etag'
import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { isHttps, browserLanguage, strangerOf } from './reader.ts'
import { roomLive } from './live/room-live.ts'
import { screenLive } from './live/screen-live.ts'
import { describe, HttpProblem, problemHandler, sendProblemJson } from './problem.ts'
import { protect } from './protect.ts'
import { achievementRoutes } from './routes/achievements.ts'
import { assetRoutes } from './routes/assets.ts'
import { AwardReports } from './routes/award-reports.ts'
import { awardRevokingRoutes } from './routes/award-revoking.ts'
import { awardSvgRoutes } from './routes/award-svg.ts'
import { awardTokenRoutes } from './routes/award-tokens.ts'
import { awardWishRoutes } from './routes/award-wishes.ts'
import { awardRoutes } from './routes/awards.ts'
import { consoleRoutes } from './routes/console.ts'
import { endorsementRoutes } from './routes/endorsements.ts'
import { evidenceRoutes } from './routes/evidence.ts'
import { healthRoutes } from './routes/health.ts'
import { homeRoutes } from './routes/home.ts'
import { interactionRoutes } from './routes/interactions.ts'
import { issuerKeyRoutes } from './routes/issuer-keys.ts'
import { joinRoutes } from './routes/join.ts'
import { KnownRooms } from './routes/known-rooms.ts'
import { createLimits } from './routes/limits.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { rememberRoutes } from './routes/other-methods.ts'
import { recordRoutes } from './routes/records.ts'
import { revocationRoutes } from './routes/revocations.ts'
import { roomRoutes } from './routes/rooms.ts'
import { verifyRoutes } from './routes/verify.ts'
import type { Web } from './routes/web.ts'
import { logOptions, RequestLog } from './server-log.ts'

/** What the pages stand on. */
export interface ServerParts extends Omit<Web, 'rooms' | 'limits'> {
  /** Absent: one that writes JSON lines to the standard output. */
  readonly log?: FastifyBaseLogger
}

/** Everything that is served over HTTP, ready to listen. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = bareServer(parts)
  closeInTime(server)
  // First, so that it also lets go of the sockets that the guard refuses.
  await server.register(websocket, {
    // Pages say nothing over the socket.
    options: { maxPayload: 8192, perMessageDeflate: false },
    errorHandler: (error, socket, request) => {
      if (isClients(error)) request.log.debug({ err: error }, 'websocket')
      else request.log.error({ err: error }, 'websocket')
      socket.terminate()
    },
  })
  await protect(server, parts.config)
  await server.register(formbody)
  await server.register(multipart)
  server.removeContentTypeParser('text/plain')
  const { app, config } = parts
  server.setErrorHandler(problemHandler((request) => strangerOf(app, request, config)))
  server.setNotFoundHandler(() => {
    throw new HttpProblem(404, 'not-found')
  })
  const web: Web = { ...parts, rooms: new KnownRooms(app), limits: createLimits(server, config) }
  const refuseOtherMethods = rememberRoutes(server)
  await addRoutes(server, web)
  refuseOtherMethods()
  return server
}

async function addRoutes(server: FastifyInstance, web: Web): Promise<void> {
  homeRoutes(server, web)
  joinRoutes(server, web)
  roomRoutes(server, web)
  interactionRoutes(server, web)
  roomLive(server, web)
  screenLive(server, web)
  consoleRoutes(server, web)
  evidenceRoutes(server, web)
  healthRoutes(server, web)
  await server.register(assetRoutes)
  await server.register(async (scope) => verifyRoutes(scope, web))
  await server.register(async (scope) => publicRoutes(scope, web))
}

// Documents are asked for again and again by those who verify them: unchanged, they answer 304.
async function publicRoutes(scope: FastifyInstance, web: Web): Promise<void> {
  await scope.register(etag)
  const reports = new AwardReports(web.app)
  awardRoutes(scope, web, reports)
  awardTokenRoutes(scope, web)
  awardRevokingRoutes(scope, web, reports)
  awardSvgRoutes(scope, web)
  awardWishRoutes(scope, web)
  endorsementRoutes(scope, web)
  recordRoutes(scope, web)
  achievementRoutes(scope, web)
  organisationRoutes(scope, web)
  issuerKeyRoutes(scope, web)
  revocationRoutes(scope, web)
}

// A frame too large or malformed is the client's doing, and no accident of ours.
function isClients(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('WS_ERR_')
}

function bareServer({ config, log }: ServerParts): FastifyInstance {
  return Fastify({
    ...(log ? { loggerInstance: log } : { logger: logOptions(config) }),
    logController: new RequestLog(),
    bodyLimit: 1024 * 1024,
    // Twenty megabytes of evidence over a classroom's line.
    requestTimeout: 60_000,
    // Behind https stands a proxy of ours; on a classroom's network nobody may choose an address.
    trustProxy: isHttps(config.publicUrl) ? ['loopback', 'linklocal', 'uniquelocal'] : false,
    // Anything else that asks to upgrade, such as `curl --http2`, is answered over HTTP/1.1.
    http: {
      headersTimeout: 15_000,
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    // An address that cannot be read reaches no hook and no route.
    frameworkErrors: (error, request, reply) => {
      const language = browserLanguage(request.headers['accept-language']) ?? config.language
      reply.headers({
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
      })
      // Node leaves the socket of a refused upgrade to whoever asked for it.
      if (request.headers.upgrade) reply.raw.once('finish', () => request.raw.socket.destroySoon())
      sendProblemJson(describe(error, language), reply)
    },
  })
}

const graceMs = 1000
/** A chat platform gives an answer up after three seconds. */
const longestGraceMs = 3000

// Browsers keep spare connections open: without this, close() waits for them for minutes. Who waits for an answer gets it.
function closeInTime(server: FastifyInstance): void {
  const spare = new Set<Socket>()
  server.server.on('connection', (socket: Socket) => {
    spare.add(socket)
    socket.once('close', () => spare.delete(socket))
  })
  server.server.on('request', ({ socket }, response) => {
    spare.delete(socket)
    response.once('close', () => socket.destroyed || spare.add(socket))
  })
  server.addHook('preClose', (done) => {
    const timers = [
      setTimeout(() => {
        for (const socket of spare) socket.destroy()
        for (const client of server.websocketServer.clients) client.terminate()
      }, graceMs),
      setTimeout(() => server.server.closeAllConnections(), longestGraceMs),
    ]
    server.server.once('close', () => timers.forEach((timer) => clearTimeout(timer)))
    done()
  })
}

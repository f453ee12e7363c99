import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { DiscordError, tooMany } from './discord-error.ts'
import { type Fault, Faults } from './faults.ts'
import { Gateway } from './gateway.ts'
import { RateLimits } from './rate-limits.ts'
import { readRequest } from './read-request.ts'
import { applicationRoutes } from './rest/application.ts'
import { guildRoutes } from './rest/guilds.ts'
import { interactionRoutes } from './rest/interactions.ts'
import { messageRoutes } from './rest/messages.ts'
import type { Route } from './rest/route.ts'
import type { World } from './world.ts'
import type { Upload } from './write-message.ts'

/** A call of the REST API, as it came. */
export interface Call {
  readonly method: string
  /** Behind the version: `/channels/…`, with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: unknown
  readonly files: readonly Upload[]
  readonly at: number
  /** Undefined: nothing was answered, by a fault. */
  status: number | undefined
  answer: unknown
}

const routes: readonly Route[] = [
  ...applicationRoutes,
  ...guildRoutes,
  ...interactionRoutes,
  ...messageRoutes,
]

interface Answered {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** Discord's side of the wire, on loopback. */
export class DiscordServer {
  readonly world: World
  readonly gateway: Gateway
  readonly calls: Call[] = []
  readonly faults = new Faults()
  readonly limits: RateLimits
  readonly #fastify: FastifyInstance = Fastify({
    forceCloseConnections: true,
    bodyLimit: 50_000_000,
  })
  readonly #closing = new AbortController()

  constructor(world: World) {
    this.world = world
    this.gateway = new Gateway(world)
    // By the true time: whoever waits for a limit waits by that.
    this.limits = new RateLimits(Date.now)
  }

  async listen(): Promise<void> {
    const fastify = this.#fastify
    fastify.removeAllContentTypeParsers()
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    await fastify.register(websocket)
    const refuse = async (_request: FastifyRequest, reply: FastifyReply) => {
      const { refuseUpgrade } = this.gateway
      if (refuseUpgrade !== undefined) await reply.code(refuseUpgrade).send('')
    }
    for (const url of ['/', '/resume', '/resume/'])
      fastify.get(url, { websocket: true, preValidation: refuse }, (socket) =>
        this.gateway.accept(socket),
      )
    fastify.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/api/*',
      handler: (request, reply) => this.#api(request, reply),
    })
    for (const folder of ['attachments', 'ephemeral-attachments'])
      fastify.get(`/${folder}/:channel/:id/:name`, (request, reply) =>
        this.#download(request, reply),
      )
    this.world.origin = await fastify.listen({ port: 0, host: '127.0.0.1' })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.gateway.close()
    await this.#fastify.close()
  }

  async #api(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { version, path, query, body, files } = await readRequest(request)
    const search = query.size > 0 ? `?${query.toString()}` : ''
    const call: Call = {
      method: request.method,
      path: `${path}${search}`,
      headers: request.headers,
      body,
      files,
      at: this.world.now(),
      status: undefined,
      answer: undefined,
    }
    this.calls.push(call)
    return this.#withFault(call, reply, async (fault) => {
      const answered = this.#answer(call, { version, path, query }, fault)
      call.status = answered.status
      call.answer = answered.body
      reply.code(answered.status).headers(answered.headers)
      // An empty answer must not say that it is JSON: discord.js would read it.
      if (answered.body === undefined) return reply.removeHeader('content-type').send()
      return reply.type('application/json').send(JSON.stringify(answered.body))
    })
  }

  #answer(
    call: Call,
    asked: { readonly version: string; readonly path: string; readonly query: URLSearchParams },
    fault: Fault | undefined,
  ): Answered {
    let headers: Readonly<Record<string, string>> = {}
    try {
      if (fault?.status !== undefined) throw faultError(fault)
      checkAgent(call)
      if (asked.version !== 'v10') throw new DiscordError(404, 0, '404: Not Found')
      const { route, ids } = this.#route(call.method, asked.path)
      if (!route.open) this.#checkToken(call)
      if (!asked.path.startsWith('/interactions/'))
        headers = this.limits.count(call.method, asked.path)
      const { world, gateway } = this
      const body = route.play({ ...call, world, gateway, ids, query: asked.query })
      return { status: body === undefined ? 204 : 200, body, headers }
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error
      const { status, code, message, more } = error
      return { status, body: { message, code, ...more }, headers: { ...headers, ...error.headers } }
    }
  }

  #route(method: string, path: string): { readonly route: Route; readonly ids: readonly string[] } {
    for (const route of routes) {
      const match = route.method === method ? route.path.exec(path) : null
      if (match) return { route, ids: match.slice(1) }
    }
    throw new DiscordError(404, 0, `404: Not Found (${method} ${path})`)
  }

  #checkToken({ headers }: Call): void {
    if (headers['authorization'] !== `Bot ${this.world.token}`)
      throw new DiscordError(401, 0, '401: Unauthorized')
  }

  async #download(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { pathname, searchParams } = new URL(request.url, this.world.origin)
    const id = pathname.split('/')[3] ?? ''
    const found = this.world.attachments.get(id)
    const expires = Number.parseInt(searchParams.get('ex') ?? '0', 16) * 1000
    return this.#withFault({ method: 'GET', path: pathname }, reply, async (fault) => {
      if (fault?.status !== undefined) return reply.code(fault.status).send('')
      const isSigned = found && new URL(found.url).searchParams.get('hm') === searchParams.get('hm')
      if (!isSigned || expires < this.world.now())
        return reply.code(404).send('This content is no longer available.')
      return reply.type(found.type).send(Buffer.from(found.bytes))
    })
  }

  async #withFault(
    { method, path }: Pick<Call, 'method' | 'path'>,
    reply: FastifyReply,
    carryOut: (fault: Fault | undefined) => Promise<FastifyReply>,
  ): Promise<FastifyReply | undefined> {
    const fault = this.faults.take(method, path)
    if (fault?.delayMs !== undefined)
      await wait(fault.delayMs, undefined, { signal: this.#closing.signal }).catch(() => undefined)
    if (!fault?.loseAnswer && !fault?.holdAnswer) return carryOut(fault)
    return unanswered(reply, fault, () => carryOut(fault))
  }
}

// Discord's edge refuses whoever does not say who they are.
function checkAgent({ headers }: Call): void {
  if (!/^DiscordBot \(\S+, \S+\)/.test(String(headers['user-agent'])))
    throw new DiscordError(403, 40_333, 'internal network error')
}

function faultError({
  status = 500,
  code = 0,
  retryAfter = 1,
  global = false,
}: Fault): DiscordError {
  if (status === 429) return tooMany({ retryAfter, code, scope: global ? 'global' : 'user' })
  return new DiscordError(status, code, `${status}: by a fault`)
}

/** What was to be sent is thrown away with the connection. */
async function unanswered(
  reply: FastifyReply,
  { loseAnswer }: Fault,
  carryOut: () => Promise<FastifyReply>,
): Promise<FastifyReply | undefined> {
  reply.raw.write = () => true
  reply.raw.end = () => {
    if (loseAnswer) reply.raw.socket?.destroy()
    return reply.raw
  }
  const gone = once(reply.raw, 'close')
  await carryOut()
  await gone
  return undefined
}

import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Fault, Faults } from './faults.ts'
import { methodFacts } from './method-facts.ts'
import { installPages } from './install-pages.ts'
import { RateLimits } from './rate-limits.ts'
import { answerResponseUrl } from './response-urls.ts'
import { SocketLinks } from './socket-links.ts'
import { apps } from './web-api/apps.ts'
import { auth } from './web-api/auth.ts'
import { chat } from './web-api/chat.ts'
import { conversations } from './web-api/conversations.ts'
import { files } from './web-api/files.ts'
import { type Answer, mayUse, type Method, type RawArgs, SlackError } from './web-api/method.ts'
import { oauthAccess } from './web-api/oauth.ts'
import { usergroups } from './web-api/usergroups.ts'
import { users } from './web-api/users.ts'
import { views } from './web-api/views.ts'
import type { Grant, World } from './world.ts'

/** A call of the Web API, as it came. */
export interface Call {
  readonly method: string
  readonly args: RawArgs
  readonly token: string | undefined
  readonly at: number
  /** What was done about it; undefined: nothing, by a fault. */
  answer: Answer | undefined
}

const methods: Readonly<Record<string, Method>> = {
  ...apps,
  ...auth,
  ...chat,
  ...conversations,
  ...files,
  ...usergroups,
  ...users,
  ...views,
}

/** Slack's side of the wire, on loopback. */
export class SlackServer {
  readonly world: World
  readonly calls: Call[] = []
  readonly faults = new Faults()
  readonly limits: RateLimits
  readonly sockets: SocketLinks
  readonly #fastify: FastifyInstance = Fastify({
    forceCloseConnections: true,
    bodyLimit: 50_000_000,
  })
  readonly #closing = new AbortController()

  constructor(world: World) {
    this.world = world
    this.limits = new RateLimits(world.now)
    this.sockets = new SocketLinks(world.appId)
  }

  async listen(): Promise<void> {
    const fastify = this.#fastify
    fastify.removeAllContentTypeParsers()
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    await fastify.register(websocket)
    fastify.get('/link', { websocket: true }, (socket, request) =>
      this.sockets.accept(socket, z.object({ ticket: z.string() }).parse(request.query).ticket),
    )
    fastify.route({
      method: ['GET', 'POST'],
      url: '/api/:method',
      handler: (request, reply) => this.#api(request, reply),
    })
    fastify.post('/upload/:id', (request, reply) => this.#upload(request, reply))
    fastify.get('/files/:id/:name', (request, reply) => this.#download(request, reply))
    fastify.get('/signin', (_request, reply) =>
      reply.type('text/html').send('<!doctype html><title>Sign in to Slack</title>'),
    )
    fastify.post('/response/*', (request, reply) => this.#response(request, reply))
    installPages(fastify, this.world)
    this.world.origin = await fastify.listen({ port: 0, host: '127.0.0.1' })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.sockets.close()
    await this.#fastify.close()
  }

  async #api(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { method } = z.object({ method: z.string() }).parse(request.params)
    const args = argsOf(request, method)
    const token = tokenOf(request, args)
    const call: Call = { method, args, token, at: this.world.now(), answer: undefined }
    this.calls.push(call)
    return this.#withFault(method, args['channel'] ?? args['channel_id'], reply, async () => {
      call.answer = this.#answer(call)
      const { retryAfter, ...body } = call.answer
      reply.headers(this.#scopeHeaders(method, token))
      if (typeof retryAfter !== 'number') return reply.send(body)
      return reply.code(429).header('retry-after', retryAfter.toString()).send(body)
    })
  }

  #answer({ method, args, token }: Call): Answer {
    try {
      return { ok: true, ...this.#carryOut(method, args, token) }
    } catch (error) {
      if (error instanceof SlackError) return { ok: false, error: error.error, ...error.facts }
      throw error
    }
  }

  #carryOut(method: string, args: RawArgs, token: string | undefined): Answer {
    if (method === 'oauth.v2.access') return oauthAccess(this.world, args)
    if (method === 'apps.connections.open') return this.#connect(token)
    const facts = methodFacts[method]
    const play = methods[method]
    if (!facts || !play) throw new SlackError('unknown_method', { req_method: method })
    const grant = this.#grantOf(token)
    const team = this.world.teams.get(grant.teamId)
    if (!team) throw new SlackError('team_not_found')
    const channel = args['channel'] ?? args['channel_id']
    const retryAfter = this.limits.count(method, { team: team.id, channel })
    if (retryAfter !== undefined) throw new SlackError('ratelimited', { retryAfter })
    mayUse({ grant }, facts.scopes)
    return play({ world: this.world, team, grant }, args)
  }

  /** Slack says with each answer what the token may do, and what the method asks for. */
  #scopeHeaders(method: string, token = ''): Readonly<Record<string, string>> {
    const grant = this.world.grants.get(token)
    if (!grant) return {}
    return {
      'x-oauth-scopes': grant.scopes.join(','),
      'x-accepted-oauth-scopes': methodFacts[method]?.scopes.join(',') ?? '',
    }
  }

  #connect(token: string | undefined): Answer {
    if (token === undefined) throw new SlackError('not_authed')
    if (!token.startsWith('xapp-')) throw new SlackError('not_allowed_token_type')
    if (token !== this.world.appToken) throw new SlackError('invalid_auth')
    const origin = this.world.origin.replace('http', 'ws')
    return { url: `${origin}/link?ticket=${this.sockets.ticket()}&app_id=${this.world.appId}` }
  }

  #grantOf(token: string | undefined): Grant {
    if (token === undefined || token === '') throw new SlackError('not_authed')
    const grant = this.world.grants.get(token)
    if (!grant) throw new SlackError('invalid_auth')
    if (grant.revoked) throw new SlackError('token_revoked')
    if (grant.expiresAt !== undefined && grant.expiresAt <= this.world.now())
      throw new SlackError('token_expired')
    return grant
  }

  async #upload(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    return this.#withFault('upload', undefined, reply, async () => {
      const { id } = z.object({ id: z.string() }).parse(request.params)
      const file = this.world.files.get(id)
      const bytes = await uploaded(request)
      if (!file || bytes.length !== file.length) return reply.code(400).send('wrong length')
      file.bytes = bytes
      return reply.send(`OK - ${bytes.length}`)
    })
  }

  /** Without a token that may read files Slack sends people to its sign-in page, which is no error. */
  async #download(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    return this.#withFault('download', undefined, reply, async () => {
      const { id } = z.object({ id: z.string() }).parse(request.params)
      const file = this.world.files.get(id.slice(id.indexOf('-') + 1))
      const grant = this.world.grants.get(tokenOf(request, {}) ?? '')
      const mayRead =
        grant?.teamId === file?.teamId && !grant?.revoked && grant?.scopes.includes('files:read')
      if (!file?.bytes) return reply.code(404).send('')
      if (!mayRead) return reply.redirect(`${this.world.origin}/signin`)
      return reply.type(file.type).send(Buffer.from(file.bytes))
    })
  }

  async #response(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    return this.#withFault('response_url', undefined, reply, async () => {
      const { '*': id } = z.object({ '*': z.string() }).parse(request.params)
      const { status, body } = answerResponseUrl(this.world, id, textOf(request))
      return reply.code(status).send(body)
    })
  }

  async #withFault(
    name: string,
    channel: unknown,
    reply: FastifyReply,
    carryOut: () => Promise<FastifyReply>,
  ): Promise<FastifyReply | undefined> {
    const fault = this.faults.take(name, channel)
    if (!fault) return carryOut()
    if (fault.delayMs !== undefined)
      await wait(fault.delayMs, undefined, { signal: this.#closing.signal }).catch(() => undefined)
    if (fault.cut) return cut(reply)
    if (fault.loseAnswer) return this.#lost(reply, carryOut)
    return isRefusal(fault) ? refused(reply, fault) : carryOut()
  }

  /** What was to be sent is thrown away with the connection. */
  async #lost(
    reply: FastifyReply,
    carryOut: () => Promise<FastifyReply>,
  ): Promise<FastifyReply | undefined> {
    reply.raw.write = () => true
    reply.raw.end = () => {
      reply.raw.socket?.destroy()
      return reply.raw
    }
    const gone = once(reply.raw, 'close')
    await carryOut()
    await gone
    return undefined
  }
}

function cut(reply: FastifyReply): undefined {
  reply.hijack()
  reply.raw.socket?.destroy()
}

function isRefusal({ status, error }: Fault): boolean {
  return status !== undefined || error !== undefined
}

function refused(reply: FastifyReply, { status = 200, error, facts, retryAfter }: Fault) {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  if (status >= 500 && error === undefined)
    return reply.code(status).type('text/html').send('<h1>Error</h1>')
  const said = error ?? (status === 429 ? 'ratelimited' : 'internal_error')
  return reply.code(status).send({ ok: false, error: said, ...facts })
}

/** The arguments of a call: of the address, of a form, or of a JSON body where the method takes one. */
function argsOf(request: FastifyRequest, method: string): RawArgs {
  const asked = z.record(z.string(), z.unknown()).parse(request.query)
  const type = request.headers['content-type'] ?? ''
  if (type.startsWith('application/json')) {
    const read = z.record(z.string(), z.unknown()).safeParse(parsedJson(textOf(request)))
    return methodFacts[method]?.json && read.success ? { ...asked, ...read.data } : asked
  }
  if (!type.startsWith('application/x-www-form-urlencoded')) return asked
  return {
    ...asked,
    ...basicAuth(request),
    ...Object.fromEntries(new URLSearchParams(textOf(request))),
  }
}

/** oauth.v2.access takes the client's id and secret by HTTP Basic too. */
function basicAuth({ headers }: FastifyRequest): RawArgs {
  const [, coded] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
  if (coded === undefined) return {}
  const [client_id, client_secret] = Buffer.from(coded, 'base64').toString().split(':')
  return { client_id, client_secret }
}

function tokenOf({ headers }: FastifyRequest, args: RawArgs): string | undefined {
  const [, bearer] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? []
  return bearer ?? (typeof args['token'] === 'string' ? args['token'] : undefined)
}

function textOf({ body }: FastifyRequest): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : ''
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Raw bytes, or the one file of a form. */
async function uploaded({ body, headers }: FastifyRequest): Promise<Uint8Array> {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
  const type = headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return bytes
  const form = await new Response(Uint8Array.from(bytes), {
    headers: { 'content-type': type },
  }).formData()
  for (const [, value] of form)
    if (typeof value !== 'string') return new Uint8Array(await value.arrayBuffer())
  return new Uint8Array()
}

import type { KeyObject } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '#src/chat/adapting/log.ts'
import { Replays } from '#src/chat/adapting/replays.ts'
import type { UnderWay } from '#src/chat/adapting/under-way.ts'
import type { Handle } from '../listen/handle.ts'
import { checkSignature, publicKeyFrom, windowMs } from './signature.ts'

/**
 * Discord's way in over HTTP: one route in the service's own server. The first answer is the answer to the request; what
 * follows it begins once that has left. Whoever is not Discord gets 401, and learns nothing.
 */
export class HttpDoor {
  readonly #options: HttpDoorOptions
  readonly #key: KeyObject
  readonly #replays = new Replays()
  #isOpen = false
  #warnedAt = -Infinity
  #askedAt: number | undefined

  constructor(options: HttpDoorOptions) {
    this.#options = options
    this.#key = publicKeyFrom(options.publicKey)
  }

  start(): void {
    this.#isOpen = true
  }

  /** Takes nothing more; what is under way goes on. */
  stop(): void {
    this.#isOpen = false
  }

  /** When Discord last came with a good signature; undefined: it has not yet. */
  get askedAt(): number | undefined {
    return this.#askedAt
  }

  /** Adds the route to a scope of its own: the raw bytes are needed here, and nowhere else in the service. */
  routes(scope: FastifyInstance): void {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit },
      (_request, body, done) => done(null, body),
    )
    scope.post('/discord/interactions', (request, reply) => this.#receive(request, reply))
  }

  async #receive({ headers, body }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
    const now = this.#options.now()
    const checked = checkSignature(this.#key, { headers, body: raw, now })
    if (!checked.ok) return this.#refuse(reply, checked.reason)
    this.#askedAt = now
    const interaction = readJson(raw)
    if (!interaction) return reply.code(400).send()
    if (interaction['type'] === ping) return reply.send({ type: pong })
    if (!this.#isOpen) return reply.code(503).send()
    const { id } = interaction
    // A request that is sent again bears the same time: it is too old once it is forgotten here.
    const until = now + 2 * windowMs
    if (typeof id === 'string' && this.#replays.isRepeat(id, { until, now }))
      return this.#refuse(reply, 'a repeat')
    return this.#answer(interaction, reply)
  }

  async #answer(interaction: unknown, reply: FastifyReply): Promise<FastifyReply> {
    const { handle, underWay } = this.#options
    const { promise: left, resolve } = Promise.withResolvers<void>()
    reply.raw.once('close', () => resolve())
    const work = handle(interaction)
    void underWay.add(this.#followUp(work, left))
    const answered = await work
    return answered ? reply.send(answered.first) : reply.code(400).send()
  }

  // Nobody waits for what follows an answer that did not arrive, but it may tell of a vote that was counted.
  async #followUp(work: ReturnType<Handle>, left: Promise<void>): Promise<void> {
    const answered = await work
    await left
    await answered?.after?.()
  }

  #refuse(reply: FastifyReply, reason: string): FastifyReply {
    const now = this.#options.now()
    // Anybody can send nonsense, and Discord does so now and then: one line a minute tells of it.
    if (now - this.#warnedAt >= 60_000) {
      this.#warnedAt = now
      this.#options.log.warn({ reason }, 'a request to /discord/interactions was refused')
    }
    return reply.code(401).send()
  }
}

interface HttpDoorOptions {
  readonly publicKey: string
  /** Never throws: its accidents are answers. */
  readonly handle: Handle
  readonly underWay: UnderWay
  readonly log: Log
  readonly now: () => number
}

// An interaction holds the whole message that it is about, and what was filled in.
const bodyLimit = 512 * 1024

const ping = 1
const pong = 1

function readJson(raw: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const read: unknown = JSON.parse(raw.toString())
    return isRecord(read) ? read : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

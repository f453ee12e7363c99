import type { App, Receiver } from '@slack/bolt'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '#src/chat/adapting/log.ts'
import { Replays } from '#src/chat/adapting/replays.ts'
import { checkSignature, windowMs } from './signature.ts'

/**
 * Bolt's door inside the service's own server: one route for commands, interactivity and events. It answers everything
 * through Fastify, so that a late listener can never write into an answer that was sent.
 */
export class SlackReceiver implements Receiver {
  readonly #options: ReceiverOptions
  readonly #replays = new Replays()
  readonly #underWay = new Set<Promise<void>>()
  #app: App | undefined
  #isStopped = false
  #warnedAt = -Infinity

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  init(app: App): void {
    this.#app = app
  }

  /** The server listens, not Bolt. */
  async start(): Promise<void> {
    this.#isStopped = false
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.allSettled(this.#underWay)
  }

  /** Adds the route to a scope of its own: the raw bytes are needed here, and nowhere else in the service. */
  routes(scope: FastifyInstance): void {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      ['application/json', formType],
      { parseAs: 'buffer', bodyLimit },
      (_request, body, done) => done(null, body),
    )
    scope.post('/slack/events', (request, reply) => this.#receive(request, reply))
  }

  async #receive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { headers } = request
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const isForm = headers['content-type']?.toLowerCase().startsWith(formType) ?? false
    const now = this.#options.now()
    const checked = checkSignature(this.#options.signingSecret, { headers, body: raw, now })
    // Slack's test of the certificate is not signed; nothing else of such a request is looked at.
    if (!checked.ok && isForm && new URLSearchParams(raw.toString()).get('ssl_check') === '1')
      return reply.send()
    if (!checked.ok) return this.#refuse(reply, checked.reason)
    const body = readBody(raw, isForm)
    if (!body) return reply.code(400).send()
    // Events are repeated by Slack, perhaps with the same bytes; commands, clicks and forms never are.
    if (isForm && this.#replays.isRepeat(checked.name, { until: checked.sentAt + windowMs, now }))
      return this.#refuse(reply, 'a repeat')
    const answer = isForm ? undefined : this.#answerAtOnce(body)
    if (answer) return reply.code(answer.status).send(answer.body)
    if (isForm && body['ssl_check'] === '1') return reply.send()
    return this.#handOver(body, request, reply)
  }

  #refuse(reply: FastifyReply, reason: string): FastifyReply {
    const now = this.#options.now()
    // Anybody can send nonsense: one line a minute tells of it.
    if (now - this.#warnedAt >= 60_000) {
      this.#warnedAt = now
      this.#options.log.warn({ reason }, 'a request to /slack/events was refused')
    }
    return reply.code(401).send()
  }

  // Bolt knows none of these types: left to it they would be answered 404 after three seconds.
  #answerAtOnce(body: Body): { readonly status: number; readonly body?: unknown } | undefined {
    const { type, challenge, event } = body
    if (type === 'url_verification')
      return typeof challenge === 'string' ? { status: 200, body: { challenge } } : { status: 400 }
    if (type === 'event_callback' && !isRecord(event)) return { status: 400 }
    // A step of a workflow, of which this app has none: Bolt leaves its answer to whoever listens.
    if (isRecord(event) && event['type'] === 'function_executed') return { status: 200 }
    if (type === 'event_callback') return undefined
    const isLimit = type === 'app_rate_limited'
    this.#options.log.warn(
      isLimit ? { minute: body['minute_rate_limited'] } : {},
      isLimit ? 'Slack holds events back: too many in a minute' : 'a request of an unknown type',
    )
    return { status: 200 }
  }

  async #handOver(
    body: Body,
    { headers }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!this.#app || this.#isStopped) return reply.code(503).send()
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const late = setTimeout(() => resolve(unanswered), ackWithinMs)
    const retryNum = Number(headers['x-slack-retry-num'])
    const handling = this.#app
      .processEvent({
        body,
        ack: async (content?: unknown) => resolve({ status: 200, content }),
        ...(Number.isInteger(retryNum) ? { retryNum } : {}),
        ...(typeof headers['x-slack-retry-reason'] === 'string'
          ? { retryReason: headers['x-slack-retry-reason'] }
          : {}),
      })
      // Bolt throws where a body lacks what it takes for granted.
      .then(
        () => resolve(isLeftAlone(body) ? leftAlone : unanswered),
        () => resolve({ status: 400, content: undefined }),
      )
    this.#underWay.add(handling)
    void handling.finally(() => this.#underWay.delete(handling))
    const { status, content } = await promise
    clearTimeout(late)
    return reply.code(status).send(content === '' ? undefined : content)
  }
}

interface ReceiverOptions {
  readonly signingSecret: string
  readonly log: Log
  readonly now: () => number
}

interface Answer {
  readonly status: number
  readonly content: unknown
}

type Body = Record<string, unknown>

const unanswered: Answer = { status: 404, content: undefined }

const leftAlone: Answer = { status: 200, content: undefined }

/**
 * An interaction that is nothing to us: nobody waits for an answer. A form that could not be read is none of these: Slack
 * keeps it open then, and says that it did not get through.
 */
function isLeftAlone({ type, command }: Body): boolean {
  return command === undefined && type !== 'view_submission' && typeof type === 'string'
}

const formType = 'application/x-www-form-urlencoded'

const bodyLimit = 256 * 1024

/** Slack waits three seconds. */
const ackWithinMs = 2900

// An interaction is JSON in the one field of a form, a command is the form itself, an event is JSON.
function readBody(raw: Buffer, isForm: boolean): Body | undefined {
  const text = raw.toString()
  if (!isForm) return readJson(text)
  const form = Object.fromEntries(new URLSearchParams(text))
  return typeof form['payload'] === 'string' ? readJson(form['payload']) : form
}

function readJson(text: string): Body | undefined {
  try {
    const read: unknown = JSON.parse(text)
    return isRecord(read) ? read : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

import { randomUUID } from 'node:crypto'
import { signed } from './sign.ts'
import type { SocketLinks } from './socket-links.ts'

/** What came of a request that Slack sent. */
export interface Ack {
  /** The HTTP status; over Socket Mode 200. 0: no answer within the limit. */
  readonly status: number
  readonly ms: number
  /** The answer: JSON as a value, else text; undefined where it was empty. */
  readonly body: unknown
  /** What Slack tells the person where it went wrong. */
  readonly trouble?: string
}

/** A request to the app, by its kind in Socket Mode. */
export type Sent =
  | { readonly kind: 'slash_commands'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'interactive'; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly kind: 'events_api'; readonly payload: Readonly<Record<string, unknown>> }

export interface Target {
  readonly eventsUrl: string
  readonly signingSecret: string
}

/** Brings requests to the app: by signed HTTP, or through Socket Mode where a socket is open. */
export class Delivery {
  /** Slack waits three seconds. */
  ackLimitMs = 3000
  readonly acks: (Ack & { readonly kind: Sent['kind'] })[] = []
  readonly #sockets: SocketLinks
  readonly #now: () => number
  #target: Target | undefined

  constructor(sockets: SocketLinks, now: () => number) {
    this.#sockets = sockets
    this.#now = now
  }

  to(target: Target | undefined): void {
    this.#target = target
  }

  async send(sent: Sent, retry?: { readonly num: number; readonly reason: string }): Promise<Ack> {
    const started = performance.now()
    const answered = await this.#carry(sent, retry)
    const ack: Ack = { ...answered, ms: performance.now() - started }
    this.acks.push({ ...ack, kind: sent.kind })
    return ack
  }

  /**
   * An event comes again when it was not acknowledged: at once, after a minute, after five. The waits are left out here.
   * `X-Slack-No-Retry: 1` ends it.
   */
  async sendEvent(payload: Readonly<Record<string, unknown>>): Promise<readonly Ack[]> {
    const acks: Ack[] = []
    for (let num = 0; num <= 3; num++) {
      const reason = acks.at(-1)?.status === 0 ? 'http_timeout' : 'http_error'
      const ack = await this.send(
        { kind: 'events_api', payload },
        num === 0 ? undefined : { num, reason },
      )
      acks.push(ack)
      if ((ack.status >= 200 && ack.status < 300) || ack.trouble === 'no-retry') break
    }
    return acks
  }

  #carry(
    sent: Sent,
    retry: { readonly num: number; readonly reason: string } | undefined,
  ): Promise<Omit<Ack, 'ms'>> {
    if (this.#sockets.open > 0) return this.#bySocket(sent, retry)
    if (this.#target) return this.#byHttp(sent, this.#target, retry)
    return Promise.resolve({ status: 0, body: undefined, trouble: 'nowhere to deliver to' })
  }

  async #byHttp(
    sent: Sent,
    target: Target,
    retry: { readonly num: number; readonly reason: string } | undefined,
  ): Promise<Omit<Ack, 'ms'>> {
    const body = bodyOf(sent)
    const type =
      sent.kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded'
    try {
      const response = await fetch(target.eventsUrl, {
        method: 'POST',
        body,
        headers: {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          ...signed(body, { secret: target.signingSecret, at: this.#now() }),
          ...(retry
            ? { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }
            : {}),
        },
        signal: AbortSignal.timeout(this.ackLimitMs),
      })
      const answer = { status: response.status, body: read(await response.text()) }
      const enough = response.headers.get('x-slack-no-retry') === '1'
      return enough ? { ...answer, trouble: 'no-retry' } : answer
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError'
      return { status: 0, body: undefined, trouble: late ? 'operation_timeout' : 'unreachable' }
    }
  }

  async #bySocket(
    sent: Sent,
    retry: { readonly num: number; readonly reason: string } | undefined,
  ): Promise<Omit<Ack, 'ms'>> {
    const envelope = {
      envelope_id: randomUUID(),
      type: sent.kind,
      payload: sent.kind === 'slash_commands' ? sent.fields : sent.payload,
      accepts_response_payload: sent.kind !== 'events_api',
      ...(sent.kind === 'events_api'
        ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' }
        : {}),
    }
    const answer = await this.#sockets.ask(envelope, this.ackLimitMs)
    if (!answer) return { status: 0, body: undefined, trouble: 'operation_timeout' }
    const empty =
      answer.payload === undefined ||
      (typeof answer.payload === 'object' &&
        answer.payload !== null &&
        Object.keys(answer.payload).length === 0)
    return { status: 200, body: empty ? undefined : answer.payload }
  }
}

function bodyOf(sent: Sent): string {
  switch (sent.kind) {
    case 'slash_commands':
      return new URLSearchParams(sent.fields).toString()
    case 'interactive':
      return new URLSearchParams({ payload: JSON.stringify(sent.payload) }).toString()
    case 'events_api':
      return JSON.stringify(sent.payload)
  }
}

function read(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

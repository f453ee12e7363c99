import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { WebSocket } from '@fastify/websocket'
import { z } from 'zod'

const answer = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() })
export type EnvelopeAnswer = z.output<typeof answer>

/** The open connections of Socket Mode. Each envelope goes through one of them; any may bring the answer. */
export class SocketLinks {
  readonly #appId: string
  readonly #tickets = new Set<string>()
  readonly #sockets = new Set<WebSocket>()
  readonly #waiting = new Map<string, (answer: EnvelopeAnswer) => void>()
  /** What came that was no answer to anything, or came late. */
  readonly strays: unknown[] = []
  #turn = 0
  /** How many times a connection was asked for and made. */
  connections = 0

  constructor(appId: string) {
    this.#appId = appId
  }

  get open(): number {
    return this.#sockets.size
  }

  /** A ticket is good for one connection. */
  ticket(): string {
    const ticket = randomBytes(16).toString('hex')
    this.#tickets.add(ticket)
    return ticket
  }

  accept(socket: WebSocket, ticket: string): void {
    if (!this.#tickets.delete(ticket)) return socket.close(4001, 'invalid ticket')
    this.#sockets.add(socket)
    this.connections++
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('message', (data: Buffer) => this.#hear(data.toString()))
    const frame = {
      type: 'hello',
      num_connections: this.#sockets.size,
      debug_info: { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 },
      connection_info: { app_id: this.#appId },
    }
    socket.send(JSON.stringify(frame))
  }

  /** Sends an envelope and waits for its answer; undefined: none came in time. */
  async ask(
    envelope: { readonly envelope_id: string } & Readonly<Record<string, unknown>>,
    limitMs: number,
  ): Promise<EnvelopeAnswer | undefined> {
    const sockets = [...this.#sockets]
    const socket = sockets[this.#turn++ % sockets.length]
    const { promise, resolve } = Promise.withResolvers<EnvelopeAnswer | undefined>()
    this.#waiting.set(envelope.envelope_id, resolve)
    const timer = setTimeout(() => resolve(undefined), limitMs)
    socket?.send(JSON.stringify(envelope))
    const answered = await promise
    clearTimeout(timer)
    this.#waiting.delete(envelope.envelope_id)
    return answered
  }

  /** Slack asks the app to connect anew (`warning`, `refresh_requested`, `link_disabled`), then hangs up. */
  disconnect(reason: string, { hangUp = true }: { readonly hangUp?: boolean } = {}): void {
    for (const socket of this.#sockets) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-fake' } }),
      )
      if (hangUp) socket.close(1000)
    }
  }

  /** Sends a frame as it is, for hostile input. */
  sendRaw(frame: string): void {
    for (const socket of this.#sockets) socket.send(frame)
  }

  /** Says goodbye; who does not answer within half a second is cut off. */
  async close(): Promise<void> {
    const goodbyes = [...this.#sockets].map(async (socket) => {
      const timer = setTimeout(() => socket.terminate(), 500)
      socket.close(1001)
      await once(socket, 'close')
      clearTimeout(timer)
    })
    await Promise.all(goodbyes)
  }

  #hear(text: string): void {
    const read = answer.safeParse(JSON.parse(text))
    const waiting = read.success ? this.#waiting.get(read.data.envelope_id) : undefined
    if (waiting && read.success) waiting(read.data)
    else this.strays.push(text)
  }
}

import { type App, SocketModeReceiver } from '@slack/bolt'
import { z } from 'zod'
import { quietLogger } from './quiet-logger.ts'

/**
 * One connection of Socket Mode, from its opening to its end. It never comes back by itself: Bolt's own reconnecting waits
 * five seconds, longer than Slack waits for an answer, and a failure in it is an unhandled rejection.
 */
export class SocketConnection {
  readonly #client: SocketModeReceiver['client']
  readonly #leaving = Promise.withResolvers<void>()
  // Envelopes that were not answered yet, and when they came.
  readonly #unanswered = new Map<string, number>()
  #isClosed = false

  constructor({ appToken, apiUrl, app }: ConnectionOptions) {
    const receiver = new SocketModeReceiver({
      appToken,
      logger: quietLogger,
      autoReconnectEnabled: false,
      // The address of the Web API is taken from here, and not from the App's options.
      installerOptions: {
        clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, timeout: 8000 },
      },
    })
    receiver.init(app)
    this.#client = receiver.client
    this.#client.on('disconnected', () => this.#leaving.resolve())
    this.#client.on('outgoing_message', (message: unknown) => {
      const sent = envelopeSchema.safeParse(message)
      if (sent.success) this.#unanswered.delete(sent.data.envelope_id)
    })
    this.#standBefore()
  }

  /** Resolves when it is open; throws what Slack, or the network, has against it. */
  async open(): Promise<void> {
    const started = this.#client.start()
    void started.then(
      () => (this.#isClosed ? this.#client.disconnect() : undefined),
      () => undefined,
    )
    const { promise: tooLong, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error('Slack did not say hello in time')), openMs)
    try {
      await Promise.race([started, tooLong])
    } catch (failure) {
      this.#isClosed = true
      throw failure
    } finally {
      clearTimeout(timer)
    }
  }

  /** Resolves when it broke, or when Slack asks for another in its place. */
  get leaving(): Promise<void> {
    return this.#leaving.promise
  }

  /** Waits until what came in is answered, as long as Slack waits; then closes. */
  async close(): Promise<void> {
    this.#isClosed = true
    while (this.#isWaitedFor()) await new Promise((resolve) => setTimeout(resolve, 20))
    await this.#client.disconnect()
  }

  #isWaitedFor(): boolean {
    const now = Date.now()
    return [...this.#unanswered.values()].some((at) => now - at < answerMs)
  }

  // The client closes at once when it is asked to make way, and throws where nobody catches at an event that is none.
  #standBefore(): void {
    const [deliver] = this.#client.listeners('ws_message')
    this.#client.removeAllListeners('ws_message')
    this.#client.on('ws_message', (data: unknown, isBinary: unknown) => {
      const frame = readFrame(data)
      if (!frame || this.#isClosed) return
      if (frame.type === 'disconnect') return this.#leaving.resolve()
      if (frame.envelope_id !== undefined) this.#unanswered.set(frame.envelope_id, Date.now())
      deliver?.(data, isBinary)
    })
  }
}

interface ConnectionOptions {
  readonly appToken: string
  readonly apiUrl: string
  readonly app: App
}

const openMs = 15_000
const answerMs = 3000

const envelopeSchema = z.object({ envelope_id: z.string() })

const frameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), envelope_id: z.undefined().optional() }),
  z.object({ type: z.literal('disconnect'), envelope_id: z.undefined().optional() }),
  z.object({
    type: z.enum(['slash_commands', 'interactive']),
    envelope_id: z.string(),
    payload: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('events_api'),
    envelope_id: z.string(),
    payload: z.object({ event: z.object({ type: z.string() }) }),
  }),
])

function readFrame(data: unknown): z.output<typeof frameSchema> | undefined {
  if (typeof data !== 'string') return undefined
  try {
    return frameSchema.safeParse(JSON.parse(data)).data
  } catch {
    return undefined
  }
}

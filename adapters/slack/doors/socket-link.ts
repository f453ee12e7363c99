import type { App, Receiver } from '@slack/bolt'
import type { Log } from '#src/chat/adapting/log.ts'
import { slackError } from '../admission/bare-client.ts'
import { SocketConnection } from './socket-connection.ts'

/**
 * Socket Mode: Slack reached from inside a firewall. Two connections are kept, so that one is there while Slack renews the
 * other; each new one is opened before the old one goes.
 */
export class SocketLink implements Receiver {
  readonly #options: SocketOptions
  readonly #open = new Set<SocketConnection>()
  readonly #leaving = new Set<Promise<void>>()
  #app: App | undefined
  #stopping = new AbortController()
  #problem: string | undefined

  constructor(options: SocketOptions) {
    this.#options = options
  }

  init(app: App): void {
    this.#app = app
  }

  /** Begins to connect, and does not wait for it: the service is there without Slack as well. */
  async start(): Promise<void> {
    const app = this.#app
    if (!app) return
    this.#stopping = new AbortController()
    const { signal } = this.#stopping
    for (let line = 0; line < lines; line++) void this.#keepLine(app, signal)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const connection of this.#open) this.#letGo(connection)
    await Promise.allSettled(this.#leaving)
  }

  get status(): { readonly ok: boolean; readonly detail: string } {
    const { size } = this.#open
    if (size > 0) return { ok: true, detail: `Socket Mode, ${size} of ${lines} connections` }
    return { ok: false, detail: this.#problem ?? 'Socket Mode: connecting' }
  }

  async #keepLine(app: App, signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const connection = new SocketConnection({ ...this.#options, app })
      try {
        await connection.open()
        failures = 0
        this.#open.add(connection)
        this.#problem = undefined
        if (!signal.aborted) await connection.leaving
      } catch (failure) {
        failures++
        this.#note(failure)
      }
      if (this.#open.has(connection)) this.#letGo(connection)
      if (failures > 0) await pause(pauseMs(failures), signal)
    }
  }

  #letGo(connection: SocketConnection): void {
    this.#open.delete(connection)
    const gone = connection.close().catch(() => undefined)
    this.#leaving.add(gone)
    void gone.finally(() => this.#leaving.delete(gone))
  }

  // Said once, not at each attempt.
  #note(failure: unknown): void {
    const error = slackError(failure)
    const problem = error
      ? `SLACK_APP_TOKEN is refused by Slack (${error}): make an app-level token with the scope connections:write.`
      : 'Socket Mode: Slack cannot be reached, trying again.'
    if (problem !== this.#problem) this.#options.log.warn({ error }, problem)
    this.#problem = problem
  }
}

interface SocketOptions {
  readonly appToken: string
  readonly apiUrl: string
  readonly log: Log
}

const lines = 2

function pauseMs(failures: number): number {
  const longest = Math.min(30_000, 500 * 2 ** failures)
  return longest * (0.5 + Math.random() / 2)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}

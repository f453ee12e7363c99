import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as timer } from 'node:timers/promises'
import { REST, RequestMethod } from 'discord.js'
import type { Log } from '#src/chat/adapting/log.ts'
import type { OutgoingFile } from '../views/files-of.ts'
import { attachmentsOf, type CallBody } from './call-body.ts'
import { codes } from './codes.ts'
import { DiscordTrouble, rateLimited, routeOf } from './discord-trouble.ts'
import { Flight } from './flight.ts'
import { Holds } from './holds.ts'
import { type Agent, ownAgent } from './own-agent.ts'
import { requestVia } from './request-via.ts'
import { troubleOf } from './trouble-of.ts'

export { DiscordTrouble } from './discord-trouble.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface CallOptions {
  readonly body?: CallBody
  readonly files?: readonly OutgoingFile[]
  readonly query?: Readonly<Record<string, string | number | boolean>>
  /** Without the bot's token: what an interaction's own token lets in. */
  readonly auth?: boolean
  /** Who asks will try again later: it is tried once. */
  readonly patient?: boolean
}

export interface DiscordApiParts {
  readonly config: { readonly token: string; readonly apiUrl: string }
  readonly log: Pick<Log, 'warn'>
  readonly now: () => number
  /** For how long an answer is waited for; longer where files go with it. */
  readonly timeoutMs?: number
}

/** Discord's REST by the bot's token, within its limits. */
export class DiscordApi {
  readonly #parts: DiscordApiParts
  readonly #agent: Agent = ownAgent()
  readonly #rest: REST
  readonly #flights = new AsyncLocalStorage<Flight>()
  readonly #aloft = new Set<Flight>()
  readonly #holds: Holds
  #refusedAt: number | undefined
  readonly #hurry = new AbortController()

  constructor(parts: DiscordApiParts) {
    this.#parts = parts
    this.#holds = new Holds(parts.now)
    this.#rest = new REST({
      api: parts.config.apiUrl,
      version: '10',
      agent: this.#agent,
      retries: 0,
      timeout: longestMs,
      rejectOnRateLimit: ({ retryAfter, sublimitTimeout }) =>
        Math.max(retryAfter, sublimitTimeout) > (this.#isHurried ? 0 : shortMs),
      makeRequest: requestVia(() => this.#flights.getStore()),
    })
  }

  /** Why Discord does not take the bot's token, and what to do about it; undefined: it takes it, or was not asked yet. */
  get refused(): string | undefined {
    return this.#refusedAt === undefined ? undefined : refusedToken
  }

  /**
   * Calls a method of the API (`GET`, `/channels/1`). Short pauses that Discord asks for are waited out, long ones are told in
   * the `DiscordTrouble` that it throws. Unless `patient`, what can be repeated without harm is tried twice more.
   */
  async call(method: Method, path: string, options: CallOptions = {}): Promise<unknown> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#once(method, path, options)
      } catch (failure) {
        const trouble = this.#heed(method, path, { failure, options })
        const isLast = options.patient === true || this.#isHurried || tries >= mostTries
        if (isLast || !isWorthAnother(method, trouble)) throw trouble
        await timer(firstPauseMs * 2 ** tries)
      }
    }
  }

  /** Ends all waiting for limits: what was not sent yet is told to come again. */
  hasten(): void {
    this.#hurry.abort()
    for (const flight of this.#aloft) flight.giveUp()
  }

  /** Waits so long, and no longer once waiting has ended. */
  async pause(ms: number): Promise<void> {
    await timer(ms, undefined, { signal: this.#hurry.signal }).catch(() => undefined)
  }

  /** Waits for what is under way, some seconds at most, then closes its connections. */
  async stop(): Promise<void> {
    this.hasten()
    this.#rest.clearHashSweeper()
    this.#rest.clearHandlerSweeper()
    const closed = this.#agent.close().catch(() => undefined)
    await Promise.race([closed, timer(closingMs, undefined, { ref: false })])
    await this.#agent.destroy().catch(() => undefined)
  }

  get #isHurried(): boolean {
    return this.#hurry.signal.aborted
  }

  async #once(method: Method, path: string, options: CallOptions): Promise<unknown> {
    const what = routeOf(method, path)
    const { auth = true, files = [], patient = false } = options
    this.#letPass(what, { key: keyOf(method, path), auth })
    const { timeoutMs = usualMs } = this.#parts
    const flight = new Flight(what, {
      turnMs: patient ? patientTurnMs : shortMs,
      answerMs: files.length > 0 ? timeoutMs + uploadMs : timeoutMs,
    })
    this.#aloft.add(flight)
    if (this.#isHurried) flight.hurry()
    try {
      const request = requestOf(method, path, { ...options, signal: flight.signal })
      const asked = this.#flights.run(flight, () => this.#rest.request(request))
      const answer = await flight.within(asked)
      if (auth) this.#refusedAt = undefined
      return answer
    } catch (failure) {
      throw flight.troubleOf(failure)
    } finally {
      flight.end()
      this.#aloft.delete(flight)
    }
  }

  // Calls with a token that was refused are counted, and end in a ban of our address: one in ten minutes does no harm.
  #letPass(what: string, { key, auth }: { readonly key: string; readonly auth: boolean }): void {
    const { config, now } = this.#parts
    if (auth && this.#refusedAt !== undefined && now() - this.#refusedAt < refusedMs)
      throw new DiscordTrouble(what, { status: 401, certain: true, at: 'not asked again so soon' })
    const heldMs = this.#holds.heldMs(key)
    if (heldMs > 0) throw rateLimited(what, heldMs)
    // The client lets go of a token that was refused once.
    this.#rest.setToken(config.token)
  }

  #heed(
    method: Method,
    path: string,
    { failure, options }: { readonly failure: unknown; readonly options: CallOptions },
  ): DiscordTrouble {
    const { trouble, isGlobal } = troubleOf(routeOf(method, path), failure)
    if (isGlobal !== undefined && trouble.retryAfterMs !== undefined)
      this.#holds.hold(isGlobal ? undefined : keyOf(method, path), trouble.retryAfterMs)
    const isAsked = trouble.status === 401 && options.auth !== false
    if (isAsked && this.refused === undefined) this.#refusedAt = this.#parts.now()
    if (worthALine(trouble))
      this.#parts.log.warn({ status: trouble.status, code: trouble.code }, trouble.message)
    return trouble
  }
}

const usualMs = 8000
const uploadMs = 12_000
const longestMs = 25_000
/** The longest pause that a call waits out by itself. */
const shortMs = 5000
const patientTurnMs = 20_000
const mostTries = 3
const firstPauseMs = 150
const closingMs = 4000
const refusedMs = 10 * 60_000

const refusedToken =
  "Discord refused DISCORD_TOKEN: copy the bot's token from the Bot page of the application (Reset Token), and start again."

function requestOf(
  method: Method,
  path: string,
  { body, files = [], query = {}, auth = true, signal }: CallOptions & { signal: AbortSignal },
) {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) params.set(name, String(value))
  return {
    method: methods[method],
    fullRoute: `/${path.replace(/^\//, '')}` as const,
    auth,
    signal,
    query: params,
    ...(body === undefined ? {} : { body: withAttachments(body, files) }),
    ...(files.length === 0 ? {} : { files: files.map(asRaw) }),
  }
}

// A file shows only when the message names it.
function withAttachments(body: CallBody, files: readonly OutgoingFile[]): CallBody {
  const isMessage = !Array.isArray(body) && 'allowed_mentions' in body
  if (!isMessage || files.length === 0 || 'attachments' in body) return body
  return { ...body, attachments: attachmentsOf(files) }
}

function asRaw({ name, data, contentType }: OutgoingFile) {
  return { name, contentType, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) }
}

const methods = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
  PATCH: RequestMethod.Patch,
  DELETE: RequestMethod.Delete,
} as const

/** Discord counts by method and route, and by the first id in it. */
function keyOf(method: Method, path: string): string {
  const [, first = '', major = '', ...rest] = path.split('/')
  return [method, first, major, ...rest.map((part) => part.replace(/^\d+$/, ':id'))].join('/')
}

/** Whether it may be asked for again at once: it passes by itself, and a second time does no harm. */
function isWorthAnother(method: Method, { status, certain }: DiscordTrouble): boolean {
  if (status !== 0 && status < 500) return false
  return method !== 'POST' || certain
}

/** What somebody who runs the service can mend, or wants to know of; closed private messages are no news. */
function worthALine({ status, code }: DiscordTrouble): boolean {
  if (status === 0 || status >= 500 || status === 401) return true
  if (status !== 403) return code === codes.invalidForm
  return code !== codes.closedTalk && code !== codes.noMutualServer
}

import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Log } from '#src/chat/adapting/log.ts'
import { Replays } from '#src/chat/adapting/replays.ts'
import { UnderWay } from '#src/chat/adapting/under-way.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type {
  ChatAdapter,
  Inbox,
  Language,
  Later,
  Member,
  Posting,
  Ref,
  Said,
  Source,
} from '#src/chat/contract.ts'
import { Application } from './doors/application.ts'
import { deliver } from './doors/deliver.ts'
import { Gateway } from './doors/gateway.ts'
import { HttpDoor } from './doors/http-door.ts'
import { registerCommands } from './doors/register-commands.ts'
import type { Desk } from './listen/desk.ts'
import { type Handle, handlerOf } from './listen/handle.ts'
import { Channels } from './people/channels.ts'
import { Guilds } from './people/guilds.ts'
import { People } from './people/people.ts'
import { DiscordApi } from './send/discord-api.ts'
import { downloadFile } from './send/download-file.ts'
import { Pace } from './send/pace.ts'
import { Sender } from './send/sender.ts'

/** What the environment says about Discord. */
export interface DiscordConfig {
  readonly token: string
  /** Undefined: the token says it. */
  readonly applicationId?: string | undefined
  /** With it Discord reaches the service over HTTP; without it the service reaches Discord. */
  readonly publicKey?: string | undefined
  /** Ends in `/api`, without a version. */
  readonly apiUrl: string
}

export interface DiscordParts {
  readonly config: DiscordConfig
  readonly book: ChatBook
  readonly log: Log
  readonly now: () => number
  readonly baseUrl: () => string
  /** What is spoken where nothing else is known; French unless given. */
  readonly language?: Language
  /** How long an answer is waited for before Discord hears that it is coming; 1.8 s unless given. */
  readonly quickMs?: number
  /** Of the gateway: how often the right to be connected is renewed, and how long it may be without a session. */
  readonly gateway?: { readonly everyMs?: number; readonly patienceMs?: number }
}

/** Discord: one bot on any number of servers, over its gateway or over HTTP. */
export class DiscordAdapter implements ChatAdapter {
  readonly platform = 'discord'
  readonly groupsBySource = true
  readonly #parts: DiscordParts
  readonly #api: DiscordApi
  readonly #application: Application
  readonly #guilds: Guilds
  readonly #sender: Sender
  readonly #channels: Channels
  readonly #underWay = new UnderWay()
  readonly #replays = new Replays()
  readonly #handle: Handle
  readonly #door: HttpDoor | undefined
  readonly #gateway: Gateway | undefined
  #stopping = new AbortController()
  #inbox: Inbox | undefined

  constructor(parts: DiscordParts) {
    this.#parts = parts
    const { config, book, log, now } = parts
    this.#api = new DiscordApi({ config, log, now })
    const calling = { api: this.#api, book, log, now }
    this.#application = new Application(calling, config)
    this.#guilds = new Guilds(calling)
    const people = new People({ ...calling, roster: book.roster })
    this.#sender = new Sender({ ...calling, pace: new Pace({ now }) })
    this.#channels = new Channels({
      ...calling,
      people,
      sender: this.#sender,
      applicationId: () => this.#application.id(),
    })
    this.#handle = handlerOf(this.#desk(people))
    const { publicKey } = config
    if (publicKey === undefined) this.#gateway = this.#newGateway()
    else this.#door = this.#newDoor(publicKey)
  }

  /** Adds the route by which Discord reaches the service, in a scope of its own, and before the server listens. */
  async plugin(server: FastifyInstance): Promise<void> {
    await server.register(async (scope) => this.#door?.routes(scope))
  }

  /** Does not wait for Discord: the service is there without it, and says so (`status`). */
  async start(inbox: Inbox): Promise<void> {
    this.#inbox = inbox
    this.#stopping = new AbortController()
    const { book, log } = this.#parts
    const registering = { api: this.#api, notes: book.notes, application: this.#application, log }
    void this.#underWay.add(registerCommands(registering, this.#stopping.signal))
    this.#gateway?.start()
    this.#door?.start()
    // The gateway names the servers that the bot is on as soon as it connects.
    if (this.#door) void this.#underWay.add(this.#guilds.start(undefined, this.#stopping.signal))
  }

  hasten(): void {
    this.#stopping.abort()
    this.#sender.hasten()
    this.#api.hasten()
  }

  async stop(): Promise<void> {
    this.#door?.stop()
    this.hasten()
    await this.#gateway?.stop()
    await this.#underWay.end()
    await this.#api.stop()
    this.#inbox = undefined
  }

  readonly status = (): { readonly ok: boolean; readonly detail: string } => {
    const { refused } = this.#api
    if (refused !== undefined) return { ok: false, detail: refused }
    return this.#gateway?.status ?? { ok: true, detail: this.#httpDetail() }
  }

  post(channel: Ref, said: Said, posting: Posting): Promise<Ref> {
    return this.#sender.post(channel, said, posting)
  }

  update(message: Ref, said: Said): Promise<void> {
    return this.#sender.update(message, said)
  }

  tell(member: Ref, channel: Ref, said: Said, posting: Posting): Promise<Ref> {
    return this.#sender.tell(member, channel, said, posting)
  }

  members(channel: Ref): Promise<readonly Member[]> {
    return this.#channels.members(channel)
  }

  turn(channel: Ref, message?: Ref): Promise<Later | undefined> {
    return this.#sender.turn(channel, message)
  }

  sources(channel: Ref): Promise<readonly Source[]> {
    return this.#channels.sources(channel)
  }

  #httpDetail(): string {
    if (this.#door?.askedAt !== undefined) return 'HTTP: Discord comes here'
    const address = `${this.#parts.baseUrl()}/discord/interactions`
    return `HTTP: Discord has not come yet; in the portal, set the Interactions Endpoint URL to ${address}`
  }

  #newDoor(publicKey: string): HttpDoor {
    const { log, now } = this.#parts
    return new HttpDoor({ publicKey, handle: this.#handle, underWay: this.#underWay, log, now })
  }

  #newGateway(): Gateway {
    const { config, book, log, now, gateway = {} } = this.#parts
    return new Gateway({
      ...gateway,
      config,
      application: this.#application,
      book,
      log,
      now,
      onInteraction: (raw) => this.#deliver(raw),
      onGuilds: (event) =>
        void this.#underWay.add(this.#guilds.start(guildsIn(event), this.#stopping.signal)),
    })
  }

  // After a RESUME, Discord sends again what it is not sure about.
  #deliver(raw: unknown): void {
    const id = z.looseObject({ id: z.string() }).safeParse(raw).data?.id
    const { log, now } = this.#parts
    const until = now() + replayMs
    if (id === undefined || this.#replays.isRepeat(id, { until, now: now() })) return
    void this.#underWay.add(deliver({ handle: this.#handle, api: this.#api, log }, raw))
  }

  #desk(people: People): Desk {
    const { config, book, log, now, language = 'fr', quickMs = 1800 } = this.#parts
    return {
      inbox: () => {
        if (!this.#inbox) throw new Error('The adapter has not started, or has stopped.')
        return this.#inbox
      },
      book,
      api: this.#api,
      people,
      guilds: this.#guilds,
      channels: this.#channels,
      download: (file) => downloadFile(config, file),
      language,
      log,
      now,
      quickMs,
    }
  }
}

// As long as the token of an interaction is good.
const replayMs = 15 * 60_000

const guildsSchema = z.looseObject({
  guilds: z.array(z.looseObject({ id: z.string().regex(/^\d{1,20}$/) })),
})

function guildsIn(event: unknown): readonly string[] {
  return guildsSchema.safeParse(event).data?.guilds.map(({ id }) => id) ?? []
}

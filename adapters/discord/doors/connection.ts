import {
  Client,
  type ClientOptions,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Options,
} from 'discord.js'
import type { Log } from '#src/chat/adapting/log.ts'
import { ownAgent } from '../send/own-agent.ts'
import { type Ending, endingOfClose, endingOfFailure } from './endings.ts'
import { Stoppable } from './stoppable.ts'

/**
 * One connection to the gateway, with its RESUMEs, until it is lost for good. discord.js tries again twice a second without
 * end: after a few attempts, or when nothing comes of them, this one ends, and its owner waits before the next.
 */
export class GatewayConnection {
  readonly #options: ConnectionOptions
  readonly #stoppable: Stoppable
  readonly #agent = ownAgent()
  readonly #client: Client
  readonly #ended = Promise.withResolvers<Ending>()
  readonly #closing = new AbortController()
  #watch: NodeJS.Timeout | undefined
  #attempts = 0
  #isUp = false
  #wasUp = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#stoppable = new Stoppable(options.log)
    this.#client = new Client(this.#clientOptions())
    this.#listen()
  }

  /** How it ended: comes once, and only by itself. */
  get ended(): Promise<Ending> {
    return this.#ended.promise
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Whether it ever was. */
  get wasUp(): boolean {
    return this.#wasUp
  }

  open(): void {
    this.#expect()
    this.#client
      .login(this.#options.token)
      .catch((failure: unknown) => this.#end(endingOfFailure(failure)))
  }

  /** Leaves nothing behind. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#end({ kind: 'lost' })
    await this.#stoppable.stop(this.#client)
    await this.#agent.destroy()
  }

  #clientOptions(): ClientOptions {
    const { apiUrl, identify } = this.#options
    return {
      // Clicks need no intent; this one tells of servers that the bot is invited to. Those that must be granted would keep the
      // whole bot out where they are not.
      intents: [GatewayIntentBits.Guilds],
      rest: { api: apiUrl, version: '10', timeout: 5000, retries: 1, agent: this.#agent },
      // What it reads is kept nowhere: everything is asked when it is needed.
      makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, ...nothingKept }),
      ws: {
        buildStrategy: this.#stoppable.buildStrategy,
        buildIdentifyThrottler: () => ({
          waitForIdentify: async (_shard, signal) => {
            clearTimeout(this.#watch)
            await identify(AbortSignal.any([signal, this.#closing.signal]))
            this.#expect()
          },
        }),
      },
    }
  }

  #listen(): void {
    const { log, onInteraction, onGuilds } = this.#options
    const client = this.#client
    client.ws.on(GatewayDispatchEvents.Ready, (ready: unknown) => {
      this.#up()
      onGuilds(ready)
    })
    client.ws.on(GatewayDispatchEvents.Resumed, () => this.#up())
    client.ws.on(GatewayDispatchEvents.GuildCreate, (guild: unknown) =>
      onGuilds({ guilds: [guild] }),
    )
    client.ws.on(GatewayDispatchEvents.InteractionCreate, onInteraction)
    client.on(Events.ShardReconnecting, () => this.#down())
    client.on(Events.ShardDisconnect, ({ code }) => this.#end(endingOfClose(code)))
    // Without a listener an error would end the process; what they say comes by the other events too.
    client.on(Events.Error, () => log.warn({}, 'discord.js reported an error'))
    client.on(Events.ShardError, () => undefined)
  }

  #up(): void {
    clearTimeout(this.#watch)
    this.#attempts = 0
    this.#isUp = true
    this.#wasUp = true
    this.#options.onChange()
  }

  #down(): void {
    this.#isUp = false
    this.#attempts++
    this.#options.onChange()
    if (this.#attempts > mostAttempts) this.#end({ kind: 'lost' })
    else if (this.#attempts === 1) this.#expect()
  }

  // A login that stays without an answer is never given up by discord.js.
  #expect(): void {
    clearTimeout(this.#watch)
    if (this.#closing.signal.aborted) return
    const { patienceMs = 30_000 } = this.#options
    this.#watch = setTimeout(() => this.#end({ kind: 'lost' }), patienceMs)
  }

  #end(ending: Ending): void {
    clearTimeout(this.#watch)
    this.#isUp = false
    this.#ended.resolve(ending)
  }
}

const mostAttempts = 4

const nothingKept = {
  ApplicationCommandManager: 0,
  GuildMemberManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ThreadManager: 0,
  ThreadMemberManager: 0,
  UserManager: 0,
  VoiceStateManager: 0,
}

interface ConnectionOptions {
  readonly token: string
  readonly apiUrl: string
  readonly log: Log
  /** Waits for the turn of an IDENTIFY, and counts it. */
  readonly identify: (signal: AbortSignal) => Promise<void>
  readonly onInteraction: (interaction: unknown) => void
  /** Of READY, or of a server that came later. */
  readonly onGuilds: (event: unknown) => void
  /** It came up or went down. */
  readonly onChange: () => void
  /** How long it may be without a session. */
  readonly patienceMs?: number
}

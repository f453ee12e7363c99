import { randomUUID } from 'node:crypto'
import { setTimeout as timer } from 'node:timers/promises'
import type { Log } from '#src/chat/adapting/log.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import { factsOf } from '../listen/facts-of.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import type { Application } from './application.ts'
import { GatewayConnection } from './connection.ts'
import { type Ending, tokenRefused } from './endings.ts'
import { IdentifyBudget } from './identify-budget.ts'
import { Lease } from './lease.ts'
import { backOffMs, longestPauseMs, pause } from './pause.ts'

/**
 * Discord reached from inside a firewall: one connection, by one of all the processes that have the token. It connects in the
 * background, for the service is there without Discord as well.
 */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #holder = randomUUID()
  #stopping = new AbortController()
  #running: Promise<void> | undefined
  #connection: GatewayConnection | undefined
  #lease: Lease | undefined
  #waiting: string | undefined
  #problem: string | undefined
  #silentSince: string | undefined

  constructor(options: GatewayOptions) {
    this.#options = options
  }

  start(): void {
    this.#stopping = new AbortController()
    this.#running = this.#run(this.#stopping.signal)
  }

  /** Leaves no connection, and nothing that would make one. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
    this.#waiting = undefined
  }

  get status(): { readonly ok: boolean; readonly detail: string } {
    if (this.#waiting !== undefined) return { ok: true, detail: this.#waiting }
    if (this.#silentSince !== undefined) return { ok: false, detail: this.#silentSince }
    if (this.#connection?.isUp) return { ok: true, detail: 'gateway: connected' }
    return { ok: false, detail: this.#problem ?? 'gateway: reconnecting' }
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      const { wasUp, ending } = await this.#once(signal)
      if (signal.aborted) return
      failures = wasUp ? 1 : failures + 1
      this.#note(ending)
      await pause(pauseAfter(ending, failures, this.#options.now()), signal)
    }
  }

  async #once(signal: AbortSignal): Promise<Ended> {
    try {
      const application = await this.#options.application.id()
      const lease = await this.#turn(application, signal)
      if (!lease) return { wasUp: false, ending: { kind: 'lost' } }
      try {
        return await this.#connected(application, lease, signal)
      } finally {
        await lease.drop()
      }
    } catch (failure) {
      // Cut off by the stop, as likely as not.
      const ending: Ending = signal.aborted ? { kind: 'lost' } : this.#endingOf(failure)
      return { wasUp: false, ending }
    }
  }

  // Undefined: it was told to stop before it was its turn.
  async #turn(application: string, signal: AbortSignal): Promise<Lease | undefined> {
    const { book, everyMs = 5000 } = this.#options
    const lease = new Lease({
      leases: book.leases,
      name: `discord:gateway:${application}`,
      holder: this.#holder,
      everyMs,
      forMs: 3 * everyMs,
    })
    while (!(await lease.take())) {
      this.#waiting = 'gateway: standing by, another process is connected'
      await pause(everyMs, signal)
      if (signal.aborted) return undefined
    }
    this.#waiting = undefined
    this.#lease = lease
    return lease
  }

  async #connected(application: string, lease: Lease, signal: AbortSignal): Promise<Ended> {
    const { book, log, now } = this.#options
    const budget = new IdentifyBudget({ notes: book.notes, application, log, now })
    const over = new AbortController()
    const either = AbortSignal.any([signal, over.signal])
    try {
      const released = lease.keep(either).then((): Ending => ({ kind: 'lost' }))
      await Promise.race([budget.ready(either), released])
      if (signal.aborted || !lease.isHeld) return { wasUp: false, ending: { kind: 'lost' } }
      void this.#watchSilence(either)
      return await this.#untilItEnds(this.#connect(budget), released)
    } finally {
      over.abort()
      this.#silentSince = undefined
    }
  }

  async #untilItEnds(connection: GatewayConnection, released: Promise<Ending>): Promise<Ended> {
    const ending = await Promise.race([connection.ended, released])
    const { wasUp } = connection
    this.#connection = undefined
    await connection.close()
    return { wasUp, ending }
  }

  #connect(budget: IdentifyBudget): GatewayConnection {
    const { config, log, onGuilds, patienceMs } = this.#options
    const connection = new GatewayConnection({
      ...config,
      log,
      identify: (signal) => budget.spend(signal),
      onInteraction: (interaction) => this.#receive(interaction),
      onGuilds,
      onChange: () => this.#changed(connection),
      ...(patienceMs === undefined ? {} : { patienceMs }),
    })
    this.#connection = connection
    connection.open()
    return connection
  }

  #changed(connection: GatewayConnection): void {
    const { log } = this.#options
    const before = this.#problem
    this.#problem = connection.isUp ? undefined : sayEnding({ kind: 'lost' })
    if (connection.isUp) log.info({}, 'connected to Discord')
    else if (before === undefined) log.warn({}, 'the connection to Discord is lost, trying again')
  }

  #receive(interaction: unknown): void {
    // After a pause of the whole process another one may be connected, and have answered it.
    if (!this.#lease?.isHeld) return
    this.#silentSince = undefined
    this.#options.onInteraction(interaction)
  }

  // Where the portal names an address, Discord sends nothing over the gateway.
  async #watchSilence(signal: AbortSignal): Promise<void> {
    const { application, log, silenceMs = 3_600_000 } = this.#options
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const endpoint = await application.endpoint().catch(() => undefined)
      if (signal.aborted) return
      const isElsewhere = typeof endpoint === 'string' && endpoint !== ''
      if (isElsewhere && this.#silentSince === undefined) log.warn({}, sentElsewhere)
      this.#silentSince = isElsewhere ? sentElsewhere : undefined
      await timer(isFirst ? Math.min(silenceMs, 600_000) : silenceMs, undefined, { signal }).catch(
        () => undefined,
      )
    }
  }

  #endingOf(failure: unknown): Ending {
    if (failure instanceof DiscordTrouble && failure.status === 401)
      return { kind: 'refused', problem: tokenRefused }
    this.#options.log.warn(factsOf(failure), 'the gateway of Discord could not be reached')
    return { kind: 'lost' }
  }

  // Said once, not at each attempt.
  #note(ending: Ending): void {
    const problem = sayEnding(ending)
    if (problem !== this.#problem) this.#options.log.warn({}, problem)
    this.#problem = problem
  }
}

interface Ended {
  readonly wasUp: boolean
  readonly ending: Ending
}

interface GatewayOptions {
  readonly config: { readonly token: string; readonly apiUrl: string }
  readonly application: Pick<Application, 'id' | 'endpoint'>
  readonly book: Pick<ChatBook, 'leases' | 'notes'>
  readonly log: Log
  readonly now: () => number
  readonly onInteraction: (interaction: unknown) => void
  readonly onGuilds: (event: unknown) => void
  /** How often the right to be connected is renewed, and asked for while another process has it. */
  readonly everyMs?: number
  readonly patienceMs?: number
  /** How often Discord is asked whether it sends what people do elsewhere. */
  readonly silenceMs?: number
}

const sentElsewhere =
  'Discord sends what people do to the Interactions Endpoint URL of the portal, and nothing here: empty that field, or set DISCORD_PUBLIC_KEY.'

function pauseAfter(ending: Ending, failures: number, now: number): number {
  switch (ending.kind) {
    case 'lost':
      return backOffMs(failures)
    case 'later':
      return Math.max(ending.at - now, backOffMs(failures))
    case 'refused':
      return longestPauseMs
  }
}

function sayEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'lost':
      return 'gateway: reconnecting'
    case 'later':
      return `gateway: Discord takes no more connections before ${new Date(ending.at).toISOString()}`
    case 'refused':
      return `gateway: refused. ${ending.problem}`
  }
}

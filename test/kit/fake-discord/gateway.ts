import { GatewayIntentBits } from 'discord.js'
import type { WebSocket } from '@fastify/websocket'
import { z } from 'zod'
import { guildCreate, userPayload } from './payloads.ts'
import type { World } from './world.ts'

const frame = z.looseObject({ op: z.int(), d: z.unknown() })
const identify = z.looseObject({
  token: z.string(),
  intents: z.int(),
  compress: z.boolean().optional(),
  properties: z.looseObject({ os: z.string(), browser: z.string(), device: z.string() }),
  shard: z.tuple([z.int(), z.int()]).optional(),
})
const resume = z.looseObject({ token: z.string(), session_id: z.string(), seq: z.int() })

interface Packet {
  readonly op: 0
  readonly t: string
  readonly d: unknown
  readonly s: number
}

interface Session {
  readonly id: string
  readonly backlog: Packet[]
  socket: WebSocket | undefined
}

const { GuildMembers, GuildPresences, MessageContent } = GatewayIntentBits
const privileged = GuildMembers | GuildPresences | MessageContent

/** The gateway v10 in JSON: sessions that outlive their connection, and are replayed to whoever resumes them. */
export class Gateway {
  readonly #world: World
  readonly #sockets = new Set<WebSocket>()
  readonly #sessions = new Map<string, Session>()
  /** What came with each IDENTIFY and each RESUME. */
  readonly identifies: z.output<typeof identify>[] = []
  readonly resumes: z.output<typeof resume>[] = []
  /** Every connection, even one that said nothing. */
  connections = 0
  heartbeats = 0
  /** The interval of those who connect from here on. */
  heartbeatMs = 20_000
  /** False: heartbeats are not acknowledged. */
  acknowledges = true
  /** False: no HELLO comes. */
  greets = true
  /** Of the portal's three switches, those that are on. */
  allowedIntents = 0
  sessionLimit = { total: 1000, remaining: 1000, resetAfterMs: 14_400_000 }
  /** Refuses the upgrade to a websocket with that status. */
  refuseUpgrade: number | undefined
  #refuseIdentify: number | undefined

  constructor(world: World) {
    this.#world = world
  }

  get origin(): string {
    return this.#world.origin.replace('http', 'ws')
  }

  /** Connections that are open and identified. */
  get open(): number {
    return [...this.#sessions.values()].filter(({ socket }) => socket?.readyState === 1).length
  }

  /** Connections that are open, identified or not. */
  get openSockets(): number {
    return this.#sockets.size
  }

  /** Closes the next and all further IDENTIFYs with that code; undefined: takes them again. */
  refuseIdentify(code: number | undefined): void {
    this.#refuseIdentify = code
  }

  /** Closes all connections; with 1000 or 1001 as the client itself would, else they may resume. */
  drop(code = 4000): void {
    for (const socket of this.#sockets) socket.close(code)
  }

  /** Cuts all connections without a word. */
  kill(): void {
    for (const socket of this.#sockets) socket.terminate()
  }

  /** Op 7. */
  askToReconnect(): void {
    this.#toAll({ op: 7, d: null })
  }

  /** Op 9. What cannot be resumed is forgotten. */
  invalidate(isResumable = false): void {
    this.#toAll({ op: 9, d: isResumable })
    if (!isResumable) this.#sessions.clear()
  }

  /** Sends a frame as it is, for hostile input. */
  sendRaw(text: string): void {
    for (const socket of this.#sockets) socket.send(text)
  }

  /** An event, to every session: whoever is away gets it when it resumes. */
  dispatch(t: string, d: unknown): void {
    for (const session of this.#sessions.values()) this.#emit(session, t, d)
  }

  accept(socket: WebSocket): void {
    this.connections++
    this.#sockets.add(socket)
    // A connection that breaks is closed next.
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      this.#sockets.delete(socket)
      const session = [...this.#sessions.values()].find((one) => one.socket === socket)
      if (!session) return
      session.socket = undefined
      // A client that says goodbye so ends its session.
      if (code === 1000 || code === 1001) this.#sessions.delete(session.id)
    })
    socket.on('message', (data: Buffer) => this.#hear(socket, data.toString()))
    if (this.greets) send(socket, { op: 10, d: { heartbeat_interval: this.heartbeatMs } })
  }

  async close(): Promise<void> {
    const goodbyes = [...this.#sockets].map(async (socket) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      socket.once('close', () => resolve())
      socket.terminate()
      await promise
    })
    await Promise.all(goodbyes)
  }

  #hear(socket: WebSocket, text: string): void {
    const { op, d } = frame.parse(JSON.parse(text))
    if (op === 1) return this.#beat(socket)
    if (op === 2) return this.#identify(socket, identify.parse(d))
    if (op === 6) return this.#resume(socket, resume.parse(d))
    if (op === 8)
      // Whoever asks for all members needs the privileged intent.
      return socket.close(4014, 'Disallowed intent(s).')
    if (op !== 3 && op !== 4) socket.close(4001, 'Unknown opcode.')
  }

  #beat(socket: WebSocket): void {
    this.heartbeats++
    if (this.acknowledges) send(socket, { op: 11, d: null })
  }

  #identify(socket: WebSocket, asked: z.output<typeof identify>): void {
    this.identifies.push(asked)
    const code = this.#refusal(asked)
    if (code !== undefined) return socket.close(code)
    this.sessionLimit.remaining--
    const session: Session = { id: this.#world.secret(), backlog: [], socket }
    this.#sessions.set(session.id, session)
    const bot = this.#world.users.get(this.#world.botId)
    const guilds = [...this.#world.guilds.values()]
    this.#emit(session, 'READY', {
      v: 10,
      user: bot && userPayload(bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: `${this.origin}/resume`,
      shard: asked.shard ?? [0, 1],
      application: { id: this.#world.applicationId, flags: 0 },
    })
    for (const guild of guilds) this.#emit(session, 'GUILD_CREATE', guildCreate(this.#world, guild))
  }

  #refusal({ token, intents }: z.output<typeof identify>): number | undefined {
    if (this.#refuseIdentify !== undefined) return this.#refuseIdentify
    if (token !== this.#world.token) return 4004
    return intents & privileged & ~this.allowedIntents ? 4014 : undefined
  }

  #resume(socket: WebSocket, asked: z.output<typeof resume>): void {
    this.resumes.push(asked)
    if (asked.token !== this.#world.token) return socket.close(4004)
    const session = this.#sessions.get(asked.session_id)
    if (!session) return send(socket, { op: 9, d: false })
    if (asked.seq > session.backlog.length) return socket.close(4007, 'Invalid seq.')
    // After an op 9 it is the same connection that goes on.
    if (session.socket !== socket) session.socket?.close(4000)
    session.socket = socket
    for (const packet of session.backlog) if (packet.s > asked.seq) send(socket, packet)
    this.#emit(session, 'RESUMED', {})
  }

  #emit(session: Session, t: string, d: unknown): void {
    const packet: Packet = { op: 0, t, d, s: session.backlog.length + 1 }
    session.backlog.push(packet)
    if (session.socket?.readyState === 1) send(session.socket, packet)
  }

  #toAll(sent: Readonly<Record<string, unknown>>): void {
    for (const socket of this.#sockets) send(socket, sent)
  }
}

function send(socket: WebSocket, sent: Readonly<Record<string, unknown>> | Packet): void {
  socket.send(JSON.stringify({ s: null, t: null, ...sent }))
}

import { EventEmitter, once } from 'node:events'
import { connect, createServer, type Server, type Socket, type TcpNetConnectOpts } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'

/** Where the proxy passes on to: an address, or the path of a unix socket. */
export type Target = { readonly host: string; readonly port: number } | { readonly path: string }

/** Which way bytes go: from the client to the target, or back. */
export type Way = 'toTarget' | 'toClient'

/** What is wrong with the line. None of it: everything passes. */
export interface Faults {
  /** Each piece waits that long before it is passed on. */
  readonly delayMs?: number
  /** What passes in a second, in each direction. */
  readonly bytesPerSecond?: number
  /** Half-open: nothing passes that way, closing neither. What was held back passes once this ends. */
  readonly silent?: Way | 'both'
  /** Each connection ends after that many bytes. */
  readonly cut?: {
    readonly way: Way
    readonly afterBytes: number
    readonly by: 'reset' | 'end'
  }
  /** Resets a connection once this text is about to pass, `times` times in all. */
  readonly trap?: Trap
}

export interface Trap {
  readonly way: Way
  readonly text: string
  /** Whether the text still passes. */
  readonly passes: boolean
  readonly times: number
}

export interface ProxyCounts {
  /** Connections taken so far. */
  connections: number
  /** Connections ended by `cut`, by `trap` and by `reset()`. */
  cut: number
  trapped: number
  reset: number
  toTarget: number
  toClient: number
}

/** A proxy on loopback that closes with the test. */
export async function openFaultProxy(
  t: Pick<Test, 'teardown'>,
  target: Target,
): Promise<FaultProxy> {
  const proxy = new FaultProxy(target)
  await proxy.accept()
  t.teardown(() => proxy.close())
  return proxy
}

/**
 * A TCP line between a client and a target that goes wrong as it is told to. Faults may change while it runs and hold
 * for open connections too.
 */
export class FaultProxy {
  readonly host = '127.0.0.1'
  readonly counts: ProxyCounts = {
    connections: 0,
    cut: 0,
    trapped: 0,
    reset: 0,
    toTarget: 0,
    toClient: 0,
  }
  readonly #target: Target
  readonly #lines = new Set<Line>()
  readonly #state = new LineState()
  #server: Server | undefined
  #port = 0

  constructor(target: Target) {
    this.#target = target
  }

  /** Where clients connect; stays the same for the proxy's life. */
  get port(): number {
    return this.#port
  }

  /** Connections open at this moment. */
  get open(): number {
    return this.#lines.size
  }

  /** Replaces what was wrong; without anything, all is well again. */
  set(faults: Faults = {}): void {
    this.#state.set(faults)
  }

  /** Ends every open connection with an RST to both sides. */
  reset(): void {
    this.counts.reset += this.#lines.size
    for (const line of this.#lines) line.end('reset')
  }

  /** Nobody listens any more; open connections go on. */
  async refuse(): Promise<void> {
    this.#server?.close()
    this.#server = undefined
  }

  /** Listens, again on the same port. */
  async accept(): Promise<void> {
    if (this.#server) return
    const server = createServer({ allowHalfOpen: true }, (client) => this.#take(client))
    this.#server = server
    server.listen(this.#port, this.host)
    await once(server, 'listening')
    const address = server.address()
    if (typeof address === 'object' && address) this.#port = address.port
  }

  async close(): Promise<void> {
    await this.refuse()
    for (const line of this.#lines) line.end('reset')
  }

  #take(client: Socket): void {
    this.counts.connections += 1
    const line = new Line(client, connect(asOptions(this.#target)), {
      state: this.#state,
      counts: this.counts,
    })
    this.#lines.add(line)
    line.gone.addEventListener('abort', () => this.#lines.delete(line))
  }
}

function asOptions(target: Target) {
  const options: Partial<TcpNetConnectOpts> = { allowHalfOpen: true, noDelay: true }
  return { ...options, ...target }
}

/** The faults of the moment, and who waits for them to change. */
class LineState {
  faults: Faults = {}
  trapsLeft = 0
  readonly #changes = new EventEmitter().setMaxListeners(0)

  set(faults: Faults): void {
    this.faults = faults
    this.trapsLeft = faults.trap?.times ?? 0
    this.#changes.emit('change')
  }

  /** Resolves once bytes may pass; rejects when the signal aborts. */
  async passable(way: Way, signal: AbortSignal): Promise<void> {
    while (this.faults.silent === way || this.faults.silent === 'both')
      await once(this.#changes, 'change', { signal })
  }
}

interface LineParts {
  readonly state: LineState
  readonly counts: ProxyCounts
}

/** One connection and its continuation to the target. */
class Line {
  readonly #client: Socket
  readonly #target: Socket
  readonly #parts: LineParts
  readonly #end = new AbortController()

  constructor(client: Socket, target: Socket, parts: LineParts) {
    this.#client = client
    this.#target = target
    this.#parts = parts
    client.setNoDelay(true)
    // The pumps meet the same errors.
    for (const socket of [client, target]) socket.on('error', () => undefined)
    void this.#run()
  }

  /** Aborts when the line has ended. */
  get gone(): AbortSignal {
    return this.#end.signal
  }

  end(by: 'reset' | 'end'): void {
    if (this.gone.aborted) return
    this.#end.abort()
    for (const socket of [this.#client, this.#target])
      if (by === 'end') socket.destroySoon()
      else resetOrDestroy(socket)
  }

  async #run(): Promise<void> {
    try {
      await Promise.all([
        this.#pump('toTarget', this.#client, this.#target),
        this.#pump('toClient', this.#target, this.#client),
      ])
      this.end('end')
    } catch {
      await this.#hearOfIt()
      this.end('reset')
    }
  }

  // One side broke off. Whoever is at the other end of a silent line does not hear of it.
  async #hearOfIt(): Promise<void> {
    const { state } = this.#parts
    for (const way of ['toTarget', 'toClient'] as const)
      await state.passable(way, this.gone).catch(() => undefined)
  }

  async #pump(way: Way, from: Socket, to: Socket): Promise<void> {
    const { state } = this.#parts
    const seen = { bytes: 0, tail: '' }
    for await (const chunk of from.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue
      await this.#passChunk(way, { chunk, to, seen })
      if (this.gone.aborted) return
    }
    await state.passable(way, this.gone)
    to.end()
  }

  async #passChunk(way: Way, { chunk, to, seen }: Passing): Promise<void> {
    const { state, counts } = this.#parts
    const { trap } = state.faults
    const text = seen.tail + chunk.toString('latin1')
    const isTrapped = trap?.way === way && state.trapsLeft > 0 && text.includes(trap.text)
    seen.tail = trap ? text.slice(Math.max(0, text.length - trap.text.length + 1)) : ''
    if (isTrapped) state.trapsLeft -= 1
    if (!isTrapped || trap.passes) await this.#passSlowly(way, { chunk, to, seen })
    if (!isTrapped) return
    counts.trapped += 1
    this.end('reset')
  }

  async #passSlowly(way: Way, { chunk, to, seen }: Passing): Promise<void> {
    const { state } = this.#parts
    for (let rest = chunk; rest.length > 0 && !this.gone.aborted;) {
      const { bytesPerSecond, delayMs } = state.faults
      const size = bytesPerSecond
        ? Math.max(1, Math.ceil(bytesPerSecond / dripsPerSecond))
        : rest.length
      const piece = rest.subarray(0, size)
      rest = rest.subarray(size)
      if (bytesPerSecond) await wait(1000 / dripsPerSecond, undefined, { signal: this.gone })
      if (delayMs) await wait(delayMs, undefined, { signal: this.gone })
      await state.passable(way, this.gone)
      await this.#pass(way, { chunk: piece, to, seen })
    }
  }

  async #pass(way: Way, { chunk, to, seen }: Passing): Promise<void> {
    const { state, counts } = this.#parts
    const cut = state.faults.cut?.way === way ? state.faults.cut : undefined
    const room = cut ? Math.max(0, cut.afterBytes - seen.bytes) : Number.POSITIVE_INFINITY
    const piece = chunk.subarray(0, room)
    seen.bytes += piece.length
    counts[way] += piece.length
    if (piece.length > 0) await written(to, piece)
    if (!cut || chunk.length < room) return
    counts.cut += 1
    this.end(cut.by)
  }
}

const dripsPerSecond = 50

interface Passing {
  readonly chunk: Buffer
  readonly to: Socket
  /** Of this connection, this way. */
  readonly seen: { bytes: number; tail: string }
}

function written(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    to.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

// A unix socket knows no RST.
function resetOrDestroy(socket: Socket): void {
  if (socket.remoteFamily === undefined && !socket.connecting) socket.destroy()
  else socket.resetAndDestroy()
}

/** People who keep the page of their room open, one of them leaving and coming back at a time. */
export class Listeners {
  frames = 0
  /** Sockets that the service closed, which it has no reason to. */
  dropped = 0
  reconnected = 0
  readonly #open: (() => WebSocket)[]
  readonly #sockets: WebSocket[] = []
  #next = 0

  constructor(live: URL, tokens: readonly string[]) {
    this.#open = tokens.map((token) => () => {
      const { origin } = new URL(live.href.replace('ws', 'http'))
      return new WebSocket(live, { headers: { origin, cookie: `cordee-session=${token}` } })
    })
  }

  get size(): number {
    return this.#sockets.length
  }

  async open(): Promise<void> {
    for (const [index] of this.#open.entries()) await this.#connect(index)
  }

  async reconnectOne(): Promise<void> {
    const index = (this.#next += 1) % this.#open.length
    await disconnect(this.#sockets[index])
    await this.#connect(index)
    this.reconnected += 1
  }

  async close(): Promise<void> {
    await Promise.all(this.#sockets.map(disconnect))
  }

  async #connect(index: number): Promise<void> {
    const socket = this.#open[index]?.()
    if (!socket) return
    this.#sockets[index] = socket
    socket.addEventListener('message', () => (this.frames += 1))
    socket.addEventListener('close', ({ code }) => {
      if (code !== leaving) this.dropped += 1
    })
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('error', () => reject(new Error('A socket was refused.')))
    })
  }
}

const leaving = 1000

async function disconnect(socket: WebSocket | undefined): Promise<void> {
  if (!socket || socket.readyState === WebSocket.CLOSED) return
  const closed = new Promise((resolve) => {
    socket.addEventListener('close', resolve)
  })
  socket.close(leaving)
  await closed
}

import { closing, type Socket } from './socket.ts'

/** Who listens at a socket. */
export interface Listener {
  readonly socket: Socket
  /** Sockets of one owner are counted together. */
  readonly owner: string
  /** Whether the owner may still listen; asked at each ping. */
  readonly mayStay: () => Promise<boolean>
}

const mostForOwner = 5
const mostMessages = 20
const mostBuffered = 1024 * 1024
const pingMs = 30_000

/** Open sockets, kept within bounds: not too many of one owner, none that floods, none that is dead or never reads. */
export class Sockets {
  readonly #open = new Map<Socket, Listener>()
  readonly #waiting = new Set<Socket>()
  readonly #mostForOwner: number
  readonly #timer: NodeJS.Timeout

  constructor({
    most = mostForOwner,
    everyMs = pingMs,
  }: { readonly most?: number; readonly everyMs?: number } = {}) {
    this.#mostForOwner = most
    this.#timer = setInterval(() => this.#ping(), everyMs)
    this.#timer.unref()
  }

  /** False when the socket was turned away. `onClose` runs once, when it is gone. */
  admit(listener: Listener, onClose: () => void): boolean {
    const { socket, owner } = listener
    const owned = [...this.#open.values()].filter((one) => one.owner === owner)
    if (owned.length >= this.#mostForOwner) {
      socket.close(closing.tryLater)
      return false
    }
    this.#open.set(socket, listener)
    limitMessages(socket)
    socket.on('pong', () => this.#waiting.delete(socket))
    socket.on('close', () => {
      this.#open.delete(socket)
      this.#waiting.delete(socket)
      onClose()
    })
    return true
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #ping(): void {
    for (const { socket, mayStay } of this.#open.values()) {
      if (this.#waiting.has(socket)) {
        socket.terminate()
        continue
      }
      this.#waiting.add(socket)
      socket.ping()
      mayStay().then(
        (stays) => stays || socket.close(closing.unwanted),
        // Who may stay is asked again at the next ping.
        () => undefined,
      )
    }
  }
}

/** Sends to those who read what they are sent; the others are closed. */
export function sendTo(socket: Socket, text: string): void {
  if (socket.bufferedAmount > mostBuffered) socket.close(closing.tryLater)
  else socket.send(text)
}

// Pages say nothing over the socket; a few messages are forgiven, a flood is not.
function limitMessages(socket: Socket): void {
  let since = 0
  let seen = 0
  socket.on('message', () => {
    const now = performance.now()
    if (now - since >= 1000) {
      since = now
      seen = 0
    }
    seen += 1
    if (seen > mostMessages) socket.close(closing.unwanted)
  })
}

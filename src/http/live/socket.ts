/** What we use of a websocket. */
export interface Socket {
  readonly bufferedAmount: number
  send(text: string): void
  ping(): void
  close(code: number): void
  /** Cuts the line without a farewell. */
  terminate(): void
  on(event: 'message' | 'pong' | 'close' | 'error', listener: () => void): void
}

/** Why a socket was closed, as RFC 6455 §7.4.1 numbers it. */
export const closing = { unwanted: 1008, tryLater: 1013 } as const

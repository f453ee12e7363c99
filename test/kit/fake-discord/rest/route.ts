import type { Upload } from '../write-message.ts'
import type { Gateway } from '../gateway.ts'
import type { World } from '../world.ts'

/** A call, read. */
export interface Asked {
  readonly world: World
  readonly gateway: Gateway
  /** The ids in the path, in their order. */
  readonly ids: readonly string[]
  readonly query: URLSearchParams
  readonly body: unknown
  readonly files: readonly Upload[]
}

export interface Route {
  readonly method: string
  readonly path: RegExp
  /** The token is in the path, or none is needed. */
  readonly open?: boolean
  /** Answers the body; undefined: 204. Throws DiscordError. */
  readonly play: (asked: Asked) => unknown
}

import type { Store } from '#src/storage/store.ts'
import type { Topic } from './bus.ts'

/** What every use case stands on: the database, the clock, chance, and where the service is reached. */
export interface App {
  readonly store: Store
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** 128 random bits, base64url: nothing public can be guessed or counted. */
  readonly newId: () => string
  /** Where people reach the service, without a slash at the end. */
  readonly baseUrl: string
  /** Set when badges are public: an https address that outlives them. */
  readonly publicUrl: string | undefined
  /** Seals the issuers' keys. */
  readonly masterKey: Uint8Array
  /** Tells the outbox that jobs were added, the first of them due at `dueAt`; absent: now. */
  readonly wake: (dueAt?: number) => void
  /** Hints live pages, on every node, that something changed. */
  readonly changed: (topic: Topic) => void
}

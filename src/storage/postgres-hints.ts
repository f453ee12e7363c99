import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { hintsName } from './nodes-at-work.ts'

/** A NOTIFY carries less than 8,000 bytes. */
const mostBytes = 7_000
/** Hints of one moment travel together: NOTIFY takes a lock that all commits share. */
const gatherMs = 25
const longestRetryMs = 5_000
const channel = 'cordee_hints'

export interface HintsOptions {
  /** What other nodes said has changed; undefined: something may have been missed. */
  readonly onTopics: (topics: readonly string[] | undefined) => void
  readonly onError: (error: Error) => void
}

/**
 * Tells the other nodes of a PostgreSQL what changed, by LISTEN and NOTIFY on a connection of its own, outside of
 * every transaction. Hints may be lost; after a lost connection it says so.
 */
export class PostgresHints {
  readonly #url: string
  readonly #options: HintsOptions
  readonly #node = randomBytes(6).toString('base64url')
  readonly #waiting = new Set<string>()
  #client: Client | undefined
  #flushing: NodeJS.Timeout | undefined
  #reconnecting: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false

  constructor(url: string, options: HintsOptions) {
    this.#url = url
    this.#options = options
  }

  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.#url,
      application_name: hintsName,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    })
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client))
    client.on('notification', ({ payload }) => this.#hear(payload))
    this.#client = client
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (error) {
      this.#lost(client, error instanceof Error ? error : undefined)
      return
    }
    if (this.#failures > 0) this.#options.onTopics(undefined)
    this.#failures = 0
  }

  /** Sends a topic within 25 ms, once however often it is said meanwhile. */
  send(topic: string): void {
    this.#waiting.add(topic)
    this.#flushing ??= setTimeout(() => void this.#flush(), gatherMs)
  }

  /** Sends what waits, and hears nothing more. */
  async close(): Promise<void> {
    clearTimeout(this.#reconnecting)
    if (this.#flushing) await this.#flush()
    this.#closed = true
    await this.#client?.end().catch(() => undefined)
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#flushing)
    this.#flushing = undefined
    const topics = [...this.#waiting]
    this.#waiting.clear()
    try {
      for (const some of inPieces(topics)) {
        const payload = JSON.stringify({ from: this.#node, topics: some })
        await this.#client?.query('select pg_notify($1, $2)', [channel, payload])
      }
    } catch (error) {
      // Pages look for themselves now and then.
      if (error instanceof Error) this.#options.onError(error)
    }
  }

  #hear(payload: string | undefined): void {
    const hint = parseHint(payload)
    if (hint && hint.from !== this.#node) this.#options.onTopics(hint.topics)
  }

  #lost(client: Client, error?: Error): void {
    if (this.#closed || client !== this.#client) return
    this.#client = undefined
    if (error) this.#options.onError(error)
    this.#failures += 1
    const wait = Math.min(longestRetryMs, 100 * 2 ** this.#failures)
    this.#reconnecting = setTimeout(() => void this.start(), wait)
  }
}

function inPieces(topics: readonly string[]): readonly (readonly string[])[] {
  const pieces: string[][] = []
  let room = 0
  for (const topic of topics) {
    const size = Buffer.byteLength(JSON.stringify(topic)) + 1
    if (room < size) {
      pieces.push([])
      room = mostBytes
    }
    pieces.at(-1)?.push(topic)
    room -= size
  }
  return pieces
}

function parseHint(
  payload: string | undefined,
): { readonly from: string; readonly topics: readonly string[] } | undefined {
  const hint = read(payload ?? '')
  if (typeof hint !== 'object' || hint === null || !('from' in hint) || !('topics' in hint))
    return undefined
  const { from, topics } = hint
  if (typeof from !== 'string' || !Array.isArray(topics)) return undefined
  return { from, topics: topics.filter((topic) => typeof topic === 'string') }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

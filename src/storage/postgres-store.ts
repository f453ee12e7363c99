import { fileURLToPath } from 'node:url'
import { Client, Pool, type PoolClient } from 'pg'
import { drizzleForPostgres, sql } from './drizzle.ts'
import { extendQueries } from './extend-queries.ts'
import { asUnavailable, isCollision, isConnectionTrouble } from './postgres-trouble.ts'
import * as tables from './schema.postgres.ts'
import { Turns } from './turns.ts'
import { type Db, markInside, OutcomeUnknown, refuseInside, type Store, type Tx } from './store.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations/postgres', import.meta.url))
const { drizzle, migrate } = drizzleForPostgres()

const rows = sql`jsonb_array_elements(cast(${sql.placeholder('rows')} as jsonb)) as r(value)`
const extras = { tables, rows }

/** Any number will do, as long as all nodes take the same. */
const migrationLock = 727_001
const migrationWaitMs = 60_000
/** Longest a statement, or an idle transaction, may hold its locks. */
const statementMs = 10_000
const connectMs = 5_000
/** How long a transaction is tried again while the server cannot be reached; people wait for its answer. */
const patienceMs = 3_000
const mostConnections = 10
/** Transactions at once: the other connections are for those who read. */
const mostTransactions = 8

export interface PostgresOptions {
  /** Hears of connections that broke while nobody used them. */
  readonly onError: (error: Error) => void
}

/**
 * Opens a PostgreSQL database and brings its tables up to date, one node at a time. Throws what pg throws when the
 * database cannot be reached.
 */
export async function openPostgres(url: string, options: PostgresOptions): Promise<PostgresStore> {
  await migrateOnce(url)
  return new PostgresStore(url, options)
}

/** A pool of connections. A transaction locks the rows it decides upon (READ COMMITTED). */
export class PostgresStore implements Store {
  readonly engine = 'postgres'
  readonly writersAtOnce = 2
  readonly url: string
  readonly db: Db
  /** Commits, and transactions that ran again. */
  readonly stats = { commits: 0, retries: 0 }
  readonly #pool: Pool
  readonly #txs = new WeakMap<PoolClient, Tx>()
  readonly #turns = new Turns(mostTransactions)
  readonly #underWay = new Set<Promise<unknown>>()
  #closing: Promise<void> | undefined

  constructor(url: string, { onError }: PostgresOptions) {
    this.url = url
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'cordee',
      // The planner's own value is that of turning disks: it would read whole tables rather than look up by key.
      options: '-c random_page_cost=1.1',
      max: mostConnections,
      connectionTimeoutMillis: connectMs,
      keepAlive: true,
      statement_timeout: statementMs,
      idle_in_transaction_session_timeout: statementMs,
      // The server's own limit answers first, unless the line is dead.
      query_timeout: statementMs + 1_000,
    })
    // Without listeners a restart of the server ends this process.
    this.#pool.on('error', onError)
    this.#pool.on('connect', (client) => client.on('error', onError))
    this.db = extendQueries(drizzle(patientReader(this.#pool), { schema: tables }), extras)
  }

  async tx<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    refuseInside()
    const running = this.#run(work)
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
    }
  }

  /** The server's clock, in milliseconds since 1970. */
  readonly time = async (): Promise<number> => {
    const asked = 'select extract(epoch from clock_timestamp()) * 1000 as at'
    const { rows } = await this.#pool.query<{ at: string }>(asked)
    return Number(rows[0]?.at)
  }

  /** Waits for the transactions under way, then closes every connection. */
  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#underWay).then(() => this.#pool.end())
    return this.#closing
  }

  // Waiting for one's turn is not the same as a server that does not answer.
  async #run<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    await this.#turns.take()
    try {
      return await this.#runPatiently(work)
    } finally {
      this.#turns.give()
    }
  }

  async #runPatiently<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    const until = performance.now() + patienceMs
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#attempt(work)
      } catch (error) {
        const again = isCollision(error) || isConnectionTrouble(error)
        const isLast = error instanceof OutcomeUnknown || performance.now() >= until
        if (!again || isLast) throw asUnavailable(error)
        this.stats.retries += 1
        await jittered(attempt)
      }
    }
  }

  async #attempt<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    const client = await this.#pool.connect()
    let isBroken = false
    try {
      await client.query('begin isolation level read committed')
      const value = await markInside(() => work(this.#txOn(client)))
      await this.#commit(client)
      return value
    } catch (error) {
      isBroken = error instanceof OutcomeUnknown || isConnectionTrouble(error)
      if (!isBroken) isBroken = await cannotRollBack(client)
      throw error
    } finally {
      client.release(isBroken)
    }
  }

  async #commit(client: PoolClient): Promise<void> {
    try {
      const { command } = await client.query('commit')
      // A work that swallowed an error of its queries: PostgreSQL rolls back and says so by the way.
      if (command !== 'COMMIT')
        throw new Error('a tx went on after one of its queries failed, and was undone')
      this.stats.commits += 1
    } catch (cause) {
      if (!isConnectionTrouble(cause)) throw cause
      throw new OutcomeUnknown('The connection was lost during a commit.', { cause })
    }
  }

  // pg keeps prepared statements by connection: so do we.
  #txOn(client: PoolClient): Tx {
    const known = this.#txs.get(client)
    if (known) return known
    const tx: Tx = Object.assign(extendQueries(drizzle(client, { schema: tables }), extras), {
      inTx: true as const,
      forUpdate: <Query>(query: Query) => locked(query, {}),
      forUpdateSkipLocked: <Query>(query: Query) => locked(query, { skipLocked: true }),
    })
    this.#txs.set(client, tx)
    return tx
  }
}

/** Two nodes that start together must not migrate together. */
async function migrateOnce(url: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    application_name: 'cordee-migrations',
    connectionTimeoutMillis: connectMs,
    lock_timeout: migrationWaitMs,
  })
  client.on('error', () => undefined) // The query under way hears of it.
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    await migrate(drizzle(client), { migrationsFolder })
  } finally {
    // Ends the lock too.
    await client.end()
  }
}

// Reading again is always safe: a read that met a restart of the server is asked once more.
function patientReader(pool: Pool): Pool {
  const ask = (...asked: readonly unknown[]): Promise<unknown> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because drizzle's own arguments are handed on as they came.
    pool.query(...(asked as Parameters<typeof pool.query>)) as unknown as Promise<unknown>
  return Object.assign(Object.create(pool), {
    async query(...asked: readonly unknown[]): Promise<unknown> {
      try {
        return await ask(...asked)
      } catch (error) {
        if (!isConnectionTrouble(error)) throw error
        try {
          return await ask(...asked)
        } catch (second) {
          throw asUnavailable(second)
        }
      }
    },
  })
}

function locked<Query>(query: Query, options: { readonly skipLocked?: boolean }): Query {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because every select of drizzle's PostgreSQL side has it.
  const select = query as unknown as { for(strength: 'update', options: object): Query }
  return select.for('update', options)
}

async function cannotRollBack(client: PoolClient): Promise<boolean> {
  return client.query('rollback').then(
    () => false,
    () => true,
  )
}

function jittered(attempt: number): Promise<void> {
  const ms = Math.random() * Math.min(500, 10 * 2 ** attempt)
  return new Promise((resume) => {
    setTimeout(resume, ms)
  })
}

import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { drizzle, migrate, sql } from './drizzle.ts'
import { extendQueries } from './extend-queries.ts'
import { SqliteReads } from './sqlite-reads.ts'
import * as tables from './schema.sqlite.ts'
import {
  codeOf,
  type Db,
  markInside,
  refuseInside,
  type Store,
  StorageUnavailable,
  type Tx,
} from './store.ts'

const migrationsFolder = fileURLToPath(new URL('../../migrations/sqlite', import.meta.url))
const extras = { tables, rows: sql`json_each(${sql.placeholder('rows')}) as r` }
/** Transactions that share one commit at most. */
const groupLimit = 256
/** Longest wait for others to join a group. */
const gatherMs = 10

/** Opens or creates a SQLite file and brings its tables up to date. One process a file. */
export function openSqlite(file: string): SqliteStore {
  return new SqliteStore(file)
}

/**
 * One writing connection with group commit: transactions that wait while the disk syncs share the next commit,
 * each in its own savepoint, and nobody hears "done" before that commit.
 */
class SqliteStore implements Store {
  readonly engine = 'sqlite'
  readonly writersAtOnce = 1
  readonly db: Db
  /** For tests: the writing connection's pragmas. */
  readonly writer: Database.Database
  /** Commits, and the works that shared them. */
  readonly stats = { commits: 0, works: 0 }
  readonly #reader: Database.Database
  readonly #reads: SqliteReads
  readonly #tx: Tx
  readonly #queue: Waiting[] = []
  readonly #statements: Record<
    'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo',
    Database.Statement
  >
  #draining: Promise<void> | undefined

  constructor(file: string) {
    this.writer = new Database(file, { timeout: 5000 })
    this.writer.pragma('journal_mode = WAL')
    // This build of SQLite takes WAL to mean synchronous=NORMAL, which may lose an acknowledged ballot.
    this.writer.pragma('synchronous = FULL')
    this.writer.pragma('foreign_keys = ON')
    // In KiB. The usual 2 MiB hold the busy pages of a small house only.
    this.writer.pragma('cache_size = -32000')
    const writes = drizzle(this.writer, { schema: tables })
    migrate(writes, { migrationsFolder })
    this.#reader = new Database(file, { readonly: true, timeout: 5000 })
    this.#reads = new SqliteReads(this.writer, this.#reader)
    this.db = extendQueries(drizzle(asClient(this.#reads), { schema: tables }), extras)
    this.#tx = Object.assign(extendQueries(writes, extras), {
      inTx: true as const,
      // The single writer is the lock.
      forUpdate: <Query>(query: Query) => query,
      forUpdateSkipLocked: <Query>(query: Query) => query,
    })
    const prepare = (sql: string) => this.writer.prepare(sql)
    this.#statements = {
      begin: prepare('begin immediate'),
      commit: prepare('commit'),
      rollback: prepare('rollback'),
      savepoint: prepare('savepoint work'),
      release: prepare('release work'),
      undo: prepare('rollback to work'),
    }
  }

  tx<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    refuseInside()
    return new Promise<Value>((resolve, reject) => {
      const run = async (): Promise<() => void> => {
        const value = await this.#runWatched(work)
        return () => resolve(value)
      }
      this.#queue.push({ run, reject })
      this.#draining ??= this.#drain()
    })
  }

  /** Waits for the transactions under way, then closes the file. */
  async close(): Promise<void> {
    await this.#draining
    this.#reader.close()
    this.writer.close()
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather()
      await this.#runGroup(this.#queue.splice(0, groupLimit))
    }
    this.#draining = undefined
  }

  // Works that keep arriving join the group and share its one sync, as long as nobody waits noticeably for it.
  async #gather(): Promise<void> {
    const until = performance.now() + gatherMs
    let waiting: number
    do {
      waiting = this.#queue.length
      await turn()
    } while (
      this.#queue.length > waiting &&
      this.#queue.length < groupLimit &&
      performance.now() < until
    )
  }

  async #runGroup(group: readonly Waiting[]): Promise<void> {
    const { begin, commit, rollback } = this.#statements
    const answers: (() => void)[] = []
    try {
      this.#reads.writingBegins()
      begin.run()
      for (const waiting of group) await this.#runInSavepoint(waiting, answers)
      commit.run()
      this.stats.commits += 1
      this.stats.works += group.length
    } catch (error) {
      if (this.writer.inTransaction) rollback.run()
      const told = asUnavailable(error)
      for (const { reject } of group) reject(told)
      return
    } finally {
      this.#reads.writingEnds()
    }
    for (const answer of answers) answer()
  }

  async #runInSavepoint({ run, reject }: Waiting, answers: (() => void)[]): Promise<void> {
    const { savepoint, release, undo } = this.#statements
    savepoint.run()
    try {
      answers.push(await run())
      release.run()
    } catch (error) {
      // A full disk makes SQLite roll the whole group back: nobody of it may hear "done".
      if (!this.writer.inTransaction || isDiskTrouble(error)) throw error
      undo.run()
      release.run()
      answers.push(() => reject(error))
    }
  }

  // Drizzle's queries on better-sqlite3 settle in micro-tasks: the event loop turns only if work awaited something else.
  async #runWatched<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value> {
    let turned = false
    const watch = setImmediate(() => (turned = true))
    try {
      const value = await markInside(() => work(this.#tx))
      if (turned) throw new Error('a tx awaited something other than the database')
      return value
    } finally {
      clearImmediate(watch)
    }
  }
}

export type { SqliteStore }

function asClient(reads: SqliteReads): Database.Database {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because drizzle asks a database for prepared statements only, outside of its own transactions.
  return reads as unknown as Database.Database
}

interface Waiting {
  /** Does the work and gives back what to do after the commit. */
  readonly run: () => Promise<() => void>
  readonly reject: (error: unknown) => void
}

function asUnavailable(error: unknown): unknown {
  if (!isDiskTrouble(error)) return error
  return new StorageUnavailable('The disk is full or cannot be written.', { cause: error })
}

function isDiskTrouble(error: unknown): boolean {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined) ?? ''
  return code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR') || code === 'SQLITE_READONLY'
}

function turn(): Promise<void> {
  return new Promise((resume) => {
    setImmediate(resume)
  })
}

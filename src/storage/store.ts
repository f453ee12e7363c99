import { AsyncLocalStorage } from 'node:async_hooks'
import type { SQL } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Schema } from './schema.ts'
import type * as postgresSchema from './schema.postgres.ts'

type Queries = Omit<
  NodePgDatabase<typeof postgresSchema>,
  'transaction' | 'execute' | '$client' | 'query'
>

/** A query that can be kept, as drizzle builds them. */
interface Preparable {
  prepare(name: string): unknown
}

/** Queries on either engine, and the tables they name. The engine's own `transaction` is left out on purpose. */
export type Db = Queries & {
  readonly t: Schema
  /** A statement built once for each connection. Its name must be its own. */
  prepared<Query extends Preparable>(
    name: string,
    build: (db: Db) => Query,
  ): ReturnType<Query['prepare']>
  /**
   * The rows of a JSON array of arrays given as the placeholder `rows`, to be named in a FROM: one prepared statement
   * serves any number of them. Both engines read a cell as `r.value ->> 0` (text) or `r.value -> 0` (JSON).
   */
  readonly rows: SQL
}

/** Queries inside one transaction. */
export type Tx = Db & {
  readonly inTx: true
  /** Locks the rows that a query finds until the transaction ends. */
  forUpdate<Query>(query: Query): Query
  /** Like `forUpdate`, passing over rows that another transaction has locked. */
  forUpdateSkipLocked<Query>(query: Query): Query
}

/** The database: one transaction function, one way to read. Which engine it is, nobody else may ask. */
export interface Store {
  readonly engine: 'sqlite' | 'postgres'
  /** Large transactions that are worth running at the same time: one works while the other waits for the database. */
  readonly writersAtOnce: number
  /** Reads outside a transaction: what was committed last. */
  readonly db: Db
  /**
   * Runs `work` in one transaction and answers after its commit. `work` awaits only the tx: what must follow goes
   * to the outbox. It may run more than once, where transactions collide or the connection is lost. Never inside
   * another tx. A work that throws leaves nothing behind. Throws OutcomeUnknown where the connection was lost while
   * the commit was under way, StorageUnavailable where nothing was done.
   */
  tx<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>
  close(): Promise<void>
}

/** The database cannot take writes now; what was asked was not done and may be asked again. */
export class StorageUnavailable extends Error {
  readonly code: string = 'storage-unavailable'
}

/** Two transactions were in each other's way: the store runs the work again. */
export class Collision extends Error {
  /** PostgreSQL's own code for it. */
  readonly code = '40001'
}

/** The connection was lost while a commit was under way: what was asked may have been done. */
export class OutcomeUnknown extends StorageUnavailable {
  override readonly code: string = 'outcome-unknown'
}

/** True of errors that say "not now" rather than "never", those of a query included. */
export function isUnavailable(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return error instanceof StorageUnavailable || cause instanceof StorageUnavailable
}

/** A row with the same key is there already. The two engines tell it differently. */
export function isUniqueViolation(error: unknown): boolean {
  const codes = [codeOf(error), codeOf(error instanceof Error ? error.cause : undefined)]
  return codes.some(
    (code) =>
      code === '23505' ||
      code === 'SQLITE_CONSTRAINT_UNIQUE' ||
      code === 'SQLITE_CONSTRAINT_PRIMARYKEY',
  )
}

/** The engine's own error code, where the error has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

const insideTx = new AsyncLocalStorage<true>()

/** Runs the work of a transaction so that a second one inside it is recognised. */
export function markInside<Value>(work: () => Promise<Value>): Promise<Value> {
  return insideTx.run(true, work)
}

/** Throws inside a transaction: a second one would wait for itself. */
export function refuseInside(): void {
  if (insideTx.getStore())
    throw new Error('store.tx inside a tx would wait for itself: pass the tx on')
}

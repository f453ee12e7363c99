import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Schema } from './schema.ts'
import type * as postgresSchema from './schema.postgres.ts'

type Queries = Omit<
  NodePgDatabase<typeof postgresSchema>,
  'transaction' | 'execute' | '$client' | 'query'
>

/** Queries on either engine, and the tables they name. The engine's own `transaction` is left out on purpose. */
export type Db = Queries & {
  readonly t: Schema
  /** A statement built once for each connection where the engine allows it. */
  prepared<Statement>(name: string, build: (db: Db) => Statement): Statement
}

/** Queries inside one transaction. */
export type Tx = Db & {
  readonly inTx: true
  /** Locks the rows that a query finds until the transaction ends. */
  forUpdate<Query>(query: Query): Query
}

/** The database: one transaction function, one way to read. Which engine it is, nobody else may ask. */
export interface Store {
  readonly engine: 'sqlite' | 'postgres'
  /** Reads outside a transaction: what was committed last. */
  readonly db: Db
  /**
   * Runs `work` in one transaction and answers after its commit. `work` awaits only the tx: what must follow goes
   * to the outbox. Never inside another tx. A work that throws leaves nothing behind.
   */
  tx<Value>(work: (tx: Tx) => Promise<Value>): Promise<Value>
  close(): Promise<void>
}

/** The database cannot take writes now; what was asked was not done and may be asked again. */
export class StorageUnavailable extends Error {
  readonly code = 'storage-unavailable'
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

import Database from 'better-sqlite3'
import type { PgTable } from 'drizzle-orm/pg-core'
import { postgresKit } from './kit.ts'
import { defineSchema } from './schema.ts'
import { codeOf, type Db, type Store, type Tx } from './store.ts'

/** Rows moved, by table. */
export type MovedRows = Readonly<Record<string, number>>

export type MoveProblem = 'in-use' | 'not-empty' | 'differs'

/** The rows were not moved; nothing was left behind. */
export class MoveFailure extends Error {
  readonly code: MoveProblem
  readonly table: string

  constructor(code: MoveProblem, table = '') {
    super(`${code} ${table}`.trim())
    this.code = code
    this.table = table
  }
}

// One statement takes a limited number of values, and a proposal is some kilobytes.
const rowsAtOnce = 500
// A file handed in as evidence is some megabytes.
const filesAtOnce = 4

/**
 * Copies every row into an empty database, in one transaction, and compares each with what the other side kept of it.
 * The source must not change meanwhile. Throws MoveFailure.
 */
export async function moveRows(from: Store, to: Store): Promise<MovedRows> {
  return to.tx(async (tx) => {
    for (const name of tableNames)
      if ((await tx.$count(tableIn(tx, name))) > 0) throw new MoveFailure('not-empty', name)
    const moved: Record<string, number> = {}
    for (const name of tableNames) moved[name] = await moveTable(from, tx, name)
    return moved
  })
}

/** Throws MoveFailure where another process has the SQLite file open. */
export function refuseIfInUse(file: string): void {
  const database = new Database(file, { fileMustExist: true, timeout: 0 })
  try {
    database.pragma('locking_mode = exclusive')
    database.exec('begin exclusive; commit')
  } catch (error) {
    if (codeOf(error)?.startsWith('SQLITE_BUSY')) throw new MoveFailure('in-use')
    throw error
  } finally {
    database.close()
  }
}

async function moveTable(from: Store, tx: Tx, name: TableName): Promise<number> {
  let moved = 0
  const atOnce = name === 'evidenceFile' ? filesAtOnce : rowsAtOnce
  for (;;) {
    const rows = await from.db.select().from(tableIn(from.db, name)).limit(atOnce).offset(moved)
    if (rows.length === 0) return moved
    const kept = await tx.insert(tableIn(tx, name)).values(rows).returning()
    if (sorted(rows) !== sorted(kept)) throw new MoveFailure('differs', name)
    moved += rows.length
  }
}

type TableName = keyof ReturnType<typeof defineSchema>

// In the order in which they refer to each other.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because the object is just made of these.
const tableNames = Object.keys(defineSchema(postgresKit)) as TableName[]

/** One of the tables, whichever: all are read and written alike here. */
function tableIn({ t }: Pick<Db, 't'>, name: TableName): PgTable {
  return t[name]
}

function sorted(rows: readonly object[]): string {
  return rows
    .map((row) => canonical(row))
    .toSorted()
    .join('\n')
}

// PostgreSQL keeps JSON with its keys in another order.
function canonical(value: unknown): string {
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`
}

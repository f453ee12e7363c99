import type Database from 'better-sqlite3'

/**
 * The database as it is read outside transactions. Reads go through the writing connection, whose cache stays warm
 * since nobody else writes (another connection drops its own at every commit), but through the other one while a
 * group of transactions is under way: what is not committed is nobody's to see.
 */
export class SqliteReads {
  readonly #writer: Database.Database
  readonly #reader: Database.Database
  readonly #begin: Database.Statement
  readonly #end: Database.Statement
  #isWriting = false

  constructor(writer: Database.Database, reader: Database.Database) {
    this.#writer = writer
    this.#reader = reader
    this.#begin = writer.prepare('begin')
    this.#end = writer.prepare('commit')
    this.writingEnds()
  }

  /** A group of transactions begins. */
  writingBegins(): void {
    this.#isWriting = true
    if (this.#writer.inTransaction) this.#end.run()
  }

  // One read transaction from commit to commit: each read by itself would take and give back a lock of the file.
  writingEnds(): void {
    this.#isWriting = false
    if (!this.#writer.inTransaction) this.#begin.run()
  }

  /** What drizzle asks of a database. */
  prepare(sql: string): SqliteRead {
    const statement = this.#writer.prepare(sql)
    if (!statement.readonly) throw new Error('Only a tx may write.')
    let aside: Database.Statement | undefined
    return new SqliteRead(() => {
      if (!this.#isWriting) return statement
      aside ??= this.#reader.prepare(sql)
      return aside
    })
  }
}

/** A statement on whichever connection may be asked at the moment. */
class SqliteRead {
  readonly #statement: () => Database.Statement

  constructor(statement: () => Database.Statement) {
    this.#statement = statement
  }

  all(...values: unknown[]): unknown[] {
    return this.#statement().all(...values)
  }

  get(...values: unknown[]): unknown {
    return this.#statement().get(...values)
  }

  raw(): Database.Statement {
    return this.#statement().raw()
  }
}

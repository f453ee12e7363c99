import type { SqliteStore } from '#src/storage/sqlite-store.ts'

/**
 * Counts every row that a SQLite store writes, and lets the writing fail from a given row on, as a full disk would:
 * the statement fails in the middle and its transaction is undone.
 */
export class FailingWrites {
  /** Rows written, or tried, since `arm`. */
  seen = 0
  /** Rows that could not be written since `arm`. */
  failed = 0
  #first = Number.POSITIVE_INFINITY
  #count = 0

  constructor({ writer }: SqliteStore) {
    writer.function('trial_of_a_write', { deterministic: false }, () => this.#write())
    const tables = writer
      .prepare<[], { name: string }>(
        "select name from sqlite_master where type = 'table' and name not like '\\_\\_%' escape '\\' and name not like 'sqlite%'",
      )
      .all()
    for (const { name } of tables)
      for (const change of ['insert', 'update', 'delete'])
        writer.exec(
          `create temp trigger "trial_${change}_${name}" before ${change} on main."${name}"
           begin select trial_of_a_write(); end`,
        )
  }

  /** The `first` row written from now on fails, and those that follow, `count` in all. */
  arm(first: number, count = 1): void {
    this.#first = first
    this.#count = count
    this.seen = 0
    this.failed = 0
  }

  /** Writing works again. */
  repair(): void {
    this.#first = Number.POSITIVE_INFINITY
  }

  #write(): number {
    this.seen += 1
    if (this.seen < this.#first || this.seen >= this.#first + this.#count) return 0
    this.failed += 1
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  }
}

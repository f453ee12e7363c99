import Database from 'better-sqlite3'

/** How many rows each table has. */
export type RowCounts = Readonly<Record<string, number>>

/** Pages copied at a time; between two turns the process can be stopped, and others get the disk. */
const pagesATurn = 200

/**
 * Copies a SQLite database that may be in use into a new file, as it stood at one moment, and answers how many rows
 * that moment had. The copy is one file, complete by itself. Throws CopyBroken if it does not hold what the source
 * did, and what SQLite throws: a source that is no database, a disk that is full.
 */
export async function copySqlite(from: string, to: string): Promise<RowCounts> {
  const source = new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    // SQLite begins a copy again whenever another process writes, which under steady ballots is for ever. A read
    // transaction of our own holds one moment, and hinders nobody: writers go on in the WAL.
    source.exec('begin')
    const counts = countRows(source)
    await source.backup(to, { progress: () => pagesATurn })
    checkCopy(to, counts)
    return counts
  } finally {
    source.close()
  }
}

/** The copy cannot be relied upon. */
export class CopyBroken extends Error {
  readonly code = 'copy-broken'
}

function checkCopy(file: string, expected: RowCounts): void {
  const copy = new Database(file, { fileMustExist: true })
  try {
    // The copy inherits the mode WAL, in which a database is up to three files.
    copy.pragma('journal_mode = delete')
    const problems = copy.pragma('integrity_check', { simple: true })
    if (problems !== 'ok') throw new CopyBroken('The copy fails the integrity check.')
    if (copy.prepare('pragma foreign_key_check').all().length > 0)
      throw new CopyBroken('The copy has rows that refer to nothing.')
    const found = countRows(copy)
    const differs = Object.keys({ ...expected, ...found }).filter(
      (table) => expected[table] !== found[table],
    )
    if (differs.length > 0) throw new CopyBroken(`The copy differs in: ${differs.join(', ')}.`)
  } finally {
    copy.close()
  }
}

function countRows(database: Database.Database): RowCounts {
  const tables = database
    .prepare<[], string>(
      `select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%' escape '~' order by name`,
    )
    .pluck()
    .all()
  return Object.fromEntries(
    tables.map((table) => [
      table,
      database.prepare<[], number>(`select count(*) from "${table}"`).pluck().get() ?? 0,
    ]),
  )
}

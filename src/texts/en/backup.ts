import type { backup as reference } from '../fr/backup.ts'

export const backup: typeof reference = {
  done: ({ file, rows, mebibytes }) =>
    `Backed up and checked: ${file} (${rows} rows, ${mebibytes.toFixed(1)} MiB), described by manifest.json.`,
  leftOut: ({ masterKey, hasLetters }) =>
    [
      `The master key is not part of it: keep a copy of ${masterKey} elsewhere. Without it no badge can be signed any more.`,
      ...(hasLetters ? ['Letters kept as files (DATA_DIR/mail) are not part of it either.'] : []),
    ].join('\n'),
  failures: {
    'no-folder': () => 'Give the folder of the backup: npm run backup -- FOLDER',
    'folder-not-empty': (folder) =>
      `The folder ${folder} is not empty: give a new one, for instance with the date in its name.`,
    'folder-not-writable': (folder) =>
      `The folder of the backup (${folder}) cannot be written: choose another one.`,
    'no-database': (file) => `There is nothing to back up: ${file} does not exist. Check DATA_DIR.`,
    'database-unreadable': (code) => `The database cannot be read (${code}): run npm run doctor.`,
    'disk-full': () =>
      'The disk is full, or refuses to write: the backup is given up, the database is unharmed.',
    'copy-broken': (detail) =>
      `The copy is not faithful and was removed (${detail}): try again, then run npm run doctor.`,
    'no-pg-dump': (version) =>
      `pg_dump and pg_restore for PostgreSQL ${version} were not found: install the PostgreSQL client of that version, or name its folder in PG_BIN.`,
    'database-unreachable': (detail) =>
      `DATABASE_URL: the database does not answer${detail === '' ? '' : ` (${detail})`}.`,
    'pg-dump-failed': (detail) => `pg_dump did not succeed: ${detail}`,
  },
}

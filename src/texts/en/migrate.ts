import type { migrate as reference } from '../fr/migrate.ts'

export const migrate: typeof reference = {
  usage: 'Give the database to move to: DATABASE_URL=postgres://… npm run migrate -- DATA_FOLDER',
  moving: (file) => `Copying ${file} to PostgreSQL…`,
  done: (rows, tables) =>
    `Done: ${rows} rows of ${tables} tables copied, each read back and compared.`,
  next: (masterKey) =>
    `Now start the service with DATABASE_URL, and with the same master key (${masterKey}). The old file was not changed: keep it until all is well.`,
  noFile: (file) => `There is no database at ${file}: check the folder.`,
  failures: {
    'in-use': () => 'The service is still running on this folder: stop it first.',
    'not-empty': (table) =>
      `The database to move to is not empty (table ${table}): give an empty one.`,
    differs: (table) =>
      `The table ${table} was not kept as it was: nothing was copied. Please report it, it is a mistake of Cordée.`,
  },
}

import { createRequire } from 'node:module'
import type * as Orm from 'drizzle-orm'
import type * as Engine from 'drizzle-orm/better-sqlite3'
import type * as Migrator from 'drizzle-orm/better-sqlite3/migrator'
import type * as PgEngine from 'drizzle-orm/node-postgres'
import type * as PgMigrator from 'drizzle-orm/node-postgres/migrator'
import type * as PgCore from 'drizzle-orm/pg-core'
import type * as SqliteCore from 'drizzle-orm/sqlite-core'

// Loaded as CommonJS: as ES modules its 450 files each read its 180 kB package.json again, which costs a second of
// start-up and 190 MB (docs/adr/0002). drizzle-kit reads the schema as CommonJS, where import.meta is empty.
const require = createRequire(import.meta.url ?? __filename)

const orm: typeof Orm = require('drizzle-orm')
const engine: typeof Engine = require('drizzle-orm/better-sqlite3')
const migrator: typeof Migrator = require('drizzle-orm/better-sqlite3/migrator')

export const pgCore: typeof PgCore = require('drizzle-orm/pg-core')
export const sqliteCore: typeof SqliteCore = require('drizzle-orm/sqlite-core')

export const { drizzle } = engine
export const { migrate } = migrator

/** PostgreSQL's side of drizzle, loaded only by those who open one. */
export function drizzleForPostgres(): {
  readonly drizzle: typeof PgEngine.drizzle
  readonly migrate: typeof PgMigrator.migrate
} {
  const pgEngine: typeof PgEngine = require('drizzle-orm/node-postgres')
  const pgMigrator: typeof PgMigrator = require('drizzle-orm/node-postgres/migrator')
  return { drizzle: pgEngine.drizzle, migrate: pgMigrator.migrate }
}

export const {
  and,
  asc,
  count,
  desc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  notExists,
  notInArray,
  or,
  sql,
} = orm

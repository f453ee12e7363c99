import { createRequire } from 'node:module'

// Loaded as CommonJS: as ES modules its 450 files each read its 180 kB package.json again, which costs a second of
// start-up and 150 MB. drizzle-kit reads the schema as CommonJS, where import.meta is empty.
const require = createRequire(import.meta.url ?? __filename)

const orm: typeof import('drizzle-orm') = require('drizzle-orm')
const engine: typeof import('drizzle-orm/better-sqlite3') = require('drizzle-orm/better-sqlite3')
const migrator: typeof import('drizzle-orm/better-sqlite3/migrator') = require('drizzle-orm/better-sqlite3/migrator')

export const pgCore: typeof import('drizzle-orm/pg-core') = require('drizzle-orm/pg-core')
export const sqliteCore: typeof import('drizzle-orm/sqlite-core') = require('drizzle-orm/sqlite-core')

export const { drizzle } = engine
export const { migrate } = migrator
export const {
  and,
  asc,
  count,
  desc,
  eq,
  gt,
  inArray,
  isNull,
  lt,
  lte,
  notExists,
  notInArray,
  or,
  sql,
} = orm

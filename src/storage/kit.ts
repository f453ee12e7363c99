import { pgCore as p, sqliteCore as s } from './drizzle.ts'

/**
 * Column makers of one engine, so that the schema is written once. PostgreSQL's give the types; SQLite's have the
 * same names and the same JavaScript values: boolean, object, epoch milliseconds, Buffer.
 */
export type Kit = typeof postgresKit

// drizzle-orm 0.45 has no bytea column.
const bytea = p.customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })

export const postgresKit = {
  table: p.pgTable,
  index: p.index,
  uniqueIndex: p.uniqueIndex,
  primaryKey: p.primaryKey,
  foreignKey: p.foreignKey,
  check: p.check,
  text: (name: string) => p.text(name),
  int: (name: string) => p.integer(name),
  bool: (name: string) => p.boolean(name),
  ms: (name: string) => p.bigint(name, { mode: 'number' }),
  json: <T>(name: string) => p.jsonb(name).$type<T>(),
  bytes: (name: string) => bytea(name),
}

const sqlite = {
  table: s.sqliteTable,
  index: s.index,
  uniqueIndex: s.uniqueIndex,
  primaryKey: s.primaryKey,
  foreignKey: s.foreignKey,
  check: s.check,
  text: (name: string) => s.text(name),
  int: (name: string) => s.integer(name),
  bool: (name: string) => s.integer(name, { mode: 'boolean' }),
  ms: (name: string) => s.integer(name),
  json: <T>(name: string) => s.text(name, { mode: 'json' }).$type<T>(),
  bytes: (name: string) => s.blob(name, { mode: 'buffer' }),
} satisfies Record<keyof Kit, unknown>

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- True because both kits build columns of the same JavaScript types; scripts/check-migrations.ts compares them.
export const sqliteKit = sqlite as unknown as Kit

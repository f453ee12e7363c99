import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Column, getTableColumns, getTableName, isTable, type Table } from 'drizzle-orm'
import { postgresKit, sqliteKit } from '#src/storage/kit.ts'
import { defineSchema } from '#src/storage/schema.ts'
import * as postgresExports from '#src/storage/schema.postgres.ts'
import * as sqliteExports from '#src/storage/schema.sqlite.ts'

// npm run drift: the migrations say what the schema says, and both engines have the same tables.

const root = fileURLToPath(new URL('..', import.meta.url))
const drizzleKit = fileURLToPath(new URL('../node_modules/drizzle-kit/bin.cjs', import.meta.url))
const run = promisify(execFile)
const engines = [
  { engine: 'sqlite', dialect: 'sqlite' },
  { engine: 'postgres', dialect: 'postgresql' },
] as const

type Engine = (typeof engines)[number]
type Tables = Readonly<Record<string, Table>>

const sqlite: Tables = defineSchema(sqliteKit)
const postgres: Tables = defineSchema(postgresKit)
const faults = [
  ...unexported(sqlite, sqliteExports, 'src/storage/schema.sqlite.ts'),
  ...unexported(postgres, postgresExports, 'src/storage/schema.postgres.ts'),
  ...differences(),
  ...(await Promise.all(engines.map(staleMigrations))).flat(),
]

for (const fault of faults) console.error(fault)
if (faults.length > 0) process.exitCode = 1
else
  console.log(
    `Migrations match the schema: ${Object.keys(sqlite).length} tables, the same on both engines.`,
  )

/** drizzle-kit sees a table only where its file exports it. */
function unexported(tables: Tables, exported: object, file: string): string[] {
  const seen = new Set(Object.values(exported).filter(isTable).map(getTableName))
  return Object.entries(tables)
    .filter(([, table]) => !seen.has(getTableName(table)))
    .map(([name]) => `${file} does not export the table "${name}": add it to the list.`)
}

function differences(): string[] {
  return [...namesIn(sqlite, postgres)].flatMap((name) => {
    const here = columnsOf(sqlite[name])
    const there = columnsOf(postgres[name])
    return [...namesIn(here, there)].flatMap((column) => {
      const [a, b] = [describe(here[column]), describe(there[column])]
      return a === b
        ? []
        : [`${name}.${column} is ${a} on SQLite but ${b} on PostgreSQL: see src/storage/kit.ts.`]
    })
  })
}

function namesIn(a: object, b: object): Set<string> {
  return new Set([...Object.keys(a), ...Object.keys(b)])
}

function columnsOf(table: Table | undefined): Readonly<Record<string, Column>> {
  return table ? getTableColumns(table) : {}
}

function describe(column: Column | undefined): string {
  if (!column) return 'missing'
  const { name, notNull, hasDefault } = column
  return `"${name}" ${valueOf(column)}${notNull ? ' not null' : ''}${hasDefault ? ' default' : ''}`
}

// Both are a Buffer: drizzle-orm 0.45 has no bytea, so that PostgreSQL's bytes are a custom type.
function valueOf({ dataType, columnType }: Column): string {
  const isBytes = columnType === 'SQLiteBlobBuffer' || columnType === 'PgCustomColumn'
  return isBytes ? 'bytes' : dataType
}

/** Generates migrations again, in a copy: nothing may be added. */
async function staleMigrations({ engine, dialect }: Engine): Promise<string[]> {
  const migrations = join(root, 'migrations', engine)
  const copy = await mkdtemp(join(tmpdir(), `migrations-${engine}-`))
  try {
    await cp(migrations, copy, { recursive: true })
    const schema = `./src/storage/schema.${engine}.ts`
    // drizzle-kit takes a path from the working folder only.
    const out = relative(root, copy)
    const options = ['--dialect', dialect, '--schema', schema, '--out', out, '--name', 'missing']
    const generating = run(process.execPath, [drizzleKit, 'generate', ...options], { cwd: root })
    // Where a column may have been renamed drizzle-kit asks, and leaves without a word once its input is closed:
    // only its own "nothing" counts.
    generating.child.stdin?.end()
    const said = await generating.then(
      ({ stdout }) => (stdout.includes('No schema changes') ? 'nothing' : ''),
      firstError,
    )
    if (said === 'nothing' && (await contentsOf(copy)) === (await contentsOf(migrations))) return []
    return [
      `migrations/${engine} lacks what src/storage says: run npm run migrations --name=WHAT_CHANGES.${said}`,
    ]
  } finally {
    await rm(copy, { recursive: true })
  }
}

async function contentsOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  const files = paths
    .toSorted()
    .map(async (path) => [relative(folder, path), await readFile(path, 'utf8')])
  return JSON.stringify(await Promise.all(files))
}

function firstError(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  const line = text.split('\n').find((one) => /error/i.test(one)) ?? 'it failed'
  return ` (drizzle-kit: ${line.trim()})`
}

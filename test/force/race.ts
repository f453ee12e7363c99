import { startPostgres } from '#test/kit/postgres.ts'
import { readArguments } from './kit/arguments.ts'
import { printReport } from './kit/report.ts'
import { raceInProcess, raceOfTwo, raceOverHttp } from './race/races.ts'

// Proposals raced at the boundary of their rules: npm run test:race [-- --seed N --size PERCENT --part NAME]

const { seed, sized, asksFor } = readArguments('test:race', ['in-process', 'http', 'two-processes'])

if (asksFor('in-process'))
  printReport('In process, SQLite', await raceInProcess({ seed, proposals: sized(10_000) }))
if (asksFor('http'))
  printReport('Over HTTP, SQLite', await raceOverHttp({ seed, proposals: sized(2_000) }))
if (asksFor('two-processes')) {
  const postgres = await startPostgres()
  if (!postgres) throw new Error('There is no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN.')
  try {
    const databaseUrl = await postgres.createDatabase()
    const report = await raceOfTwo(databaseUrl, { seed, proposals: sized(4_000) })
    printReport('Two processes, PostgreSQL', report)
  } finally {
    await postgres.close()
  }
}

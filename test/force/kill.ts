import { startPostgres } from '#test/kit/postgres.ts'
import { readArguments } from './kit/arguments.ts'
import { printReport } from './kit/report.ts'
import { killOnPostgres, killOnSqlite } from './kill/kill-nodes.ts'
import { killService } from './kill/kill-service.ts'

// kill -9 at random moments, and nothing lost: npm run test:kill [-- --seed N --size PERCENT --part NAME]

const { seed, sized, asksFor } = readArguments('test:kill', ['sqlite', 'service', 'postgres'])

if (asksFor('sqlite')) {
  // Two trials beside each other, each on its own data: most of the time goes into starting processes.
  const halves = [seed, seed + 1].map((own) => killOnSqlite({ seed: own, kills: sized(500) }))
  for (const report of await Promise.all(halves)) printReport('A node on SQLite', report)
}
if (asksFor('service'))
  printReport('The whole service on SQLite', await killService({ seed, kills: sized(30) }))
if (asksFor('postgres')) {
  const postgres = await startPostgres()
  if (!postgres) throw new Error('There is no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN.')
  try {
    const databaseUrl = await postgres.createDatabase()
    const report = await killOnPostgres(databaseUrl, { seed, kills: sized(200) })
    printReport('Two nodes on PostgreSQL', report)
  } finally {
    await postgres.close()
  }
}

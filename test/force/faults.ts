// Everything that a service stands on fails, each thing in its way: `npm run test:faults`. Exits with 1 on any breach.
import { startPostgres } from '#test/kit/postgres.ts'
import { clockJumps } from './faults/clock-jumps.ts'
import { databaseLine } from './faults/database-line.ts'
import { databaseRestart } from './faults/database-restart.ts'
import { diskFull } from './faults/disk-full.ts'
import { mintingSteps } from './faults/minting-steps.ts'
import { smtpFaults } from './faults/smtp-faults.ts'
import { printReport, secondsSince } from './kit/report.ts'

const startedAt = performance.now()
const hourMs = 3_600_000
const mostLagMs = 200

printReport(
  'Letters through a mail server and a line that fail',
  await smtpFaults({ learners: 20, waitOut: true, mostLagMs }),
)
printReport(
  'A full disk while ballots arrive',
  await diskFull({ rounds: 8, voters: 20, mostLagMs }),
)
printReport(
  'A write that fails on the way from the deciding ballot to the last letter',
  await mintingSteps({ subject: 'group', stride: 1, pages: 20, mostLagMs }),
)
printReport(
  'The same, with letters that are refused for good',
  await mintingSteps({ subject: 'person', stride: 1, refuseLetters: true, mostLagMs }),
)
printReport(
  'A clock that jumps',
  await clockJumps({
    learners: 5,
    jumpsMs: [2 * hourMs, -2 * hourMs, hourMs / 6, -hourMs / 6],
    mostLagMs,
  }),
)

// It waits for the disk, as a real one does.
const postgres = await startPostgres({ fsync: true })
if (postgres) {
  printReport(
    'PostgreSQL reached through a line that fails',
    await databaseLine({ postgres, voters: 10, rounds: 5, waitOut: true, mostLagMs }),
  )
  if (postgres.socketDir !== undefined)
    printReport(
      'PostgreSQL restarted while ballots arrive',
      await databaseRestart({
        postgres,
        voters: 350,
        ballotsPerSecond: 250,
        ballotsBetween: 500,
        // A member may act sixty times a minute, a machine 6000 times.
        againMs: 3_000,
        ways: ['fast', 'crash'],
        downMs: 4_000,
        mostLagMs,
      }),
    )
  await postgres.close()
} else {
  console.log('\nNo PostgreSQL here: set TEST_POSTGRES_URL or PG_BIN.')
}
console.log(`\n${secondsSince(startedAt)}`)

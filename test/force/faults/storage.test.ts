import t from 'tap'
import { startPostgres } from '#test/kit/postgres.ts'
import { databaseLine } from './database-line.ts'
import { databaseRestart } from './database-restart.ts'
import { diskFull } from './disk-full.ts'
import { mintingSteps } from './minting-steps.ts'
import { passed } from './passed.ts'

t.test('a full disk: 503, nothing acknowledged is lost, and no restart is needed', async (t) => {
  passed(t, await diskFull({ rounds: 2, voters: 5 }))
})

t.test(
  'a write that fails anywhere: afterwards each award and each letter is there once',
  async (t) => {
    passed(t, await mintingSteps({ subject: 'person', stride: 14, pages: 1 }))
  },
)

t.test('a write that fails while a letter is given up: the trainer is told', async (t) => {
  passed(t, await mintingSteps({ subject: 'person', stride: 16, refuseLetters: true }))
})

const postgres = await startPostgres()
t.teardown(() => postgres?.close())
const noServer = postgres ? false : 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN'
const notOurs = postgres?.socketDir === undefined ? 'the server is not ours to stop' : false

t.test(
  'the way to PostgreSQL fails: whoever asks again hears what happened',
  { skip: noServer },
  async (t) => {
    if (postgres) passed(t, await databaseLine({ postgres, voters: 3, rounds: 1, waitOut: false }))
  },
)

t.test(
  'PostgreSQL crashes while ballots arrive: nothing acknowledged is missing',
  { skip: noServer || notOurs },
  async (t) => {
    if (!postgres) return
    const trial = { postgres, voters: 10, ballotsPerSecond: 200, ballotsBetween: 60 }
    passed(t, await databaseRestart({ ...trial, againMs: 300, downMs: 100, ways: ['crash'] }))
  },
)

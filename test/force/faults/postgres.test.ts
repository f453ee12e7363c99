import t from 'tap'
import { startPostgres } from '#test/kit/postgres.ts'
import { databaseLine } from './database-line.ts'
import { databaseRestart } from './database-restart.ts'
import { passed } from './passed.ts'

const postgres = await startPostgres()
t.teardown(() => postgres?.close())
const noServer = postgres ? false : 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN'
const notOurs = postgres?.socketDir === undefined ? 'the server is not ours to stop' : false

t.test(
  'the way to it fails: whoever asks again hears what happened',
  { skip: noServer },
  async (t) => {
    if (postgres) passed(t, await databaseLine({ postgres, voters: 3, rounds: 1, waitOut: false }))
  },
)

t.test(
  'it crashes while ballots arrive: nothing acknowledged is missing',
  { skip: noServer || notOurs },
  async (t) => {
    if (!postgres) return
    const trial = {
      postgres,
      voters: 10,
      ballotsPerSecond: 200,
      ballotsBetween: 60,
      againMs: 300,
      downMs: 100,
    }
    passed(t, await databaseRestart({ ...trial, ways: ['crash'] }))
  },
)

import { randomInt } from 'node:crypto'
import t from 'tap'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { raceInProcess, raceOfTwo, raceOverHttp } from './race/races.ts'
import { passes } from './kit/passes.ts'

// The long form: npm run test:race.

const seed = randomInt(2 ** 31)

t.test(
  'raced at the boundary in process: one history, no award doubled, none missing',
  async (t) => {
    passes(t, await raceInProcess({ seed, proposals: 100 }))
  },
)

t.test('raced over HTTP, through the whole service', async (t) => {
  passes(t, await raceOverHttp({ seed, proposals: 15 }))
})

t.test('two processes race on one database', async (t) => {
  if (!(await testServer())) return t.comment('skipped: no PostgreSQL')
  passes(t, await raceOfTwo(await testDatabase(t), { seed, proposals: 24 }))
})

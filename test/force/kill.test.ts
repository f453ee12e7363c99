import { randomInt } from 'node:crypto'
import t from 'tap'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { passes } from './kit/passes.ts'
import { killOnPostgres, killOnSqlite } from './kill/kill-nodes.ts'
import { killService } from './kill/kill-service.ts'

// The long form: npm run test:kill.

const seed = randomInt(2 ** 31)

t.test('kill -9 again and again: nothing acknowledged is lost, nothing is doubled', async (t) => {
  passes(t, await killOnSqlite({ seed, kills: 3 }))
})

t.test('the whole service is killed while people vote by HTTP', async (t) => {
  passes(t, await killService({ seed, kills: 1 }))
})

t.test('one of two nodes is killed, the other goes on', async (t) => {
  if (!(await testServer())) return t.comment('skipped: no PostgreSQL')
  passes(t, await killOnPostgres(await testDatabase(t), { seed, kills: 1 }))
})

import t from 'tap'
import { testServer } from '#test/kit/store.ts'

// The tests of this folder that know no engine, on PostgreSQL.
process.env['TEST_ENGINE'] = 'postgres'
if (await testServer()) {
  await import('./main-loop.test.ts')
  await import('./deadlines.test.ts')
  await import('./letters.test.ts')
  await import('./privacy.test.ts')
} else {
  t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
}

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import t from 'tap'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { findPgTools } from '../../scripts/backup/pg-tools.ts'
import { backedUpWhileVoting, checkRestored, startAgain } from './backed-up.ts'
import { aFolder } from './look.ts'

t.test('PostgreSQL: the same with pg_dump and pg_restore', async (t) => {
  const tools = (await testServer()) && (await toolsFor(await testDatabase(t)))
  if (!tools) {
    t.pass('skipped', { skip: 'no PostgreSQL, or no pg_dump for its version' })
    return
  }
  const { service, backup, voted } = await backedUpWhileVoting(t, 'postgres')
  const DATABASE_URL = await testDatabase(t, { bare: true })
  const to = ['--no-owner', '--exit-on-error', '--single-transaction', '--dbname', DATABASE_URL]
  await promisify(execFile)(tools.restore, [...to, join(backup, 'cordee.dump')])
  const dataDir = aFolder(t)
  const MASTER_KEY_FILE = join(service.dataDir, 'master.key')
  const restored = await startAgain(t, service, {
    DATA_DIR: dataDir,
    DATABASE_URL,
    MASTER_KEY_FILE,
  })
  await checkRestored(t, restored, voted)
})

/** PostgreSQL's programs for the server of the tests, which may be newer than those that are installed. */
async function toolsFor(url: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    return await findPgTools(Math.floor(Number(rows[0]?.server_version_num) / 10_000))
  } catch {
    return undefined
  } finally {
    await client.end()
  }
}

import { chmodSync, closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t, { type Test } from 'tap'
import { addJobs } from '#src/storage/outbox.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { aService } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { checkMemory, checkNode, diskFinding } from '../../scripts/doctor/check-machine.ts'
import { aFolder, look } from './look.ts'
import { runScript } from './run-script.ts'

t.test('before the first start nothing is wrong, and nothing is made', async (t) => {
  const dataDir = join(aFolder(t), 'data')
  const found = await look({ DATA_DIR: dataDir, PORT: '0' })
  t.strictSame(found.marks('data-folder', 'master-key', 'database', 'issuer-keys', 'service'), [
    'unchecked',
    'unchecked',
    'unchecked',
    'unchecked',
    'unchecked',
  ])
  t.notOk(found.isWrong)
  t.notOk(existsSync(dataDir))
})

t.test('it sees a service that runs, and one that was stopped', async (t) => {
  const service = await aService(t, { engine: 'sqlite' })
  const { port, origin } = new URL(service.app.baseUrl)
  const env = { DATA_DIR: service.dataDir, PORT: port, PUBLIC_URL: origin }
  const parts = ['data-folder', 'master-key', 'database', 'tables', 'integrity'] as const
  const up = await look(env)
  t.strictSame(up.marks(...parts, 'issuer-keys', 'jobs', 'clock', 'service'), Array(9).fill('good'))
  t.strictSame(up.marks('public-url'), ['look', 'good'], 'reachable, but not https')

  const script = await runScript('scripts/doctor.ts', [], { ...env, DEFAULT_LANGUAGE: 'en' })
  t.match(script, { status: 0, errors: '', output: /✔ good +Service — answers on 127\.0\.0\.1/ })
  const json = await runScript('scripts/doctor.ts', ['--json'], { ...env, DEFAULT_LANGUAGE: 'fr' })
  t.equal(json.status, 0)
  t.match(JSON.parse(json.output), {
    ok: true,
    findings: [{ part: 'node', mark: 'good', text: /version 24/ }],
  })

  await service.stop()
  const down = await look(env)
  t.strictSame(down.marks('service', 'public-url'), ['look', 'look', 'look'])
  t.strictSame(down.marks(...parts), Array(5).fill('good'), 'the rest is seen all the same')
  t.notOk(down.isWrong)
})

t.test('every mistake in the settings is named, and no secret is told', async (t) => {
  const env = {
    PORT: 'x',
    SMTP_URL: 'https://me:s3cret@mail.example.org',
    DATABASE_URL: 'mysql://me:s3cret@db/cordee',
    DISCORD_TOKEN: 'Bot s3cret',
  }
  const { status, output, errors } = await runScript('scripts/doctor.ts', [], env)
  t.equal(status, 78)
  for (const name of Object.keys(env)) t.match(output, new RegExp(`✘ .+${name}: write `), name)
  t.notMatch(output + errors, /s3cret/)
})

t.test('the data folder and the master key', async (t) => {
  const service = await aService(t, { engine: 'sqlite' })
  const env = { DATA_DIR: service.dataDir, PORT: '0' }
  const key = join(service.dataDir, 'master.key')
  chmodSync(service.dataDir, 0o755)
  chmodSync(key, 0o644)
  const open = await look(env)
  t.strictSame(open.marks('data-folder', 'master-key', 'issuer-keys'), ['look', 'look', 'good'])
  t.notOk(open.isWrong)
  const other = aFolder(t)
  const wrongKey = join(other, 'wrong.key')
  writeFileSync(wrongKey, Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
  const wrong = await look({ ...env, MASTER_KEY_FILE: wrongKey })
  t.strictSame(wrong.marks('master-key', 'issuer-keys'), ['good', 'wrong'])
  writeFileSync(wrongKey, 'no key')
  const none = await look({ ...env, MASTER_KEY_FILE: wrongKey })
  t.strictSame(none.marks('master-key', 'issuer-keys'), ['wrong', 'unchecked'])
  const missing = await look({ ...env, MASTER_KEY_FILE: join(other, 'none') })
  t.strictSame(missing.marks('master-key'), ['wrong'])
  const file = await look({ ...env, DATA_DIR: key })
  t.strictSame(file.marks('data-folder'), ['wrong'], 'a file is no folder')
})

t.test('a database that is damaged', async (t) => {
  const { dataDir, file } = await aStoppedService(t)
  const pages = openSync(file, 'r+')
  for (let page = 12; page < 30; page += 1)
    writeSync(pages, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096)
  closeSync(pages)
  const damaged = await look({ DATA_DIR: dataDir, PORT: '0' })
  t.ok([...damaged.marks('database'), ...damaged.marks('integrity')].includes('wrong'))
  writeFileSync(file, 'not a database at all')
  const none = await look({ DATA_DIR: dataDir, PORT: '0' })
  t.strictSame(none.marks('database'), ['wrong'])
  t.match(none.text('database'), /SQLITE_NOTADB/)
})

t.test('tables of an older and of a newer version', async (t) => {
  const { dataDir, file } = await aStoppedService(t)
  const change = (sql: string) => {
    const database = new Database(file)
    database.exec(sql)
    database.close()
  }
  const newest = '(select max(created_at) from __drizzle_migrations)'
  change(`delete from __drizzle_migrations where created_at = ${newest}`)
  t.strictSame((await look({ DATA_DIR: dataDir, PORT: '0' })).marks('tables'), ['look'])
  change(`insert into __drizzle_migrations (hash, created_at) values ('x', 9999999999999)`)
  t.strictSame((await look({ DATA_DIR: dataDir, PORT: '0' })).marks('tables'), ['wrong'])
})

t.test('work that was given up, and work that is late', async (t) => {
  const { dataDir, file, workspaceId } = await aStoppedService(t)
  const store = openSqlite(file)
  t.teardown(() => store.close())
  const job = { workspaceId, queue: 'letter', lane: 'smtp', payload: {} }
  await store.tx((tx) => addJobs(tx, [{ ...job, id: 'j1', key: 'k1', runAt: Date.now() }]))
  t.match((await look({ DATA_DIR: dataDir, PORT: '0' })).text('jobs'), /1 waiting, none late/)
  await store.tx(async (tx) => {
    await tx.update(tx.t.outbox).set({ state: 'dead' })
  })
  const dead = await look({ DATA_DIR: dataDir, PORT: '0' })
  t.strictSame(dead.marks('jobs'), ['look'])
  t.match(dead.text('jobs'), /1 given up: npm run outbox/)
  const hourAgo = Date.now() - 3_600_000
  await store.tx((tx) => addJobs(tx, [{ ...job, id: 'j2', key: 'k2', runAt: hourAgo }]))
  t.match((await look({ DATA_DIR: dataDir, PORT: '0' })).text('jobs'), /1 late, the oldest by 60/)
})

t.test('PostgreSQL', async (t) => {
  if (!(await testServer())) {
    t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
    return
  }
  const DATABASE_URL = await testDatabase(t, { bare: true })
  const empty = await look({ DATABASE_URL, DATA_DIR: aFolder(t), PORT: '0' })
  t.match(empty.text('database'), /PostgreSQL \d+\.\d+, /)
  t.strictSame(empty.marks('tables', 'master-key', 'clock'), ['unchecked', 'unchecked', 'good'])

  const service = await aService(t, { engine: 'postgres' })
  const url = 'url' in service.store ? service.store.url : ''
  const env = { DATABASE_URL: url, DATA_DIR: service.dataDir, PORT: '0' }
  const found = await look(env)
  t.strictSame(found.marks('tables', 'issuer-keys', 'jobs', 'clock'), Array(4).fill('good'))
  const lossy = await settingsThatAreOff(url)
  t.strictSame(
    found.marks('database').slice(1),
    lossy.map(() => 'wrong'),
  )
  const late = await look(env, { now: () => Date.now() + 60_000 })
  t.strictSame(late.marks('clock'), ['look'])
  t.strictSame(
    (await look({ ...env, MASTER_KEY_FILE: join(aFolder(t), 'none') })).marks('master-key'),
    ['wrong'],
  )
  const gone = 'postgres://me:s3cret@127.0.0.1:1/cordee'
  const unreachable = await look({ ...env, DATABASE_URL: gone })
  t.strictSame(unreachable.marks('database', 'issuer-keys'), ['wrong', 'unchecked'])
  t.match(unreachable.text('database'), /ECONNREFUSED/)
  t.notMatch(unreachable.all, /s3cret/)
})

t.test('the machine itself', async (t) => {
  t.equal(checkNode('24.0.0').mark, 'good')
  t.equal(checkNode('25.1.0').mark, 'look')
  t.equal(checkMemory(2 ** 30).mark, 'good')
  t.equal(checkMemory(2 ** 26).mark, 'look')
  t.equal(diskFinding(2 ** 31).mark, 'good')
  t.equal(diskFinding(2 ** 29).mark, 'look')
  t.equal(diskFinding(2 ** 26).mark, 'wrong')
})

async function aStoppedService(t: Test) {
  const service = await aService(t, { engine: 'sqlite' })
  const { dataDir, store } = service
  const [workspace] = await store.db.select().from(store.db.t.workspace)
  await service.stop()
  return { dataDir, file: join(dataDir, 'cordee.sqlite'), workspaceId: workspace?.id ?? '' }
}

async function settingsThatAreOff(url: string): Promise<readonly string[]> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  await client.connect()
  const names = ['fsync', 'synchronous_commit', 'full_page_writes']
  const { rows } = await client.query<{ name: string }>(
    `select name from pg_settings where name = any($1) and setting = 'off'`,
    [names],
  )
  await client.end()
  return rows.map(({ name }) => name)
}

import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { opensEvery, rewrapKeys } from '#src/app/rewrap-keys.ts'
import { type Config, readConfig } from '#src/config.ts'
import { readMasterKey } from '#src/master-key.ts'
import { startService } from '#src/service.ts'
import { everyIssuerKey } from '#src/storage/issuer-keys.ts'
import { openStore } from '#src/storage/open-store.ts'
import { pinOrigin } from '#src/storage/pinned-origin.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import { aService, propose, type TestService, voteAll } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { answer } from '../../scripts/keys/answer.ts'
import { readAsk } from '../../scripts/keys/read-ask.ts'
import { rewrap } from '../../scripts/keys/rewrap.ts'
import { aFolder, look } from './look.ts'
import { runScript } from './run-script.ts'

const publicUrl = 'https://badges.example.org'

for (const engine of ['sqlite', 'postgres'] as const)
  t.test(`beside a service on ${engine}, keys are shown and changed`, async (t) => {
    if (engine === 'postgres' && !(await testServer())) {
      t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
      return
    }
    const database: Record<string, string> =
      engine === 'postgres' ? { DATABASE_URL: await testDatabase(t) } : {}
    const service = await aService(t, { engine: 'sqlite', env: database })
    const env = { DATA_DIR: service.dataDir, DEFAULT_LANGUAGE: 'en', ...database }
    const command = (...args: readonly string[]) => answer(readConfig(env), readAsk(args))
    // SQLite shows a process what others wrote once it writes itself, which the outbox does every half minute.
    const keys = () => service.store.tx((tx) => everyIssuerKey(tx))
    const [first] = await keys()
    const kid = first?.id ?? ''
    await anAward(service)
    await service.outbox.idle()

    const listed = await runScript('scripts/keys.ts', ['list'], env)
    t.match(listed, { status: 0, errors: '' })
    t.match(listed.output, new RegExp(`credential +in use +[\\dT:-]+Z +1 +${kid}`))
    t.notMatch(listed.output, first?.sealedSecret ?? '')

    const rotated = await command('rotate', 'credential', first?.issuerId ?? '')
    t.match(rotated, { status: 0, text: /Without a public address the key is the name/ })
    t.match(await command('rotate', 'token'), { status: 0, text: /There was none yet/ })
    const { text: after } = await command()
    t.match(after, new RegExp(`credential +earlier +\\S+ +\\S+ +1 +${kid}`))
    t.match(after, /token +in use +\S+ +– +[\w-]{43}\n/)

    const stolen = await command('compromise', kid, '--since', '2020-01-01T00:00:00+01:00')
    t.match(stolen, { status: 0, text: /hence revoked: 1\..*\n.*again with the key in use: 0\./ })
    const since = new RegExp(`not to be believed +\\S+ +\\S+ +2019-12-31T23:00Z +1 +${kid}`)
    t.match(await command('list'), { text: since })
    const token = (await keys()).find(({ purpose }) => purpose === 'token')
    const gone = await command('compromise', token?.id ?? '')
    t.match(gone, { status: 0, text: /verify no more.*\nNew key in use: [\w-]{43}$/ })

    t.match(await command('compromise', 'nobody'), { status: 1, text: /No key has this name/ })
    t.match(await command('rotate', 'token', 'nobody'), { status: 1, text: /No organisation/ })
    const future = ['compromise', kid, '--since', '2999-01-01T00:00Z'] as const
    t.match(await command(...future), { status: 1, text: /still to come/ })

    await t.rejects(command('rewrap'), { code: 'config', message: /service is running on this/ })
    t.notOk(existsSync(join(service.dataDir, 'master.key.new')))
    await service.stop()
    const sealed = await runScript('scripts/keys.ts', ['rewrap'], env)
    t.match(sealed, { status: 0, errors: '', output: /^4 keys were sealed anew\./ })
    const { databaseUrl } = readConfig(env)
    const file = join(service.dataDir, 'cordee.sqlite')
    const store = await openStore({ databaseUrl, file }, { onError: () => undefined })
    t.ok(await opensEvery(store, await keyIn(service.dataDir, 'master.key')))
    t.notOk(await opensEvery(store, await keyIn(service.dataDir, 'master.key.old')))
    await store.close()
    const earlier = /^MASTER_KEY_FILE: \S+master\.key\.old is there from/
    await t.rejects(command('rewrap'), { code: 'config', message: earlier })
  })

t.test('a change of master key that was cut short is finished by doing it again', async (t) => {
  const { dataDir, config } = await aStopped(t)
  const at = (name: string) => join(dataDir, name)
  const old = await keyIn(dataDir, 'master.key')
  const isOpen = async (name: string) => {
    const db = openSqlite(at('cordee.sqlite'))
    try {
      return await opensEvery(db, await keyIn(dataDir, name))
    } finally {
      await db.close()
    }
  }

  await t.test('before anything was sealed anew', async (t) => {
    copyFileSync(at('master.key'), at('master.key.old'))
    const fresh = Buffer.alloc(32, 3)
    writeFileSync(at('master.key.new'), fresh.toString('base64'))
    t.ok(await isOpen('master.key'), 'the service would start')
    t.match(await rewrap(config), { count: 1, old: at('master.key.old') })
    t.strictSame(await keyIn(dataDir, 'master.key'), fresh, 'the one that was begun')
    t.strictSame(await keyIn(dataDir, 'master.key.old'), old)
    t.ok(await isOpen('master.key'))
    t.notOk(existsSync(at('master.key.new')))
  })

  await t.test('after it, before the file was replaced', async (t) => {
    rmSync(at('master.key.old'))
    const from = await keyIn(dataDir, 'master.key')
    copyFileSync(at('master.key'), at('master.key.old'))
    const to = Buffer.alloc(32, 4)
    writeFileSync(at('master.key.new'), to.toString('base64'))
    const db = openSqlite(at('cordee.sqlite'))
    await rewrapKeys(db, { from, to })
    await db.close()
    await t.rejects(startService(config), { code: 'config', message: /^MASTER_KEY_FILE: / })
    await rewrap(config)
    t.ok(await isOpen('master.key'))
    t.strictSame(await keyIn(dataDir, 'master.key.old'), from)
    const service = await startService(config)
    await service.stop()
  })

  await t.test('a file of the new key that was half written counts for nothing', async (t) => {
    rmSync(at('master.key.old'))
    writeFileSync(at('master.key.new'), 'AAAA')
    await rewrap(config)
    t.ok(await isOpen('master.key'))
  })

  await t.test('with another key nothing is changed', async (t) => {
    rmSync(at('master.key.old'))
    const right = readFileSync(at('master.key'))
    writeFileSync(at('master.key'), Buffer.alloc(32, 5).toString('base64'))
    await t.rejects(rewrap(config), { code: 'config', message: /does not open every key/ })
    t.notOk(existsSync(at('master.key.new')))
    writeFileSync(at('master.key'), right)
    t.ok(await isOpen('master.key'))
  })
})

t.test('what is not understood, and what is not there, is said at once', async (t) => {
  const env = { DATA_DIR: '/nowhere/at/all', DEFAULT_LANGUAGE: 'fr' }
  const unclear = [['liste'], ['rotate'], ['rotate', 'rsa'], ['compromise'], ['rewrap', 'now']]
  const dates = [['hier'], ['2026-11-26'], []].map((date) => [
    'compromise',
    'k',
    '--since',
    ...date,
  ])
  for (const args of [...unclear, ...dates]) t.notOk(readAsk(args), args.join(' '))
  t.match(readAsk(['compromise', '-kid', '--since', '2026-11-26T14:00+01:00']), {
    kid: '-kid',
    since: Date.UTC(2026, 10, 26, 13),
  })
  const usage = await runScript('scripts/keys.ts', ['liste'], env)
  t.match(usage, { status: 64, output: '', errors: /^Écrivez une de ces commandes/ })
  const missing = /^DATA_DIR\u00A0: \/nowhere\/at\/all\/cordee\.sqlite n’existe pas/
  t.match(await runScript('scripts/keys.ts', ['list'], env), { status: 78, errors: missing })
  const rewrapped = answer(readConfig(env), readAsk(['rewrap']))
  await t.rejects(rewrapped, { code: 'config', message: missing })
})

t.test('after badges were made under a public address, it starts under no other', async (t) => {
  const { dataDir, config } = await aStopped(t)
  const store = openSqlite(join(dataDir, 'cordee.sqlite'))
  await store.tx((tx) => pinOrigin(tx, publicUrl, 1))
  await store.tx((tx) => pinOrigin(tx, 'https://elsewhere.example.org', 2))
  await store.close()
  const env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' }
  const without = await runScript('src/start.mjs', [], env)
  t.match(without, { status: 78, output: '' })
  t.match(
    without.errors,
    /^PUBLIC_URL: badges were made under https:\/\/badges\.example\.org, and PUBLIC_URL is not set: set it to https:.+\n$/,
  )
  const other = await runScript('src/start.mjs', [], {
    ...env,
    PUBLIC_URL: 'https://b.example.org',
  })
  t.match(other, { status: 78, errors: /^PUBLIC_URL: .+ is https:\/\/b\.example\.org: .+\n$/ })
  t.ok((await look(env)).isWrong)
  t.match((await look(env)).text('public-url'), /the service will not start/)

  const service = await startService({ ...config, publicUrl })
  await service.stop()
  const kept = await look({ ...env, PUBLIC_URL: publicUrl })
  t.match(kept.text('public-url'), /keep this domain as long as they live/)
})

t.test('the doctor says how old keys are, and whether there is one for tokens', async (t) => {
  const { dataDir } = await aStopped(t)
  const env = { DATA_DIR: dataDir, PORT: '0' }
  const young = await look(env)
  t.match(young.text('issuer-keys'), /^1, all opened .* In use since .*RSA key .* is made when/)
  const yearMs = 366 * 24 * 3_600_000
  const old = await look(env, { now: () => Date.now() + yearMs })
  t.strictSame(old.marks('issuer-keys'), ['look'])
  t.match(old.text('issuer-keys'), /more than a year: npm run keys -- rotate/)
  await answer(readConfig(env), readAsk(['rotate', 'token']))
  t.match((await look(env)).text('issuer-keys'), /^2, .*with the RSA key for tokens\.$/)
})

/** The folder of a service that ran once. */
async function aStopped(t: Test): Promise<{ readonly dataDir: string; readonly config: Config }> {
  const dataDir = aFolder(t)
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'silent',
    DEFAULT_LANGUAGE: 'en',
  })
  const service = await startService(config)
  await service.stop()
  return { dataDir, config }
}

async function keyIn(folder: string, name: string): Promise<Uint8Array> {
  return (await readMasterKey(join(folder, name))) ?? Buffer.alloc(0)
}

/** One person's badge, accepted by two of three. */
async function anAward(service: TestService): Promise<void> {
  const trainer = await service.joinAsTrainer('Paul')
  const ana = await service.join('Ana')
  const voters = []
  for (const name of ['Bilal', 'Chloé', 'Dawit']) voters.push(await service.join(name))
  const id = await propose(trainer, { people: ana.id })
  for (const voter of voters.slice(0, 2)) await voteAll(voter, id, 'met')
}

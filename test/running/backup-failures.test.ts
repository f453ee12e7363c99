import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { aService } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { aFolder } from './look.ts'
import { runScript } from './run-script.ts'

const noPostgres = 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN'

t.test('a backup that cannot be made says why in one line', async (t) => {
  const folder = aFolder(t)
  const file = join(folder, 'file')
  writeFileSync(file, 'not a database')
  const damaged = join(folder, 'damaged')
  mkdirSync(damaged)
  copyFileSync(file, join(damaged, 'cordee.sqlite'))
  const empty = join(folder, 'empty')
  mkdirSync(empty)
  const url = 'postgres://me:s3cret@127.0.0.1:1/cordee'
  const failures: readonly [readonly string[], Record<string, string>, number, RegExp][] = [
    [[], {}, 78, /^Give the folder of the backup/],
    [[folder], {}, 78, /is not empty/],
    [[join(file, 'backup')], {}, 78, /cannot be written/],
    [[join(folder, 'b1')], { DATA_DIR: empty }, 78, /nothing to back up/],
    [[join(folder, 'b2')], { DATA_DIR: damaged }, 1, /cannot be read \(SQLITE_NOTADB\)/],
    [[join(folder, 'b3')], { DATABASE_URL: url }, 1, /^DATABASE_URL: the database does not answer/],
    [[join(folder, 'b4')], { DATABASE_URL: 'mysql://x' }, 78, /^DATABASE_URL: write /],
  ]
  await Promise.all(
    failures.map(async ([args, env, status, line]) => {
      const end = await backUp(args, { DATA_DIR: empty, ...env })
      t.equal(end.status, status, String(line))
      t.match(end.errors, line)
      t.match(end.errors, /^[^\n]+\n$/, 'one line')
      t.notMatch(end.output + end.errors, /s3cret/)
    }),
  )
  for (const name of ['b2', 'b3'])
    t.strictSame(readdirSync(join(folder, name)), [], 'nothing half-made is left')
})

t.test('a disk that is full says so, and leaves nothing half-made', async (t) => {
  const service = await aService(t, { engine: 'sqlite' })
  const backup = join(aFolder(t), 'backup')
  // Files of at most 100 blocks of 512 bytes: the copy needs more.
  const end = await backUp([backup], { DATA_DIR: service.dataDir }, 'ulimit -f 100; ')
  t.match(end, { status: 1, errors: /^The disk is full[^\n]+\n$/ })
  t.strictSame(readdirSync(backup), [])
})

t.test('without a pg_dump that is new enough it says which one is missing', async (t) => {
  if (!(await testServer())) {
    t.pass('skipped', { skip: noPostgres })
    return
  }
  const env = { DATABASE_URL: await testDatabase(t), DATA_DIR: aFolder(t) }
  const none = await backUp([join(aFolder(t), 'b')], { ...env, PG_BIN: aFolder(t) })
  t.match(none, { status: 78, errors: /^pg_dump and pg_restore for PostgreSQL \d+ .+PG_BIN\.\n$/ })
  const old = aPgBin(t, 'echo "pg_dump (PostgreSQL) 9.6.24"')
  const tooOld = await backUp([join(aFolder(t), 'b')], { ...env, PG_BIN: old })
  t.match(tooOld, { status: 78, errors: /\(9 < \d+\)/ })
})

t.test('the password reaches pg_dump by its environment alone', async (t) => {
  if (!(await testServer())) {
    t.pass('skipped', { skip: noPostgres })
    return
  }
  const url = new URL(await testDatabase(t))
  url.password = 's3cret'
  const seen = join(aFolder(t), 'seen')
  const bin = aPgBin(
    t,
    `if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) 99.1"; exit; fi
     echo "$@" > ${seen}; echo "$PGPASSWORD" >> ${seen}; echo "it does not want to" >&2; exit 3`,
  )
  const env = { DATABASE_URL: url.href, DATA_DIR: aFolder(t), PG_BIN: bin }
  const end = await backUp([join(aFolder(t), 'b')], env)
  t.match(end, { status: 1, errors: 'pg_dump did not succeed: it does not want to\n' })
  const [args = '', password] = readFileSync(seen, 'utf8').split('\n')
  t.match(args, /--snapshot=/)
  t.notMatch(args, /s3cret/)
  t.equal(password, 's3cret')
})

function backUp(args: readonly string[], env: Readonly<Record<string, string>>, before = '') {
  return runScript('scripts/backup.ts', args, { DEFAULT_LANGUAGE: 'en', ...env }, before)
}

/** A folder with a pg_dump and a pg_restore that do as they are told. */
function aPgBin(t: Test, script: string): string {
  const folder = aFolder(t)
  for (const name of ['pg_dump', 'pg_restore']) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

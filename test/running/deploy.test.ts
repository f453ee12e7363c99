import { execFile } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { readMasterKey } from '#src/master-key.ts'
import { aFolder } from './look.ts'

const run = promisify(execFile)
const isRoot = process.getuid?.() === 0

t.test('the secrets are made once, each for the one user who reads it', async (t) => {
  const folder = join(aFolder(t), 'secrets')
  const make = () => run('sh', ['deploy/make-secrets.sh', folder])
  if (!isRoot) {
    await t.rejects(make(), { code: 78, stderr: /as root/ })
    return
  }
  await make()
  const owners = { master_key: 10_001, pgpass: 10_001, postgres_password: 999 }
  for (const [name, uid] of Object.entries(owners)) {
    const { uid: owner, mode } = statSync(join(folder, name))
    t.equal(owner, uid, name)
    t.equal(mode & 0o777, 0o400, name)
  }
  const password = readFileSync(join(folder, 'postgres_password'), 'utf8')
  t.match(password, /^[0-9a-f]{48}$/)
  const line = `postgres:5432:cordee:cordee:${password}\n`
  t.equal(readFileSync(join(folder, 'pgpass'), 'utf8'), line)
  t.equal((await readMasterKey(join(folder, 'master_key')))?.length, 32)
  await t.rejects(make(), { code: 78, stderr: /nothing was changed/ })
})

t.test(
  'compose.yaml gives no password away, and the image has what its commands need',
  async (t) => {
    const compose = readFileSync('compose.yaml', 'utf8')
    t.notMatch(compose, /:\/\/[^@\s]*:[^@\s]+@/, 'no password in an address')
    t.notMatch(compose, /PASSWORD:/)
    const image = readFileSync('Dockerfile', 'utf8')
    for (const folder of ['src', 'adapters', 'scripts', 'migrations', 'catalogue'])
      t.match(image, new RegExp(`^COPY ${folder} ${folder}$`, 'm'))
    const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
    t.match(image, `FROM node:${devDependencies.node}-`, 'the Node that everything is tested with')
  },
)

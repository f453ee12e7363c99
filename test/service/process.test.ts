import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'

t.test('it prints the links, serves, and stops in peace', async (t) => {
  const run = start(t, { PORT: '0', DEFAULT_LANGUAGE: 'en' })
  const text = await run.said(/For the learners +(\S+)/)
  const [, learner = ''] = /For the learners +(\S+)/.exec(text) ?? []
  const [, trainer = ''] = /For the trainer +(\S+)/.exec(text) ?? []
  t.match(text, /Cordée is ready/)
  t.ok(trainer.startsWith(`${learner}?trainer=`))
  t.equal((await fetch(learner)).status, 200)
  t.equal(await run.stop(), 0)
})

t.test('a mistake is one line that names the variable, and status 78', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-bad-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'file')
  writeFileSync(file, 'not a folder, nor a key')
  const mistakes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    PORT: { PORT: 'three thousand' },
    PUBLIC_URL: { PUBLIC_URL: 'badges' },
    SMTP_URL: { SMTP_URL: 'mail.example.org' },
    MAIL_FROM: { MAIL_FROM: 'a@b.co, c@d.e' },
    DEFAULT_LANGUAGE: { DEFAULT_LANGUAGE: 'de' },
    DATABASE_URL: { DATABASE_URL: 'mysql://localhost/cordee' },
    DATA_DIR: { DATA_DIR: join(file, 'data') },
    MASTER_KEY_FILE: { MASTER_KEY_FILE: file },
  }
  await Promise.all(
    Object.entries(mistakes).map(async ([variable, env]) => {
      const { status, errors } = await start(t, { PORT: '0', ...env }).ended()
      t.equal(status, 78, variable)
      t.match(errors, new RegExp(`^${variable}: .+\\n$`), variable)
    }),
  )
})

t.test('a port that is taken is said in one line', async (t) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address ? String(address.port) : ''
  const { status, errors } = await start(t, { PORT: port }).ended()
  t.equal(status, 78)
  t.match(errors, /^PORT: \d+ is taken on 127\.0\.0\.1: .+\n$/)
})

t.test(
  'a folder that cannot be written is said in one line',
  { skip: process.getuid?.() === 0 && 'root writes everywhere' },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'cordee-readonly-'))
    chmodSync(folder, 0o500)
    const { status, errors } = await start(t, { PORT: '0', DATA_DIR: folder }).ended()
    t.equal(status, 78)
    t.match(errors, /^DATA_DIR: .+\n$/)
  },
)

t.test('a database without its master key is not opened', async (t) => {
  const run = start(t, { PORT: '0' })
  const told = await run.said(/Ctrl\+C/)
  t.match(told, `${join(run.dataDir, 'master.key')} (MASTER_KEY_FILE)`, 'it says where it is')
  await run.stop()
  rmSync(join(run.dataDir, 'master.key'))
  const { status, errors } = await start(t, { PORT: '0', DATA_DIR: run.dataDir }).ended()
  t.equal(status, 78)
  t.match(errors, /^MASTER_KEY_FILE: .+ is missing/)
})

t.test('an older Node gets one line and status 78, before anything native is loaded', async (t) => {
  const older = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`
  const { status, errors } = await start(t, { PORT: '0' }, ['--import', older]).ended()
  t.equal(status, 78)
  t.match(errors, /^Cordée needs Node 24 or newer, and this is Node 20\.19\.0: .+\n$/)
})

/** Runs the service as `npm start` does, with these variables and a folder of its own. */
function start(t: Test, env: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const dataDir = env['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'cordee-process-'))
  const child = spawn(process.execPath, [...flags, 'src/start.mjs'], {
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warn', DATA_DIR: dataDir, ...env },
  })
  t.teardown(() => {
    child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })
  let said = ''
  let errors = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()))
  const closed = once(child, 'close')
  return {
    dataDir,
    async said(wanted: RegExp): Promise<string> {
      while (!wanted.test(said))
        await Promise.race([
          once(child.stdout, 'data'),
          closed.then(() => Promise.reject(new Error(errors))),
        ])
      return said
    },
    async stop(): Promise<number | null> {
      child.kill('SIGTERM')
      await closed
      return child.exitCode
    },
    async ended(): Promise<{ status: number | null; errors: string }> {
      await closed
      return { status: child.exitCode, errors }
    },
  }
}

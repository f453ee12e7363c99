import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { FakeDiscord, Person } from '#test/kit/fake-discord/index.ts'
import { aService, until } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import {
  aServer,
  cardOf,
  channelId,
  collective,
  connected,
  filesOf,
  proposeIn,
  voteIn,
} from './discord-house.ts'

t.test('two nodes on PostgreSQL: one is connected, and another takes its place', async (t) => {
  if (!(await testServer())) {
    t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
    return
  }
  const stage = await aServer(t)
  const { discord, learners, paul } = stage
  const env = {
    DATABASE_URL: await testDatabase(t, { bare: true }),
    MASTER_KEY_FILE: aKeyFile(t),
    ...discord.env(),
  }
  const options = { env, random: () => 0.02 }
  const nodes = await Promise.all([aService(t, options), aService(t, options)])
  await connected(discord)
  const ready = await Promise.all(
    nodes.map(async ({ app }) => (await fetch(`${app.baseUrl}/readyz`)).text()),
  )
  t.equal(ready.filter((text) => text.includes('standing by')).length, 1)
  const id = await proposeIn(stage, {
    badge: collective.en,
    for: 'group',
  })
  await voteIn(stage, learners[0] ?? paul, id)
  const first = nodes.find((_, index) => !ready[index]?.includes('standing by'))
  await first?.stop()
  await patiently(async () => (discord.gateway.identifies.length === 2 ? true : undefined))
  t.equal(discord.gateway.open, 1)
  await connected(discord)
  await voteIn(stage, learners[1] ?? paul, id)
  await oneOfEach(t, { learners, paul, id })
  t.strictSame(
    discord.refusals.filter((one) => one.includes('40060')),
    [],
    'nobody answered twice',
  )
})

t.test('kill -9 in the middle of a delivery: each private message once', async (t) => {
  const stage = await aServer(t)
  const { discord, learners, paul } = stage
  const dataDir = mkdtempSync(join(tmpdir(), 'cordee-killed-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const first = await run(t, { discord, dataDir })
  const id = await proposeIn(stage, { badge: collective.en, for: 'group' })
  // Discord takes some of what is written, and nobody hears of it.
  discord.fail('POST', /^\/channels\/\d+\/messages$/, { loseAnswer: true, times: 2 })
  for (const learner of learners.slice(0, 2)) await voteIn(stage, learner, id)
  await until(async () => learners.some((one) => filesOf(one).length > 0) || undefined)
  await first.kill()
  await run(t, { discord, dataDir })
  await oneOfEach(t, { learners, paul, id })
  // The lease of the one that was killed runs out by itself.
  await patiently(async () => (discord.gateway.identifies.length === 2 ? true : undefined))
})

async function oneOfEach(
  t: Test,
  {
    learners,
    paul,
    id,
  }: { readonly learners: readonly Person[]; readonly paul: Person; readonly id: string },
): Promise<void> {
  await patiently(async () => {
    const all = learners.every((one) => filesOf(one).length > 0)
    const verdict = paul.seen(channelId).some(({ thread }) => thread !== undefined)
    return (all && verdict && /Accepted/.test(cardOf(paul, id)?.text ?? '')) || undefined
  })
  for (const learner of learners) t.equal(filesOf(learner).length, 1, `${learner.name}: one PNG`)
  const seen = paul.seen(channelId)
  t.equal(seen.filter(({ thread }) => thread === undefined).length, 1, 'one card')
  t.equal(seen.filter(({ thread }) => thread !== undefined).length, 1, 'one verdict')
}

// A request that nobody answered, and a lease, are waited out before it goes on.
function patiently(look: () => Promise<true | undefined>): Promise<true> {
  return until(look).catch(() => until(look))
}

function aKeyFile(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-key-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'master.key')
  writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600 })
  return file
}

/** The service in a process of its own, as `npm start` runs it. */
async function run(
  t: Test,
  { discord, dataDir }: { readonly discord: FakeDiscord; readonly dataDir: string },
) {
  const child = spawn(process.execPath, ['src/start.mjs'], {
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      DEFAULT_LANGUAGE: 'en',
      DATA_DIR: dataDir,
      PORT: '0',
      ...discord.env(),
    },
  })
  const closed = once(child, 'close')
  const kill = async () => {
    child.kill('SIGKILL')
    await closed
  }
  t.teardown(kill)
  let said = ''
  child.stdout.on('data', (text: Buffer) => (said += text.toString()))
  await until(async () => /(http:\/\/\S+)\/rooms\//.exec(said)?.[1])
  return { kill }
}

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  type FakeSlack,
  fakeSlack,
  type FakeTeam,
  historyScopes,
  type Person,
  usualScopes,
} from '#test/kit/fake-slack/index.ts'
import { aService, until } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { cardOf, proposeIn, voteAll, voteIn } from './slack-house.ts'

t.test('two nodes on PostgreSQL: one card, one verdict, one private message each', async (t) => {
  if (!(await testServer())) {
    t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
    return
  }
  const stage = await aStage(t)
  const { slack, learners, paul } = stage
  const env = {
    DATABASE_URL: await testDatabase(t, { bare: true }),
    MASTER_KEY_FILE: aKeyFile(t),
    ...slack.env(stage.team),
  }
  const options = { env, random: () => 0.02 }
  const nodes = await Promise.all([aService(t, options), aService(t, options)])
  let turn = 0
  // What Slack sends goes to both by turns, as behind a load balancer.
  const next = () => {
    turn += 1
    const { baseUrl } = nodes[turn % 2]?.app ?? { baseUrl: '' }
    slack.deliverTo({ eventsUrl: `${baseUrl}/slack/events` })
  }
  next()
  const id = await proposeIn(stage, { achievement: production, for: 'group', rule: 'everyone' })
  // With three of four it is certain.
  for (const learner of learners.slice(0, 3)) {
    next()
    await voteIn(learner, id, 'met')
  }
  await oneOfEach(t, { learners, paul, id })
  for (const node of nodes) await node.outbox.idle()
  const letters = await Promise.all(nodes.map((node) => node.letters()))
  t.equal(letters.flat().length, learners.length)
})

t.test('kill -9 in the middle of a delivery: each private message once', async (t) => {
  const stage = await aStage(t)
  const { slack, team, learners, paul } = stage
  const dataDir = mkdtempSync(join(tmpdir(), 'cordee-killed-'))
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }))
  const first = await run(t, { slack, team, dataDir })
  const id = await proposeIn(stage, { achievement: production, for: 'group' })
  // Slack takes some of what is written, and nobody hears of it.
  slack.fail('chat.postMessage', { loseAnswer: true, times: 2 })
  const before = dmsOf(learners).length
  await voteAll(learners.slice(0, 2), id)
  await until(async () => dmsOf(learners).length > before || undefined)
  await first.kill()
  await run(t, { slack, team, dataDir })
  await oneOfEach(t, { learners, paul, id })
})

const production = 'Delivering a collective production'

async function aStage(t: Test) {
  const slack = await fakeSlack(t, { scopes: [...usualScopes, ...historyScopes] })
  const team = slack.team('T1')
  const paul = team.user('UPAUL', { name: 'Paul', isAdmin: true, email: 'paul@example.org' })
  const learners = ['Ana', 'Bilal', 'Chloé', 'Dawit'].map((name, index) =>
    team.user(`U${index}`, { name, email: `learner${index}@example.org` }),
  )
  team.channel('C1', { name: 'atelier', members: ['UPAUL', ...learners.map(({ id }) => id)] })
  return { slack, team, paul, learners }
}

async function oneOfEach(
  t: Test,
  {
    learners,
    paul,
    id,
  }: { readonly learners: readonly Person[]; readonly paul: Person; readonly id: string },
): Promise<void> {
  await patiently(async () => {
    const all = learners.every((one) => one.dms().some(({ buttons }) => buttons.length > 0))
    const verdict = paul.seen('C1').some(({ thread }) => thread !== undefined)
    return (all && verdict && /Accepted/.test(cardOf(paul, id)?.text ?? '')) || undefined
  })
  for (const learner of learners) {
    t.equal(learner.dms().flatMap(({ files }) => files).length, 1, `${learner.user.name}: one PNG`)
    const told = learner.dms().filter(({ buttons }) => buttons.length > 0)
    t.equal(told.length, 1, `${learner.user.name}: one message`)
  }
  t.equal(paul.seen('C1').filter(({ thread }) => thread === undefined).length, 1, 'one card')
  t.equal(paul.seen('C1').filter(({ thread }) => thread !== undefined).length, 1, 'one verdict')
}

// A request that nobody answered is waited out, for 15 s, before it is made again.
function patiently(look: () => Promise<true | undefined>): Promise<true> {
  return until(look).catch(() => until(look))
}

function dmsOf(learners: readonly Person[]) {
  return learners.flatMap((one) => one.dms())
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
  {
    slack,
    team,
    dataDir,
  }: { readonly slack: FakeSlack; readonly team: FakeTeam; readonly dataDir: string },
) {
  const child = spawn(process.execPath, ['src/start.mjs'], {
    env: {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
      DEFAULT_LANGUAGE: 'en',
      DATA_DIR: dataDir,
      PORT: '0',
      ...slack.env(team),
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
  const origin = await until(async () => /(http:\/\/\S+)\/rooms\//.exec(said)?.[1])
  slack.deliverTo({ eventsUrl: `${origin}/slack/events` })
  return { kill }
}

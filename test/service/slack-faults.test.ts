import t from 'tap'
import { z } from 'zod'
import { readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'
import { historyScopes, usualScopes } from '#test/kit/fake-slack/index.ts'
import { until } from '#test/kit/service.ts'
import { aSlackHouse, cardOf, proposeIn, voteIn } from './slack-house.ts'

const record = z.object({ cast: z.number() })

t.test('200 voters and a Slack that fails: the card ends as the database', async (t) => {
  // One is proposed and one keeps away: nothing is certain, and the vote stays open.
  const names = Array.from({ length: 202 }, (_, index) => `Learner ${index}`)
  const house = await aSlackHouse(t, { names })
  const { slack, service, paul, learners } = house
  const id = await proposeIn(house, { people: ['Learner 0'], rule: 'everyone' })
  slack.fail('chat.update', { status: 429, retryAfter: 1, times: 2 })
  slack.fail('chat.update', { status: 500, times: 2 })
  slack.fail('chat.update', { error: 'ratelimited', retryAfter: 1 })
  slack.fail('chat.update', { loseAnswer: true })
  for (let from = 1; from < 201; from += 20)
    await Promise.all(learners.slice(from, from + 20).map((one) => voteIn(one, id, 'abstain')))
  const response = await fetch(`${service.app.baseUrl}/records/${id}`, {
    headers: { accept: 'application/json' },
  })
  const { cast } = record.parse(await response.json())
  t.equal(cast, 200)
  const wanted = /200 of 201/
  await until(async () => wanted.test(cardOf(paul, id)?.text ?? '') || undefined)
  t.ok(slack.calls('chat.update').length < 60, 'changes were put together')
})

t.test('an answer that is lost makes no second message', async (t) => {
  const house = await aSlackHouse(t, { scopes: [...usualScopes, ...historyScopes] })
  const { slack, service, paul, learners } = house
  slack.fail('chat.postMessage', { loseAnswer: true })
  const id = await proposeIn(house, { people: ['Ana'] })
  for (const voter of learners.slice(1, 3)) await voteIn(voter, id, 'met')
  slack.fail('files.completeUploadExternal', { loseAnswer: true })
  await until(async () => learners[0]?.dms().some(({ files }) => files.length > 0) || undefined)
  await service.outbox.idle()
  const cards = paul.seen('C1').filter(({ text }) => text.includes('Proposed by'))
  t.equal(cards.length, 1)
  t.equal(learners[0]?.dms().flatMap(({ files }) => files).length, 1)
})

t.test('stopped in the middle and started again: nothing is lost or doubled', async (t) => {
  const house = await aSlackHouse(t)
  const { slack, team, service, learners } = house
  const id = await proposeIn(house, { people: ['Ana'] })
  slack.fail('chat.postMessage', { status: 500, times: Infinity })
  for (const voter of learners.slice(1, 3)) await voteIn(voter, id, 'met')
  await service.stop()
  slack.heal()
  const { dataDir } = service
  const again = await startService(
    readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DEFAULT_LANGUAGE: 'en',
      DATA_DIR: dataDir,
      ...slack.env(team),
    }),
  )
  t.teardown(() => again.stop())
  slack.deliverTo({ eventsUrl: `${again.app.baseUrl}/slack/events` })
  const ana = team.person('U0')
  await until(async () => ana.dms().find(({ buttons }) => buttons.length > 0))
  await until(async () => ana.seen('C1').find(({ thread }) => thread !== undefined))
  await again.outbox.idle()
  t.equal(ana.dms().flatMap(({ files }) => files).length, 1)
  t.equal(ana.seen('C1').length, 2, 'the card, and the verdict under it')
})

for (const fault of [{ status: 429, retryAfter: 1 }, { status: 500 }, { cut: true }])
  t.test(
    `each step of a delivery fails once with ${JSON.stringify(fault)}, and the badge arrives`,
    async (t) => {
      const house = await aSlackHouse(t)
      const { slack, service, learners } = house
      const id = await proposeIn(house, { people: ['Ana'] })
      for (const method of [
        'chat.postMessage',
        'chat.update',
        'conversations.open',
        'files.getUploadURLExternal',
        'upload',
      ])
        slack.fail(method, fault)
      for (const voter of learners.slice(1, 3)) await voteIn(voter, id, 'met')
      const [ana] = learners
      await until(async () => ana?.dms().find(({ buttons }) => buttons.length > 0))
      await service.outbox.idle()
      t.equal(ana?.dms().flatMap(({ files }) => files).length, 1)
    },
  )

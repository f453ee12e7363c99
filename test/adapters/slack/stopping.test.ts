import t from 'tap'
import { aSlackHouse, proposeIn, voteIn } from '#test/service/slack-house.ts'
import { until } from '#test/kit/service.ts'

t.test('what waits for Slack’s limits does not hold up a stop, and comes after it', async (t) => {
  const house = await aSlackHouse(t)
  const { slack, service, learners } = house
  const id = await proposeIn(house, { people: ['Ana'] })
  slack.fail('chat.update', { status: 429, retryAfter: 15, times: Infinity })
  const [, bilal] = learners
  if (bilal) await voteIn(bilal, id, 'met')
  await until(async () => slack.calls('chat.update').length > 0 || undefined)
  const startedAt = performance.now()
  await service.stop()
  const ms = performance.now() - startedAt
  t.ok(ms < 4000, `${Math.round(ms)} ms`)
})

t.test('an answer that is under way when the service stops is still given', async (t) => {
  const house = await aSlackHouse(t)
  const { slack, service, paul } = house
  slack.fail('users.info', { delayMs: 1500 })
  const answered = paul.command('C1', 'help')
  await until(async () => slack.calls('users.info').length > 0 || undefined)
  await service.stop()
  t.match(await answered, { status: 200 })
  t.match(paul.modal()?.text ?? paul.ephemerals().at(-1)?.text, /badge/)
})

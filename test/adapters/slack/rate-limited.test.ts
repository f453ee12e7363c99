import t from 'tap'
import {
  aSlackHouse,
  cardOf,
  proposeIn,
  type SlackHouse,
  voteIn,
} from '#test/service/slack-house.ts'
import type { Call } from '#test/kit/fake-slack/server.ts'
import { until } from '#test/kit/service.ts'

/** Every call on the way to a card, a verdict, and a badge in private. */
const steps = [
  'chat.postMessage',
  'chat.update',
  'conversations.open',
  'files.getUploadURLExternal',
  'files.completeUploadExternal',
] as const

t.test('a badge arrives though every step asks to wait a second, with HTTP 200', async (t) => {
  const house = await aSlackHouse(t)
  const { slack } = house
  const id = await proposeIn(house, { people: ['Ana'] })
  const startedAt = Date.now()
  for (const method of steps) slack.fail(method, { error: 'ratelimited', retryAfter: 1 })
  await award(house, id)
  for (const method of steps) {
    const waitedMs = waited(slack.calls(method).filter(({ at }) => at >= startedAt))
    t.ok(waitedMs >= 950, `${method} waited ${waitedMs} ms`)
  }
})

t.test('a command that looks people up waits for Slack, and is answered', async (t) => {
  const house = await aSlackHouse(t)
  const { slack, paul } = house
  for (const method of ['users.info', 'conversations.info', 'conversations.members'])
    slack.fail(method, { error: 'ratelimited', retryAfter: 1 })
  await paul.command('C1', 'propose')
  const isAnswered = () => paul.modal()?.title === 'Propose a badge' || paul.ephemerals().length > 0
  await until(async () => isAnswered() || undefined)
  if (paul.modal()?.title !== 'Propose a badge')
    t.match(paul.ephemerals().at(-1)?.text, /réessayez|try again/i)
})

function placeOf({ args }: Call): unknown {
  return args['channel'] ?? args['channel_id']
}

/** Between the call that failed and the next one to the same place. */
function waited(calls: readonly Call[]): number {
  const failed = calls.find(({ answer }) => answer === undefined)
  const next = calls.find(
    (call) => failed && call.at > failed.at && placeOf(call) === placeOf(failed),
  )
  return (next?.at ?? 0) - (failed?.at ?? 0)
}

async function award(house: SlackHouse, id: string): Promise<void> {
  const { service, learners, paul } = house
  for (const voter of learners.slice(1, 3)) await voteIn(voter, id, 'met')
  const [ana] = learners
  await until(async () => ana?.dms().find(({ buttons }) => buttons.length > 0))
  await until(async () => paul.seen('C1').find(({ thread }) => thread !== undefined))
  await service.outbox.idle()
  if (ana?.dms().flatMap(({ files }) => files).length !== 1) throw new Error('Not one picture.')
  if (!cardOf(paul, id)) throw new Error('There is no card.')
}

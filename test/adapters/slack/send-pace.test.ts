import t from 'tap'
import { Pace, type PacedCall } from '#adapters/slack/send/pace.ts'
import { SlackTrouble } from '#adapters/slack/send/slack-trouble.ts'
import { LeapingTime } from '#test/kit/leaping-time.ts'
import { fails } from '#test/kit/fails.ts'

const update: PacedCall = { team: 'T1', method: 'chat.update', channel: 'C1' }
const post: PacedCall = { team: 'T1', method: 'chat.postMessage', channel: 'C1' }
const minute = 60_000

t.test('changes of cards stay under fifty in any minute, however many are asked for', async (t) => {
  const { pace, time } = aPace()
  const at: number[] = []
  for (let call = 0; call < 200; call++) {
    await pace.turn({ ...update, channel: `C${call % 7}` })
    at.push(time.now())
  }
  t.ok(busiestMinute(at) <= 50, `${busiestMinute(at)} in a minute`)
  t.ok(busiestMinute(at) > 40, 'and not many fewer')
})

t.test('the first changes go at once, and each workspace has its own budget', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  for (let call = 0; call < 6; call++) await pace.turn(update)
  await pace.turn({ ...update, team: 'T2' })
  t.equal(time.now(), start)
  await pace.turn(update)
  t.equal(time.now(), start + 1400)
})

t.test('messages to one channel go one by one, to other channels meanwhile', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  for (let call = 0; call < 2; call++) await pace.turn(post)
  await pace.turn({ ...post, channel: 'C2' })
  t.equal(time.now(), start)
  await pace.turn(post)
  t.equal(time.now(), start + 1500)
})

t.test('a workspace takes so many messages, whatever their channels', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  for (let call = 0; call < 320; call++) await pace.turn({ ...post, channel: `C${call}` })
  t.equal(time.now(), start + 300 * 200)
})

t.test('a channel that Slack asked to leave alone is left alone, and no other', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  pace.heed(post, limited(7000))
  await pace.turn({ ...post, channel: 'C2' })
  await pace.turn(update)
  t.equal(time.now(), start)
  await pace.turn(post)
  t.equal(time.now(), start + 7000)
})

t.test('two channels that must wait at once mean that the workspace must', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  pace.heed(post, limited(7000))
  pace.heed({ ...post, channel: 'C2' }, limited(5000))
  await pace.turn({ ...post, team: 'T2' })
  t.equal(time.now(), start)
  await pace.turn({ ...post, channel: 'C3' })
  t.equal(time.now(), start + 5000)
})

t.test('after a pause the calls that waited go one by one', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  pace.heed(update, limited(10_000))
  const at: number[] = []
  for (let call = 0; call < 3; call++) {
    await pace.turn(update)
    at.push(time.now() - start)
  }
  t.strictSame(at, [10_000, 11_400, 12_800])
})

t.test(
  'a longer wait than somebody has patience for is told at once, and books nothing',
  async (t) => {
    const { pace, time } = aPace()
    pace.heed(update, limited(30_000))
    const start = time.now()
    for (let call = 0; call < 3; call++)
      await fails(t, pace.turn(update), {
        error: 'ratelimited',
        retryAfterMs: 30_000,
        certain: true,
      })
    t.equal(time.now(), start)
    time.advance(30_000)
    await pace.turn(update)
    t.equal(time.now(), start + 30_000)
  },
)

t.test('what Slack asks for while somebody waits is heeded too', async (t) => {
  const time = new LeapingTime()
  let waits = 0
  const pace: Pace = new Pace({
    now: time.now,
    async wait(ms) {
      await time.wait(ms)
      if (waits++ === 0) pace.heed(update, limited(4000))
    },
  })
  const start = time.now()
  for (let call = 0; call < 7; call++) await pace.turn(update)
  t.equal(time.now(), start + 1400 + 4000)
})

t.test('a turn that was waited for ahead is not waited for again', async (t) => {
  const { pace, time } = aPace()
  for (let call = 0; call < 6; call++) await pace.turn(update)
  await pace.turnAhead(update)
  const ahead = time.now()
  await pace.turn(update)
  t.equal(time.now(), ahead, 'the one that was waited for')
  await pace.turn(update)
  t.equal(time.now(), ahead + 1400, 'the next')
})

t.test('a turn ahead that nobody takes is over after a while', async (t) => {
  const { pace, time } = aPace()
  await pace.turnAhead(update)
  time.advance(31_000)
  const start = time.now()
  for (let call = 0; call < 6; call++) await pace.turn(update)
  t.equal(time.now(), start)
  await pace.turn(update)
  t.ok(time.now() > start)
})

t.test('stopping ends the waiting, and says when to come again', async (t) => {
  const pace = new Pace({ now: () => 0 })
  pace.heed(update, limited(15_000))
  const waiting = fails(t, pace.turn(update), { error: 'ratelimited', retryAfterMs: 15_000 })
  pace.stop()
  await waiting
})

function aPace() {
  const time = new LeapingTime()
  return { time, pace: new Pace({ now: time.now, wait: time.wait }) }
}

function limited(retryAfterMs: number): SlackTrouble {
  return new SlackTrouble('x', { error: 'ratelimited', retryAfterMs, certain: true })
}

function busiestMinute(at: readonly number[]): number {
  return Math.max(
    ...at.map((start) => at.filter((one) => one >= start && one < start + minute).length),
  )
}

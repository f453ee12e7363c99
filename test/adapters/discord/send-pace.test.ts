import t from 'tap'
import { Pace } from '#adapters/discord/send/pace.ts'
import { idAt } from '#adapters/discord/send/snowflake.ts'
import { LeapingTime } from '#test/kit/leaping-time.ts'
import { fails } from '#test/kit/fails.ts'

t.test('a card is changed once in five seconds, and each by itself', async (t) => {
  const { pace, time, young, other } = aPace()
  const start = time.now()
  await pace.turn(young)
  pace.change(young)
  await pace.turn(other)
  t.equal(time.now(), start)
  await pace.turn(young)
  pace.change(young)
  t.equal(time.now(), start + 5000)
})

t.test('a card that is older than an hour is changed once a minute', async (t) => {
  const { pace, time, old } = aPace()
  await pace.turn(old)
  pace.change(old)
  const start = time.now()
  t.equal(await pace.turn(old), 60_000, 'it is told, and not waited for')
  t.equal(time.now(), start)
  time.advance(57_000)
  t.equal(await pace.turn(old), 0)
  t.equal(time.now(), start + 60_000)
})

t.test(
  'a change without a turn does not wait, and the next turn comes so much later',
  async (t) => {
    const { pace, time, young } = aPace()
    const start = time.now()
    pace.change(young)
    pace.change(young)
    await pace.turn(young)
    t.equal(time.now(), start + 5000)
  },
)

t.test('a message that Discord asked to leave alone is left alone', async (t) => {
  const { pace, time, old, other } = aPace()
  pace.hold(old, 30_000)
  await fails(
    t,
    Promise.try(() => pace.change(old)),
    { status: 429, retryAfterMs: 30_000 },
  )
  pace.change(other)
  time.advance(30_000)
  pace.change(old)
})

t.test('private conversations are opened one by one', async (t) => {
  const { pace, time } = aPace()
  const start = time.now()
  for (let opened = 0; opened < 4; opened++) await pace.opening()
  t.equal(time.now(), start + 3 * 1200)
  pace.holdOpenings(120_000)
  await fails(t, pace.opening(), { status: 429, retryAfterMs: 120_000 })
})

t.test('stopping ends the waiting, and says when to come again', async (t) => {
  const pace = new Pace({ now: () => 0 })
  await pace.opening()
  const waiting = fails(t, pace.opening(), { status: 429, certain: true })
  pace.stop()
  await waiting
})

function aPace() {
  const time = new LeapingTime()
  const pace = new Pace({ now: time.now, wait: time.wait })
  const ago = (ms: number) => idAt(time.now() - ms)
  return { time, pace, young: ago(60_000), other: ago(50_000), old: ago(2 * 60 * 60_000) }
}

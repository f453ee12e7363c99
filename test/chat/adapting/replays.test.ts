import t from 'tap'
import { Replays } from '#src/chat/adapting/replays.ts'

t.test('what comes again is told as long as it is remembered', (t) => {
  const replays = new Replays()
  t.equal(replays.isRepeat('a', { until: 100, now: 0 }), false)
  t.equal(replays.isRepeat('b', { until: 150, now: 50 }), false)
  t.equal(replays.isRepeat('a', { until: 200, now: 100 }), true)
  t.equal(replays.isRepeat('a', { until: 201, now: 101 }), false)
  t.equal(replays.isRepeat('b', { until: 201, now: 101 }), true)
  t.end()
})

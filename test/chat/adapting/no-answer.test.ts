import t from 'tap'
import { noAnswer } from '#src/chat/adapting/no-answer.ts'

t.test('a call that never left is told from one whose answer was lost', (t) => {
  t.strictSame(noAnswer(fetchFailed(coded('ECONNREFUSED'))), {
    certain: true,
    code: 'ECONNREFUSED',
  })
  t.strictSame(noAnswer(fetchFailed(coded('ECONNRESET'))), { certain: false, code: 'ECONNRESET' })
  const both = new AggregateError([coded('ECONNREFUSED'), coded('ETIMEDOUT')])
  t.strictSame(noAnswer(fetchFailed(both)), { certain: false, code: 'ECONNREFUSED' })
  t.strictSame(noAnswer('gone'), { certain: false, code: undefined })
  t.end()
})

function coded(code: string): Error {
  return Object.assign(new Error('x'), { code })
}

function fetchFailed(cause: unknown): Error {
  return new TypeError('fetch failed', { cause })
}

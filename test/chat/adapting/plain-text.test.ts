import t from 'tap'
import { beginning, brokenOff, isBlank, literalText } from '#src/chat/adapting/plain-text.ts'

t.test('text is broken off after a word, and never within a character', (t) => {
  t.equal(brokenOff('Elle a tenu la corde', 13), 'Elle a tenu…')
  t.equal(brokenOff('Elle a tenu la corde', 11), 'Elle a tenu…')
  t.equal(brokenOff('x'.repeat(30), 10), `${'x'.repeat(10)}…`)
  const family = '👨‍👩‍👧‍👦'
  t.equal(beginning(`ab${family}`, 5), 'ab')
  t.equal(beginning(family, 1), '', 'half a character is none')
  t.end()
})

t.test('what nobody sees is left out, and is nothing by itself', (t) => {
  t.equal(literalText('a\u202Eb\r\nc\td\u0007'), 'ab\nc d')
  t.ok(isBlank('\u200B \u3164\n\uFE0F\u034F\u{E0020}'))
  t.notOk(isBlank('é'))
  t.end()
})

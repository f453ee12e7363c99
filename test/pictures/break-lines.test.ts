import t from 'tap'
import { breakLines } from '#src/pictures/break-lines.ts'

t.test('lines come out as even as the words allow', async (t) => {
  t.strictSame(breakLines('Écouter et comprendre une consigne', 2), [
    'Écouter et comprendre',
    'une consigne',
  ])
  t.strictSame(breakLines('un deux trois quatre cinq six', 3), [
    'un deux',
    'trois quatre',
    'cinq six',
  ])
})

t.test('a no-break space holds', async (t) => {
  t.strictSame(breakLines('Groupe évaluateur\u00a0: voter', 2), [
    'Groupe',
    'évaluateur\u00a0: voter',
  ])
})

t.test('too few words for so many lines is no answer', async (t) => {
  t.equal(breakLines('Empathie', 2), undefined)
  t.strictSame(breakLines('Empathie', 1), ['Empathie'])
})

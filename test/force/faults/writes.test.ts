import t from 'tap'
import { diskFull } from './disk-full.ts'
import { mintingSteps } from './minting-steps.ts'
import { passed } from './passed.ts'

t.test('a full disk: 503, nothing acknowledged is lost, and no restart is needed', async (t) => {
  passed(t, await diskFull({ rounds: 2, voters: 5 }))
})

t.test(
  'a write that fails anywhere: afterwards each award and each letter is there once',
  async (t) => {
    passed(t, await mintingSteps({ subject: 'person', stride: 7, pages: 2 }))
  },
)

t.test('a write that fails while a letter is given up: the trainer is told', async (t) => {
  passed(t, await mintingSteps({ subject: 'person', stride: 8, refuseLetters: true }))
})

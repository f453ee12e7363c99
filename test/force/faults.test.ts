import t from 'tap'
import { hourMs } from '#test/kit/proposal-builders.ts'
import { clockJumps } from './faults/clock-jumps.ts'
import { passed } from './faults/passed.ts'
import { smtpFaults } from './faults/smtp-faults.ts'

t.test('letters through a mail server and a line that fail arrive, or are dead', async (t) => {
  passed(t, await smtpFaults({ learners: 3, waitOut: false }))
})

t.test('a clock that jumps: no job is lost, no lease lasts, deadlines fire once', async (t) => {
  passed(t, await clockJumps({ learners: 3, jumpsMs: [hourMs / 4, -hourMs / 4] }))
})

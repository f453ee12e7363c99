import t from 'tap'
import {
  claimAction,
  emailAction,
  emailCodeAction,
  parseAction,
  statusAction,
} from '#src/chat/actions.ts'
import { parseCommand } from '#src/chat/commands.ts'

const id = 'A'.repeat(22)

t.test('what a button carries is read back', (t) => {
  t.strictSame(parseAction(claimAction(id)), { kind: 'claim', proposalId: id })
  t.strictSame(parseAction(statusAction(12)), { kind: 'status', page: 12 })
  t.strictSame(parseAction(emailAction()), { kind: 'email' })
  t.strictSame(parseAction(emailCodeAction()), { kind: 'email-code' })
  t.end()
})

t.test('what no button of ours carries is nothing', (t) => {
  for (const wrong of [
    'claim',
    'claim:',
    `claim:${id}x`,
    'status',
    'status:01',
    'email:',
    `email:${id}`,
  ])
    t.equal(parseAction(wrong), undefined, wrong)
  t.end()
})

t.test('the address is asked for in both languages', (t) => {
  for (const word of ['email', 'courriel', 'Courriel', '/badge email'])
    t.strictSame(parseCommand(word), { name: 'email', argument: '' })
  t.end()
})

import t, { type Test } from 'tap'
import { aService, propose, textOf, until, voteAll } from '#test/kit/service.ts'
import type { Reply, Visitor } from '../../scripts/visitor.ts'

t.test('votes under way are listed eight to a page', async (t) => {
  const { paul, learners } = await aBusyGroup(t, 18)
  const first = await paul.command('/badge status')
  t.match(textOf(first), /^18 votes under way. Page 1 of 3\n/)
  t.equal(textOf(first).split('\n').length, 9)
  t.strictSame(pagesOf(first), ['Next page'])
  const second = await paul.press(actionOf(first, 'Next page'))
  t.match(textOf(second), /Page 2 of 3/)
  t.strictSame(pagesOf(second), ['Previous page', 'Next page'])
  const third = await paul.press(actionOf(second, 'Next page'))
  t.match(textOf(third), /Page 3 of 3/)
  t.equal(textOf(third).split('\n').length, 3)
  t.strictSame(pagesOf(third), ['Previous page'])
  t.strictSame(textOf(await paul.press(actionOf(third, 'Previous page'))), textOf(second))
  const listed = [first, second, third].flatMap((page) => textOf(page).split('\n').slice(1))
  t.equal(new Set(listed).size, 18, 'each once')

  const french = await learners[0]?.command('/badge suivi')
  t.match(french?.message?.text, /Page 1 of 3/, 'learners follow the votes as well')
})

t.test('a page that is not there is the nearest one; what is no page is refused', async (t) => {
  const { paul } = await aBusyGroup(t, 9)
  t.match(textOf(await paul.press('status:9999')), /Page 2 of 2/)
  for (const wrong of ['status:0', 'status:-1', 'status:', 'status:1e3', 'status:12345'])
    t.match(await paul.press(wrong), { refused: 'form-expired' }, wrong)
})

t.test('few votes have no pages, and the latest that are over stand below them', async (t) => {
  const { paul, learners, ids } = await aBusyGroup(t, 4)
  t.notMatch(textOf(await paul.command('/badge status')), /Page/)
  const [ana, ...others] = learners
  for (const voter of others) await voteAll(voter, ids[0] ?? '', 'met')
  const status = await until(async () => {
    const reply = await paul.command('/badge status')
    return /Latest votes that ended/.test(textOf(reply)) ? reply : undefined
  })
  t.match(textOf(status), /^3 votes under way\n/)
  t.match(labelsOf(status), [/^Withdraw/, /^Withdraw/, /^Withdraw/, /^Record:/])
  t.match(labelsOf(await (ana ?? paul).command('/badge status')).at(-1), /^Record:/)
})

t.test('a trainer withdraws a vote from its line; learners have no such button', async (t) => {
  const { paul, learners, ids } = await aBusyGroup(t, 4)
  const status = await paul.command('/badge status')
  const withdraw = labelsOf(status).filter((label) => label.startsWith('Withdraw: '))
  t.equal(withdraw.length, 4)
  t.ok(withdraw.some((label) => label.endsWith('for Learner 1')))
  const learner = await learners[0]?.command('/badge status')
  t.notOk(learner?.message?.buttons?.some(({ action }) => action?.startsWith('withdraw:')))
  t.match(await learners[0]?.press(`withdraw:${ids[0]}`), { refused: 'trainers-only' })

  const [label = ''] = withdraw
  const action = actionOf(status, label)
  t.match(await paul.press(action), { form: { name: 'end', fields: [{ value: action }] } })
  await paul.submit('end', { what: action, reason: 'Too early.' })
  t.match(textOf(await paul.command('/badge status')), /^3 votes under way\n/)
})

/** A group with a vote for each of its learners. */
async function aBusyGroup(t: Test, size: number) {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const names = Array.from({ length: size }, (_, index) => `Learner ${index + 1}`)
  const learners: Visitor[] = []
  for (const name of names) learners.push(await service.join(name))
  await propose(paul, { people: learners.map(({ id }) => id).join('\n') })
  await service.outbox.idle()
  const messages = await paul.messages()
  const ids = messages.flatMap(({ message: { buttons = [] } }) =>
    buttons.flatMap(({ action }) => (action?.startsWith('vote:') ? [action.slice(5)] : [])),
  )
  return { service, paul, learners, ids }
}

function labelsOf({ message }: Reply): readonly string[] {
  return message?.buttons?.map(({ label }) => label) ?? []
}

function pagesOf(reply: Reply): readonly string[] {
  return labelsOf(reply).filter((label) => label.endsWith(' page'))
}

function actionOf({ message }: Reply, label: string): string {
  const action = message?.buttons?.find((button) => button.label === label)?.action
  if (action === undefined) throw new Error(`No button is called ${label}.`)
  return action
}

import t from 'tap'
import { aService, propose, textOf, voteAll } from '#test/kit/service.ts'

t.test(
  'the message that brings a badge has the button to decline it, for its recipient alone',
  async (t) => {
    const service = await aService(t)
    const paul = await service.joinAsTrainer('Paul')
    const ana = await service.join('Ana')
    const voters = await Promise.all(['Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)))
    const id = await propose(paul, { people: ana.id })
    for (const voter of voters) await voteAll(voter, id, 'met')
    await service.outbox.idle()

    const message = (await ana.messages()).find(({ message: { files } }) => files)?.message
    t.match(
      message?.buttons?.map(({ label }) => label),
      ['Open my badge', 'Verify a badge', 'Decline this badge'],
    )
    const action = message?.buttons?.at(-1)?.action ?? ''
    const awardId = action.slice('decline-badge:'.length)

    for (const other of [paul, voters[0]]) {
      t.match(await other?.press(action), { refused: 'unknown-award' })
      t.match(await other?.submit(action, {}), { refused: 'unknown-award' })
    }
    t.match(await ana.press(action), {
      form: { name: action, title: 'Decline this badge', fields: [] },
    })
    const json = `${service.app.baseUrl}/awards/${awardId}.json`
    t.equal((await fetch(json)).status, 200, 'asking declines nothing')

    t.match(textOf(await ana.submit(action, {})), /you did not accept/)
    t.equal((await fetch(json)).status, 410)
    t.match(textOf(await ana.press(action)), /already declined/)
    t.match(textOf(await ana.command('/badge mine')), /declined by you/)
    t.match(await ana.press('decline-badge:short'), { refused: 'form-expired' })
  },
)

t.test('a badge of the group has no such button', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const voters = await Promise.all(
    ['Ana', 'Bilal', 'Chloé', 'Dawit'].map((name) => service.join(name)),
  )
  const fields = { achievement: 'col.production-collective', for: 'group', mints: 'group' }
  const id = await propose(paul, fields)
  for (const voter of voters) await voteAll(voter, id, 'met')
  await service.outbox.idle()
  const own = (await voters[0]?.messages())?.find(({ message: { files } }) => files)
  t.ok(own)
  t.notOk(own?.message.buttons?.some(({ action }) => action?.startsWith('decline-badge:')))
})

import t from 'tap'
import { aService, propose } from '#test/kit/service.ts'

t.test('120 people vote at the same moment: no ballot is lost, each gets one badge', async (t) => {
  const service = await aService(t)
  const paul = await service.joinAsTrainer('Paul')
  const voters = []
  for (let number = 1; number <= 120; number += 1)
    voters.push(await service.join(`Learner ${number}`, { email: `l${number}@example.org` }))
  const id = await propose(paul, {
    achievement: 'col.production-collective',
    for: 'group',
    rule: 'everyone',
  })

  const ballot = { c1: 'met', c2: 'met', c3: 'met' }
  const replies = await Promise.all(voters.map((voter) => voter.submit(`ballot:${id}`, ballot)))
  const counted = replies.filter(({ refused }) => refused === undefined).length
  const late = replies.filter(({ refused }) => refused === 'proposal-closed').length
  t.equal(counted + late, 120, 'everybody got an answer')

  const { cast, verdict, badgesMade } = await record()
  t.equal(cast, counted, 'every ballot that was acknowledged is in the count')
  // Two thirds of 120 in favour and nobody left who could change it.
  t.equal(counted, 80)
  t.match({ verdict, badgesMade }, { verdict: 'accepted', badgesMade: 121 })

  await service.outbox.idle()
  const letters = await service.letters()
  t.equal(letters.length, 120)
  t.equal(new Set(letters.map(({ messageId }) => messageId)).size, 120, 'one letter each')
  for (const voter of voters.slice(0, 20)) {
    const badges = (await voter.messages()).filter(({ message }) => message.files)
    t.equal(badges.length, 1)
  }

  async function record() {
    const response = await fetch(`${service.app.baseUrl}/records/${id}.json`)
    return JSON.parse(await response.text())
  }
})

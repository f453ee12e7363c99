import t from 'tap'
import { usualScopes } from '#test/kit/fake-slack/index.ts'
import { until } from '#test/kit/service.ts'
import { aSlackHouse, pressVote, proposeIn, toldBy, voteIn } from './slack-house.ts'

t.test('who may not vote is told why, alone', async (t) => {
  const house = await aSlackHouse(t)
  const { team, service, learners } = house
  const [ana, bilal, chloe, dawit] = learners
  if (!ana || !bilal || !chloe || !dawit) return
  const id = await proposeIn(house, { people: ['Ana'] })
  t.match(await toldBy(ana, () => pressVote(ana, id)), /nobody votes for themselves/)

  const late = team.user('ULATE', { name: 'Late' })
  await late.joins('C1')
  t.match(await toldBy(late, () => pressVote(late, id)), /vote/, 'came after the vote was opened')
  t.equal(late.modal(), undefined)

  await voteIn(bilal, id, 'met')
  await pressVote(dawit, id)
  const ballot = await until(async () => dawit.modal())
  await voteIn(chloe, id, 'met')
  await service.outbox.idle()
  const radios = ballot.fields.filter(({ kind }) => kind === 'radio_buttons')
  await dawit.submit(ballot, Object.fromEntries(radios.map(({ name }) => [name, 'met'])))
  t.match(dawit.modal()?.text, /vote is over/i)
})

t.test('where the bot is not in the channel, the remedy is told', async (t) => {
  const house = await aSlackHouse(t)
  const { team, paul } = house
  team.channel('C2', { members: ['UPAUL'], bot: false, isPrivate: true })
  t.match(await toldBy(paul, () => paul.command('C2', 'propose')), /\/invite @/)
})

t.test('a missing scope is named', async (t) => {
  const house = await aSlackHouse(t)
  const { team, paul } = house
  team.grantScopes(usualScopes.filter((scope) => scope !== 'channels:read'))
  t.match(await toldBy(paul, () => paul.command('C1', 'propose')), /channels:read/)
})

t.test(
  'a private message that is refused leaves the letter, and the trainer hears of it',
  async (t) => {
    const house = await aSlackHouse(t)
    const { team, service, paul, learners } = house
    team.user('U0', { refusesDms: 'messages_tab_disabled' })
    const id = await proposeIn(house, { people: ['Ana'] })
    for (const voter of learners.slice(1, 3)) await voteIn(voter, id, 'met')
    await service.outbox.idle()
    t.equal((await service.letters()).length, 1)
    const told = await until(async () => paul.dms().find(({ text }) => text.includes('Ana')))
    t.ok(told.text)
  },
)

t.test('where Slack does not answer, people are told to try again', async (t) => {
  const { slack, paul } = await aSlackHouse(t)
  // Until they were met nobody knows what they read.
  slack.fail('users.info', { status: 500, times: Infinity })
  t.match(await toldBy(paul, () => paul.command('C1', 'status')), /réessayez|try again/)
  slack.heal()
  t.match(await paul.command('C1', 'help'), { status: 200 })
})

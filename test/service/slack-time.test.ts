import t from 'tap'
import type { Person } from '#test/kit/fake-slack/index.ts'
import { type TestService, until } from '#test/kit/service.ts'
import { openVote, type VoteToOpen } from './open-vote.ts'
import { aRunningClock } from '#test/kit/clock.ts'
import {
  aSlackHouse,
  cardOf,
  opened,
  proposeIn,
  shown,
  toldBy,
  voteAll,
  voteIn,
} from './slack-house.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

t.test('the days of votes in a workspace', async (t) => {
  const clock = aRunningClock()
  const house = await aSlackHouse(t, { clock })
  const { service, paul, learners } = house
  const [ana, bilal, chloe, dawit] = learners
  if (!ana || !bilal || !chloe || !dawit) throw new Error('nobody came')
  const pass = async (ms: number) => {
    clock.advance(ms)
    service.outbox.wake()
    await service.outbox.idle()
  }

  await t.test('reminders go to those who owe a vote, and lead to the ballot', async (t) => {
    const id = await proposeIn(house, { people: ['Ana'], rule: 'everyone' })
    await voteIn(bilal, id, 'met')
    await pass(3 * dayMs * 0.75)
    const everybody = [ana, bilal, chloe, dawit, paul]
    t.strictSame(everybody.map(nudges), [0, 0, 1, 1, 0])
    const [reminder] = chloe.dms()
    if (!reminder) throw new Error('no reminder')
    await chloe.press(reminder, 'Vote')
    await opened(chloe, 'Your vote')
    await chloe.close('all')

    await t.test('without a quorum the vote is extended once, then lapses', async (t) => {
      await pass(dayMs)
      t.match(cardOf(paul, id)?.buttons, [{ value: `vote:${id}` }], 'it goes on')
      await pass(2.5 * dayMs)
      t.strictSame(everybody.map(nudges), [0, 0, 2, 2, 0])
      await pass(dayMs)
      t.match(cardOf(paul, id), { text: /Lapsed/, buttons: [{ label: 'Record' }] })
      t.match(paul.seen('C1').at(-1), { thread: cardOf(paul, id)?.ts, text: /lapsed/ })
      t.match(await toldBy(chloe, () => chloe.press(reminder, 'Vote')), /vote is over/)
    })
  })

  await t.test('consensus: one who has not seen it yet is enough to decline', async (t) => {
    const id = await proposeIn(house, { people: ['Ana'], rule: 'consensus', deadline: '1h' })
    await voteAll([bilal, chloe], id)
    await voteIn(dawit, id, 'not-yet')
    await pass(hourMs)
    t.match(cardOf(paul, id)?.text, /Not this time/)
    t.notMatch(cardOf(paul, id)?.text, /Dawit/)
    t.notOk(ana.dms().some(({ files }) => files.length > 0))
  })

  await t.test('a proposal is withdrawn, by a trainer alone and with a reason', async (t) => {
    const id = await proposeIn(house, { people: ['Ana'] })
    t.match(await toldBy(bilal, () => bilal.command('C1', 'withdraw')), /Only trainers/)
    await paul.command('C1', 'withdraw')
    const form = await opened(paul, 'Withdraw the proposal')
    t.match(await paul.submit(form), { trouble: 'not sent' })
    await paul.submit(form, { reason: 'A wrong badge & <!channel>.' })
    t.match(await shown(paul, /withdrawn/), /the card says so/)
    await service.outbox.idle()
    t.match(cardOf(ana, id)?.text, /Withdrawn[^]*A wrong badge & <!channel>\./)
    await paul.close('all')
  })

  await t.test('too few votes: the trainer decides, in private or on App Home', async (t) => {
    const ids: string[] = []
    for (const event of ['1', '2']) {
      clock.advance(5000)
      ids.push(await open(service, { event, rule: { noQuorum: 'trainer' } }))
    }
    await pass(3 * dayMs)
    const asked = paul
      .dms()
      .find(({ buttons }) => buttons.some(({ value }) => value === `accept:${ids[0]}`))
    if (!asked) throw new Error('not asked')
    t.match(asked.text, /only 0 of 3 voted/)
    await paul.press(asked, `accept:${ids[0]}`)
    await paul.submit(await opened(paul, 'Accept'), { reason: 'Everybody saw it.' })
    await shown(paul, /Accepted/)
    await paul.close('all')
    clock.advance(5000)
    await service.outbox.idle()
    t.equal(ana.dms().flatMap(({ files }) => files).length, 1)

    await paul.openHome()
    const home = await until(async () => paul.home())
    t.match(home.text, /1 vote to decide/)
    t.match(home.buttons, [{ value: `accept:${ids[1]}` }, { value: `decline:${ids[1]}` }])
    await paul.press(home, `decline:${ids[1]}`)
    await paul.submit(await opened(paul, 'Not this time'), { reason: 'Nobody saw it.' })
    await shown(paul, /not this time/)
    await paul.close('all')
  })

  await t.test('a trainer objects on the card while there is time', async (t) => {
    clock.advance(5000)
    const id = await open(service, { event: '3', rule: { objectionHours: 24 } })
    await voteAll([bilal, chloe], id)
    await service.outbox.idle()
    const card = cardOf(paul, id)
    if (!card) throw new Error('no card')
    t.match(await toldBy(bilal, () => bilal.press(card, `veto:${id}`)), /Only trainers/)
    await paul.press(card, `veto:${id}`)
    await paul.submit(await opened(paul, 'Object'), { reason: 'The evidence is another’s.' })
    await shown(paul, /no badge will be made/)
    await paul.close('all')
    await pass(dayMs)
    t.match(cardOf(paul, id)?.text, /Refused by the trainer[^]*another’s/)
    t.equal(ana.dms().flatMap(({ files }) => files).length, 1, 'none but the one before')
  })

  await t.test('a badge is revoked, and its recipient reads why', async (t) => {
    await paul.command('C1', 'revoke')
    const form = await opened(paul, 'Revoke a badge')
    const [choice] = form.fields[0]?.options ?? []
    await paul.submit(form, { what: choice?.value ?? '', reason: 'Awarded by mistake.' })
    await shown(paul, /the person or the group is told/)
    await paul.close('all')
    await service.outbox.idle()
    t.match(ana.dms().at(-1)?.text, /was withdrawn\. Reason given: Awarded by mistake\./)
    t.match(await toldBy(ana, () => ana.command('C1', 'mine')), /withdrawn/)
  })
})

function nudges(who: Person): number {
  return who.dms().filter(({ text }) => text.includes('Your vote is still missing')).length
}

/** A vote of three days for Ana by a rule that no form offers. */
function open(
  service: TestService,
  { event, rule }: Pick<VoteToOpen, 'event' | 'rule'>,
): Promise<string> {
  return openVote(service, {
    event,
    rule,
    channel: 'slack:T1/C1',
    by: 'slack:T1/UPAUL',
    about: 'slack:T1/U0',
  })
}

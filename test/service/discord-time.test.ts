import t from 'tap'
import { aClock, aRunningClock } from '#test/kit/clock.ts'
import type { Person, ShownMessage } from '#test/kit/fake-discord/index.ts'
import { until } from '#test/kit/service.ts'
import {
  aDiscordHouse,
  answerTo,
  cardOf,
  channelId,
  filesOf,
  guildId,
  individual,
  proposeIn,
  toldBy,
  voteIn,
} from './discord-house.ts'
import { openVote, type VoteToOpen } from './open-vote.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

t.test('the days of votes on a server', async (t) => {
  const clock = aRunningClock()
  const house = await aDiscordHouse(t, { now: clock.now })
  const { discord, service, paul, learners } = house
  const [ana, bilal, chloe, dawit] = learners
  if (!ana || !bilal || !chloe || !dawit) throw new Error('nobody came')
  const pass = async (ms: number) => {
    clock.advance(ms)
    service.outbox.wake()
    await service.outbox.idle()
  }
  const open = ({ event, rule }: Pick<VoteToOpen, 'event' | 'rule'>) => {
    const [channel, by, about] = [channelId, paul.id, ana.id].map(
      (id) => `discord:${guildId}/${id}`,
    )
    return openVote(service, {
      event,
      rule,
      channel: channel ?? '',
      by: by ?? '',
      about: about ?? '',
    })
  }

  await t.test('reminders go to those who owe a vote, and lead to the ballot', async (t) => {
    const id = await proposeIn(house, { badge: individual.en, people: [ana] }, everyone)
    await voteIn(house, bilal, id)
    await pass(3 * dayMs * 0.75)
    const everybody = [ana, bilal, chloe, dawit, paul]
    t.strictSame(everybody.map(nudges), [0, 0, 1, 1, 0])
    const [reminder] = chloe.dms()
    if (!reminder) throw new Error('no reminder')
    t.match(await answerTo(chloe, () => chloe.press(reminder, 'Vote')), { modal: { title: /./ } })
    chloe.dismiss()

    await t.test('without a quorum the vote is extended once, then lapses', async (t) => {
      await pass(dayMs)
      t.ok(isOpen(cardOf(paul, id)), 'it goes on')
      await pass(2.5 * dayMs)
      t.strictSame(everybody.map(nudges), [0, 0, 2, 2, 0])
      await pass(dayMs)
      const card = cardOf(paul, id)
      t.match(card?.text, /Lapsed/)
      t.notOk(isOpen(card))
      t.match(paul.seen(channelId).at(-1), { thread: card?.id, text: /lapsed/ })
      t.match(await toldBy(chloe, () => chloe.press(reminder, 'Vote')), /vote is over/)
      const edits = discord.calls('PATCH').filter(({ path }) => path.startsWith('/channels/'))
      t.ok(
        edits.every(({ path }) => path.endsWith(`/messages/${card?.id}`)),
        'after days the card changes by its own id',
      )
      t.strictSame(discord.refusals, [])
    })
  })

  await t.test('consensus: one who has not seen it yet is enough to decline', async (t) => {
    const more = { rule: 'consensus', deadline: '1h' }
    const id = await proposeIn(house, { badge: individual.en, people: [ana] }, more)
    await voteIn(house, bilal, id)
    await voteIn(house, chloe, id)
    await voteIn(house, dawit, id, 'not-yet')
    await pass(hourMs)
    t.match(cardOf(paul, id)?.text, /Not this time/)
    t.notMatch(cardOf(paul, id)?.text, /Dawit/)
    t.strictSame(filesOf(ana), [])
  })

  await t.test('a proposal is withdrawn, by a trainer alone and with a reason', async (t) => {
    const id = await proposeIn(house, { badge: individual.en, people: [ana] })
    t.match(await toldBy(bilal, () => bilal.command(channelId, 'withdraw')), /Only trainers/)
    await answerTo(paul, () => paul.command(channelId, 'withdraw'))
    await t.rejects(paul.submit({}), /reason is required/)
    const reason = 'A wrong badge & <@&1> @everyone *there*.'
    t.match(await toldBy(paul, () => paul.submit({ reason })), /withdrawn/)
    await service.outbox.idle()
    t.match(cardOf(ana, id)?.text, /Withdrawn/)
    t.ok(cardOf(ana, id)?.text.includes(reason), 'literally')
    t.strictSame(
      paul.seen(channelId).flatMap(({ pings }) => pings.filter((ping) => ping !== ana.id)),
      [],
    )
  })

  await t.test('too few votes: the trainer decides, in private', async (t) => {
    const id = await open({ event: '1', rule: { noQuorum: 'trainer' } })
    await pass(3 * dayMs)
    const asked = await until(async () =>
      paul
        .dms()
        .find(({ buttons }) => buttons.some(({ customId }) => customId.endsWith(`:accept:${id}`))),
    )
    t.match(asked.text, /only 0 of 3 voted/)
    await answerTo(paul, () => paul.press(asked, `accept:${id}`))
    t.match(await toldBy(paul, () => paul.submit({ reason: 'Everybody saw it.' })), /Accepted/)
    await service.outbox.idle()
    t.equal(filesOf(ana).length, 1)
  })

  await t.test('a trainer objects on the card while there is time', async (t) => {
    const id = await open({ event: '2', rule: { objectionHours: 24 } })
    await voteIn(house, bilal, id)
    await voteIn(house, chloe, id)
    await service.outbox.idle()
    const card = cardOf(paul, id)
    if (!card) throw new Error('no card')
    t.match(await toldBy(bilal, () => bilal.press(card, `veto:${id}`)), /Only trainers/)
    await answerTo(paul, () => paul.press(card, `veto:${id}`))
    t.match(
      await toldBy(paul, () => paul.submit({ reason: 'The evidence is another’s.' })),
      /no badge will be made/,
    )
    await pass(dayMs)
    t.match(cardOf(paul, id)?.text, /Refused by the trainer[^]*another’s/)
    t.equal(filesOf(ana).length, 1, 'none but the one before')
  })

  await t.test('a badge is revoked, and its recipient reads why', async (t) => {
    const { modal } = await answerTo(paul, () => paul.command(channelId, 'revoke'))
    const [what] = modal?.labels ?? []
    await toldBy(paul, () =>
      paul.submit({
        [what?.customId ?? '']: what?.options[0]?.value ?? '',
        reason: 'Awarded by mistake.',
      }),
    )
    await service.outbox.idle()
    t.match(ana.dms().at(-1)?.text, /was withdrawn\. Reason given: Awarded by mistake\./)
    t.match(await toldBy(ana, () => ana.command(channelId, 'mine')), /withdrawn/)
  })

  await t.test('a form that stood open for days is not valid any more', async (t) => {
    const id = await proposeIn(house, { badge: individual.en, people: [ana] })
    await answerTo(dawit, () => dawit.press(cardOf(dawit, id) ?? never(), `vote:${id}`))
    const answers = dawit.modal()?.labels.filter(({ type }) => type === 21) ?? []
    await pass(2 * dayMs)
    const values = Object.fromEntries(answers.map(({ customId }) => [customId, 'met']))
    t.match(await toldBy(dawit, () => dawit.submit(values)), /no longer valid\. Start again/)
    t.match(
      await voteIn(house, dawit, id),
      { text: /Vote counted/ },
      'and the button opens another',
    )
  })
})

t.test('how the count on a card goes along', async (t) => {
  const clock = aClock(Date.now())
  const names = Array.from({ length: 126 }, (_, index) => `Learner ${index}`)
  const house = await aDiscordHouse(t, { names, now: clock.now })
  const { discord, paul, learners, service } = house
  const [first, ...voters] = learners
  if (!first) throw new Error('nobody came')
  const id = await proposeIn(house, { badge: individual.en, people: [first] }, everyone)
  const edits = () => discord.calls('PATCH', /^\/channels\/\d+\/messages\/\d+$/).length
  const pass = (ms: number) => {
    clock.advance(ms)
    service.outbox.wake()
  }
  // Time goes by while somebody looks.
  const shows = (cast: number) =>
    until(async () => {
      pass(100)
      return cardOf(paul, id)?.text.includes(`${cast} of 125`) || undefined
    })

  await t.test(
    '60 ballots in five seconds make at most two edits, and the last shows all',
    async (t) => {
      const before = edits()
      for (let ten = 0; ten < 60; ten += 10) {
        await Promise.all(voters.slice(ten, ten + 10).map((voter) => voteIn(house, voter, id)))
        pass(800)
      }
      await shows(60)
      await service.outbox.idle()
      t.ok(edits() - before <= 2, `${edits() - before} edits`)
    },
  )

  await t.test('a card that is older than an hour goes along once a minute', async (t) => {
    clock.advance(2 * hourMs)
    discord.enforceLimits()
    await voteIn(house, voters[60] ?? never(), id)
    pass(1000)
    await shows(61)
    const before = edits()
    await voteIn(house, voters[61] ?? never(), id)
    pass(1000)
    await service.outbox.idle()
    t.equal(edits(), before, 'not yet')
    pass(58_000)
    await shows(62)
    t.equal(edits(), before + 1)
  })

  await t.test('and how it ended is shown at once', async (t) => {
    await voteIn(house, voters[62] ?? never(), id)
    pass(1000)
    await answerTo(paul, () => paul.command(channelId, 'withdraw'))
    await toldBy(paul, () => paul.submit({ reason: 'That is enough.' }))
    await service.outbox.idle()
    t.match(cardOf(paul, id)?.text, /Withdrawn/)
    t.strictSame(discord.refusals, [])
  })
})

const everyone = { rule: 'everyone' }

function nudges(who: Person): number {
  return who.dms().filter(({ text }) => text.includes('Your vote is still missing')).length
}

function isOpen(card: ShownMessage | undefined): boolean {
  return card?.buttons.some(({ customId }) => customId.includes(':vote:')) === true
}

function never(): never {
  throw new Error('nobody came')
}

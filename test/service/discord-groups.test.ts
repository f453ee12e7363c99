import t from 'tap'
import { aRunningClock } from '#test/kit/clock.ts'
import { until } from '#test/kit/service.ts'
import {
  aDiscordHouse,
  answerTo,
  cardOf,
  channelId,
  filesOf,
  individual,
  learnerId,
  pressVote,
  proposeIn,
  roleId,
  sendProposal,
  toldBy,
  voteIn,
} from './discord-house.ts'

const otherRole = '1200000000000000041'

t.test('who is in a group, and votes', async (t) => {
  const clock = aRunningClock()
  const house = await aDiscordHouse(t, { now: clock.now })
  const { guild, service, paul, learners } = house
  const [ana, bilal, chloe, dawit] = learners
  if (!ana || !bilal || !chloe || !dawit) throw new Error('nobody came')
  const withRole = (
    index: number,
    name: string,
    more: { isBot?: boolean; pending?: boolean } = {},
  ) => guild.user(learnerId(index), { name, roles: [roleId], ...more })

  await t.test('those who have the role; bots never, nor who waits at the door', async (t) => {
    withRole(20, 'Robot', { isBot: true })
    const waiting = withRole(21, 'Waiting', { pending: true })
    const bystander = guild.user(learnerId(22), { name: 'Bystander' })
    const id = await proposeIn(house, { badge: individual.en, people: [ana] })
    t.match(cardOf(paul, id)?.text, /0 of 3 have voted/)
    for (const one of [waiting, bystander, paul])
      t.match(await toldBy(one, () => pressVote(one, id)), /not on the roll/, one.name)

    await t.test('whose roles change afterwards keeps the seat, or gets none', async (t) => {
      guild.user(learnerId(1), { name: 'Bilal' })
      const late = withRole(23, 'Late')
      withRole(24, 'Élise')
      t.match(await toldBy(late, () => pressVote(late, id)), /not on the roll/)
      t.match(await voteIn(house, bilal, id), { text: /Vote counted/ })
      chloe.leave()
      await voteIn(house, dawit, id)
      await service.outbox.idle()
      t.match(cardOf(paul, id)?.text, /Accepted/)
      t.equal(filesOf(ana).length, 1)

      clock.advance(61_000)
      const next = await proposeIn(house, { badge: individual.en, people: [ana] })
      t.match(cardOf(paul, next)?.text, /0 of 3 have voted/)
      t.match(await toldBy(bilal, () => pressVote(bilal, next)), /not on the roll/)
      await answerTo(late, () => pressVote(late, next))
      late.dismiss()
      withRole(1, 'Bilal')
      withRole(2, 'Chloé')
    })
  })

  await t.test('a trainer who is named proposes, and does not vote', async (t) => {
    t.match(await toldBy(dawit, () => dawit.command(channelId, 'propose')), /Only trainers/)
    const { modal } = await answerTo(paul, () => paul.command(channelId, 'settings'))
    const trainers = modal?.labels.find(({ label }) => /Who trains/.test(label))
    const given = trainers?.options.find(({ label }) => label === 'Dawit')?.value
    await toldBy(paul, () =>
      paul.submit({ [trainers?.customId ?? '']: given === undefined ? [dawit] : [given] }),
    )
    t.ok(
      (await answerTo(dawit, () => dawit.command(channelId, 'propose'))).told,
      'the list of badges',
    )
    clock.advance(61_000)
    const id = await proposeIn(house, { badge: individual.en, people: [ana] })
    t.match(await toldBy(dawit, () => pressVote(dawit, id)), /not on the roll/)
  })

  await t.test('the next proposal may take another role, and then the channel', async (t) => {
    guild.role(otherRole, { name: 'groupe-b' })
    const others = ['Eva', 'Farid', 'Gwen', 'Hugo'].map((name, index) =>
      guild.user(learnerId(30 + index), { name, roles: [otherRole] }),
    )
    const [eva, farid] = others
    if (!eva || !farid) throw new Error('nobody came')
    clock.advance(61_000)
    const id = await proposeIn(house, {
      badge: individual.en,
      people: [eva],
      source: [{ id: otherRole }],
    })
    t.match(cardOf(paul, id)?.text, /0 of 3 have voted/)
    t.match(await toldBy(dawit, () => pressVote(dawit, id)), /not on the roll/)
    t.match(await voteIn(house, farid, id), { text: /Vote counted/ })

    const again = await proposeIn(house, { badge: individual.en, people: [eva], source: [] })
    // Eleven see the channel: Dawit trains, and nobody votes for themselves.
    t.match(cardOf(paul, again)?.text, /0 of 9 have voted/)

    await t.test('who is proposed must be in it', async (t) => {
      const told = await sendProposal(house, {
        badge: individual.en,
        people: [ana],
        source: [{ id: otherRole }],
      })
      t.match(told.text, /learning in this group/)
      t.ok(told.buttons.some(({ label }) => label === 'Put it right'))
    })
  })

  await t.test('a role that is gone is told with the remedy', async (t) => {
    guild.guild.roles.delete(otherRole)
    clock.advance(61_000)
    const told = await sendProposal(house, {
      badge: individual.en,
      people: [ana],
      source: [{ id: otherRole }],
    })
    t.match(told.text, /list of people[^]*gone[^]*\/badge settings/)
  })
})

t.test('the people of a private channel are those who see it', async (t) => {
  const house = await aDiscordHouse(t)
  const { guild, paul, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) throw new Error('nobody came')
  const room = '1200000000000000021'
  const readers = learners.slice(0, 4).map(({ id }) => id)
  guild.channel(room, { name: 'private', private: true, readers })
  guild.user(learnerId(40), { name: 'Outside', roles: [roleId] })
  const id = await proposeIn(
    { ...house, place: room },
    { badge: individual.en, people: [ana], source: [] },
  )
  t.match(cardOf(paul, id, room)?.text, /0 of 3 have voted/)
  t.strictSame(paul.seen(channelId), [], 'nothing is said elsewhere')

  await t.test('and what is done in a thread there is done in the channel', async (t) => {
    for (const voter of [bilal, chloe]) await voteIn({ ...house, place: room }, voter, id)
    const thread = await until(async () => paul.seen(room).find((one) => one.thread)?.channel)
    t.match(await toldBy(bilal, () => bilal.command(thread, 'status')), /No vote under way/)
    const second = { badge: individual.en, people: [bilal], source: [] }
    t.match(await sendProposal({ ...house, place: thread }, second), { text: /Off we go/ })
    const card = await until(async () =>
      paul.seen(room).find(({ text }) => text.includes('for Bilal?')),
    )
    t.match(card, { channel: room, text: /0 of 3 have voted/ })
  })
})

t.test('1,200 members in pages of Discord’s own length', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, guild, paul, learners } = house
  const [ana, bilal] = learners
  if (!ana || !bilal) throw new Error('nobody came')
  for (let index = 0; index < 1200; index++)
    guild.user(`13000000000000${(10_000 + index).toString()}`, {
      name: `Learner ${index}`,
      roles: index % 2 === 0 ? [roleId] : [],
    })
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  t.match(cardOf(paul, id)?.text, /0 of 603 have voted/)
  const pages = discord.calls('GET', /^\/guilds\/\d+\/members\?/)
  t.equal(pages.length, 3, 'two pages, and one that is empty')
  t.strictSame(discord.calls('GET', /^\/guilds\/\d+\/members\/\d/), [], 'nobody is asked for alone')
  t.match(await voteIn(house, bilal, id), { text: /Vote counted/ })
  t.ok(discord.answers.every(({ ms, type }) => type !== undefined && ms < 3000))
})

t.test('a second server has an organisation of its own', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, service, learners } = house
  const [ana] = learners
  if (!ana) throw new Error('nobody came')
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  const [second, place, role] = [
    '1300000000000000010',
    '1300000000000000020',
    '1300000000000000040',
  ]
  const guild = discord.guild(second, {
    name: 'Le Fournil',
    locale: 'en-US',
    owner: '1300000000000000050',
  })
  guild.role(role, { name: 'bakers' })
  guild.channel(place, { name: 'oven' })
  const rosa = guild.user('1300000000000000050', { name: 'Rosa' })
  // The same person is in both, and the same account is another member there.
  const bakers = [ana.id, ...['61', '62', '63'].map((end) => `13000000000000000${end}`)].map(
    (one, index) => guild.user(one, { name: `Baker ${index}`, roles: [role] }),
  )
  const [first, ...voters] = bakers
  if (!first) throw new Error('nobody came')
  const theirs = { ...house, paul: rosa, place }
  const there = await proposeIn(theirs, {
    badge: individual.en,
    people: [first],
    source: [{ id: role }],
  })
  for (const voter of voters.slice(0, 2)) await voteIn(theirs, voter, there)
  await until(async () => filesOf(ana)[0])
  await service.outbox.idle()
  const issuers = await Promise.all(
    [id, there].map(async (one) => {
      const page = await fetch(`${service.app.baseUrl}/records/${one}`)
      return page.text()
    }),
  )
  t.notMatch(issuers[0], /Le Fournil/)
  t.match(issuers[1], /Le Fournil/)
  t.match(await toldBy(rosa, () => rosa.command(place, 'status')), /No vote under way/)
  t.match(cardOf(ana, id)?.text, /0 of 3 have voted/, 'the other vote goes on by itself')
})

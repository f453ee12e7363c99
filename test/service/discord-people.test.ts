import t, { type Test } from 'tap'
import { readBaked } from '#src/credentials/bake-png.ts'
import { fakeSlack } from '#test/kit/fake-slack/index.ts'
import {
  aService,
  propose,
  type TestService,
  textOf,
  until,
  voteAll as voteInRoom,
} from '#test/kit/service.ts'
import {
  aServer,
  answerTo,
  cardOf,
  channelId,
  connected,
  filesOf,
  individual,
  proposeIn,
  toldBy,
  voteIn,
} from './discord-house.ts'
import {
  proposeIn as proposeInSlack,
  toldBy as toldInSlack,
  voteIn as voteInSlack,
} from './slack-house.ts'

t.test('one person on Discord, in Slack and in the room of one organisation', async (t) => {
  const house = await aHouse(t)
  const { service, discord, slack } = house
  const [ana, bilal, chloe] = discord.learners
  const [anaInSlack] = slack.learners
  if (!ana || !bilal || !chloe || !anaInSlack) throw new Error('nobody came')
  const trainer = await service.joinAsTrainer('Rosa')
  const inRoom = await service.join('Ana of the room')
  await Promise.all(['Élise', 'Farid', 'Gwen'].map((name) => service.join(name)))

  await t.test('a code given on Discord is taken in the room, once', async (t) => {
    const code = codeIn(await toldBy(ana, () => ana.command(channelId, 'link')))
    t.match(textOf(await inRoom.command(`link ${code}`)), /one person/)
    t.match(textOf(await inRoom.command(`link ${code}`)), /code is not right/)
  })

  await t.test('a code given in Slack is taken on Discord', async (t) => {
    const code = codeIn(await toldInSlack(anaInSlack, () => anaInSlack.command('C1', 'link')))
    t.match(
      await toldBy(ana, () => ana.command(channelId, 'link', { code: 'NOT-A-CODE' })),
      /code is not right/,
    )
    t.match(await toldBy(ana, () => ana.command(channelId, 'link', { code })), /one person/)
    t.match(
      await toldBy(bilal, () => bilal.command(channelId, 'link', { code })),
      /code is not right/,
    )
  })

  await t.test('a vote in the room waits for her on Discord, and counts once', async (t) => {
    const id = await propose(trainer, { achievement: 'col.production-collective', for: 'group' })
    const owed = await answerTo(ana, () => ana.command(channelId, 'vote'))
    t.match(owed.modal?.text ?? owed.told?.text, /collective production/)
    ana.dismiss()
    t.match(textOf(await voteInRoom(inRoom, id, 'met')), /1 person has voted out of 4/)
    t.match(await toldBy(ana, () => ana.command(channelId, 'vote')), /up to date/)
  })

  await t.test('a vote on Discord has one seat for her, wherever she votes', async (t) => {
    const id = await proposeIn(
      discord,
      { badge: individual.en, people: [bilal] },
      { rule: 'everyone' },
    )
    t.match(cardOf(discord.paul, id)?.text, /0 of 3 have voted/)
    t.match(await voteIn(discord, ana, id), { text: /Vote counted[^]*1 person has voted out of 3/ })
    t.match(
      textOf(await voteInRoom(inRoom, id, 'not-yet')),
      /Vote changed[^]*1 person has voted out of 3/,
    )
    await anaInSlack.openHome()
    const inSlack = await proposeInSlack(slack, { people: ['Bilal'] })
    t.match(await voteInSlack(anaInSlack, inSlack, 'met'), /Vote counted/)
    t.match(textOf(await voteInRoom(inRoom, inSlack, 'met')), /Vote confirmed/)
  })

  await t.test('nobody votes for themselves, by no account', async (t) => {
    const id = await proposeIn(discord, { badge: individual.en, people: [ana] })
    t.match(textOf(await inRoom.press(`vote:${id}`)), /nobody votes for themselves/)
    for (const voter of [bilal, chloe]) await voteIn(discord, voter, id)
    await service.outbox.idle()
    t.equal(filesOf(ana).length, 1, 'on Discord, where it was voted')
    const letters = await badges(service)
    t.equal(letters.length, 1)
    t.match(letters[0]?.to, { text: 'learner0@example.org' }, 'to the address that Slack gave')
    t.strictSame(
      anaInSlack.dms().flatMap(({ files }) => files),
      [],
      'and not a second time in Slack',
    )
    t.match(await toldBy(ana, () => ana.command(channelId, 'mine')), /You have 1 badge/)
    t.match(textOf(await inRoom.command('mine')), /You have 1 badge/)
    t.match(
      await toldInSlack(anaInSlack, () => anaInSlack.command('C1', 'mine')),
      /You have 1 badge/,
    )
  })

  await t.test('and what becomes of the badge is told there too', async (t) => {
    const { paul } = discord
    const { modal } = await answerTo(paul, () => paul.command(channelId, 'revoke'))
    const [what] = modal?.labels ?? []
    const given = { [what?.customId ?? '']: what?.options[0]?.value ?? '', reason: 'A mistake.' }
    await toldBy(paul, () => paul.submit(given))
    await service.outbox.idle()
    t.match(ana.dms().at(-1)?.text, /withdrawn\. Reason given: A mistake/)
    const last = (await service.letters()).filter(({ text }) => text?.includes('A mistake.'))
    t.match(last, [{ to: { text: 'learner0@example.org' } }])
  })
})

t.test('an address is given by a code on Discord, and the badges follow there', async (t) => {
  const discord = await aServer(t)
  const service = await aService(t, { env: discord.discord.env(), random: () => 0.02 })
  await connected(discord.discord)
  const [ana, bilal, chloe] = discord.learners
  if (!ana || !bilal || !chloe) throw new Error('nobody came')
  const id = await proposeIn(discord, { badge: individual.en, people: [ana] })
  for (const voter of [bilal, chloe]) await voteIn(discord, voter, id)
  await service.outbox.idle()
  t.strictSame(await service.letters(), [])

  await answerTo(ana, () => ana.command(channelId, 'email'))
  const wrong = await answerTo(ana, () => ana.submit({ address: 'ana@' }))
  t.match(wrong.told?.text, /address/)
  await answerTo(ana, () => ana.press(wrong.told ?? never(), 'Put it right'))
  t.match(ana.modal()?.labels[0]?.value, ['ana@'], 'what was written stands there')
  const { told: asked } = await answerTo(ana, () => ana.submit({ address: 'ana@example.org' }))
  t.match(asked?.text, /on its way to ana@example\.org/)
  const code = await until(async () => {
    const [, first, second] =
      /^(\d{3}) (\d{3})$/m.exec((await service.letters())[0]?.text ?? '') ?? []
    return first && second ? first + second : undefined
  })
  await answerTo(ana, () => ana.press(asked ?? never(), 'email-code'))
  const mistyped = code === '123456' ? '123457' : '123456'
  const { told: missed } = await answerTo(ana, () => ana.submit({ code: mistyped }))
  t.match(missed?.text, /code/)
  t.match(await badges(service), [])
  await answerTo(ana, () => ana.press(missed ?? never(), 'Put it right'))
  t.match(await toldBy(ana, () => ana.submit({ code })), /badges will be sent to ana@example\.org/)
  await service.outbox.idle()
  const [letter, ...more] = await badges(service)
  t.strictSame(more, [])
  t.match(letter?.to, { text: 'ana@example.org' })
  const [picture] = letter?.attachments ?? []
  t.match(readBaked(new Uint8Array(picture?.content ?? [])), { openbadgecredential: String })
  t.equal(filesOf(ana).length, 1, 'and no second private message')

  const next = await proposeIn(discord, { badge: individual.en, people: [ana] })
  for (const voter of [bilal, chloe]) await voteIn(discord, voter, next)
  await service.outbox.idle()
  t.equal((await badges(service)).length, 2, 'the next one goes both ways')
  t.equal(filesOf(ana).length, 2)
  t.strictSame(discord.discord.refusals, [])
})

/** One organisation with a room, a Slack workspace and a Discord server. */
async function aHouse(t: Test) {
  const discord = await aServer(t)
  const slack = await fakeSlack(t)
  const team = slack.team('T1')
  const paul = team.user('UPAUL', { name: 'Paul', isAdmin: true, email: 'paul@example.org' })
  const learners = ['Ana', 'Bilal', 'Chloé', 'Dawit'].map((name, index) =>
    team.user(`U${index}`, { name, email: `learner${index}@example.org` }),
  )
  team.channel('C1', { name: 'atelier', members: ['UPAUL', ...learners.map(({ id }) => id)] })
  const service = await aService(t, {
    env: { ...slack.env(team), ...discord.discord.env() },
    random: () => 0.02,
  })
  slack.deliverTo({ eventsUrl: `${service.app.baseUrl}/slack/events` })
  await connected(discord.discord)
  return { service, discord, slack: { paul, learners } }
}

async function badges(service: TestService) {
  return (await service.letters()).filter(({ attachments }) => attachments.length > 0)
}

function codeIn(said: string): string {
  const [, code] = /\/badge link (\S+[A-Z0-9])/.exec(said) ?? []
  return code ?? never()
}

function never(): never {
  throw new Error('It is not there.')
}

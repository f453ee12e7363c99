import t from 'tap'
import { readBaked } from '#src/credentials/bake-png.ts'
import { aService, until } from '#test/kit/service.ts'
import {
  aDiscordHouse,
  aServer,
  answerTo,
  cardOf,
  channelId,
  type DiscordHouse,
  filesOf,
  fillProposal,
  individual,
  learnerId,
  pressVote,
  proposeIn,
  roleId,
  toldBy,
  voteIn,
} from './discord-house.ts'
import type { Person } from '#test/kit/fake-discord/index.ts'

t.test('whose private messages are closed claims the badge, and has the letter', async (t) => {
  const house = await aDiscordHouse(t)
  const { guild, discord, service, learners, paul } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  guild.user(learnerId(0), { name: 'Ana', roles: [roleId], closed: true })
  await giveAddress(house, ana, 'ana@example.org')
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.outbox.idle()
  t.strictSame(filesOf(ana), [])
  t.equal(discord.calls('POST', /channels\/\d+\/messages$/).filter(isRefused).length, 1, 'once')
  const letters = await service.letters()
  t.match(
    letters.filter(({ attachments }) => attachments.length > 0),
    [{ to: { text: 'ana@example.org' } }],
  )
  t.ok(await until(async () => paul.dms().find(({ text }) => text.includes('Ana'))))

  const card = cardOf(ana, id)
  if (!card) return
  const { told } = await answerTo(ana, () => ana.press(card, 'Claim my badge'))
  t.match(told?.files, [{ name: /\.png$/ }])
  t.match(readBaked(told?.files[0]?.bytes ?? new Uint8Array()), { openbadgecredential: String })
  t.match(await toldBy(bilal, () => bilal.press(card, 'Claim my badge')), /not|badge/)
  t.strictSame(
    bilal.ephemerals().flatMap(({ files }) => files),
    [],
    'nobody else gets it',
  )
})

t.test('where Discord does not show its members, they say that they are there', async (t) => {
  const house = await aDiscordHouse(t, { membersSwitch: false })
  const { discord, learners, paul, guild } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const review = await fillProposal(house, { badge: individual.en, people: [ana] })
  const refused = await answerTo(paul, () => paul.press(review, 'Open the vote'))
  t.match(refused.told?.text, /Server Members Intent/)
  t.match(
    [refused.told?.text, ...(refused.told?.links ?? []), ...urls(refused.told?.buttons)].join(' '),
    new RegExp(`/applications/${discord.applicationId}/bot`),
  )

  const call = await until(async () =>
    paul.seen(channelId).find(({ buttons }) => buttons.some(({ label }) => label === joins)),
  )
  for (const learner of learners)
    t.match(await toldBy(learner, () => learner.press(call, joins)), /you are in the group/)
  const stranger = guild.user('1200000000000000099', { name: 'Stranger' })
  t.match(await toldBy(stranger, () => stranger.press(call, joins)), /role that you do not have/)
  t.match(
    await until(async () =>
      paul.seen(channelId).find(({ text }) => text.includes('4 people have joined out of 4')),
    ),
    { id: call.id },
  )

  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  t.match(await toldBy(stranger, () => pressVote(stranger, id)), /not on the roll/)
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await until(async () => filesOf(ana)[0])
})

t.test('who may not vote is told why, alone', async (t) => {
  const house = await aDiscordHouse(t)
  const { guild, service, learners } = house
  const [ana, bilal, chloe, dawit] = learners
  if (!ana || !bilal || !chloe || !dawit) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  t.match(await toldBy(ana, () => pressVote(ana, id)), /nobody votes for themselves/)
  const late = guild.user('1200000000000000199', { name: 'Late', roles: [roleId] })
  t.match(await toldBy(late, () => pressVote(late, id)), /vote/, 'came after the vote was opened')

  await voteIn(house, bilal, id)
  await answerTo(dawit, () => pressVote(dawit, id))
  await voteIn(house, chloe, id)
  await service.outbox.idle()
  const open = dawit.modal()?.labels.filter(({ type }) => type === 21) ?? []
  const values = Object.fromEntries(open.map(({ customId }) => [customId, 'met']))
  t.match(await toldBy(dawit, () => dawit.submit(values)), /vote is over/i)
})

t.test('a right that the bot lacks is named before anything is written', async (t) => {
  const { guild, discord, paul } = await aDiscordHouse(t)
  guild.forbid(channelId, 'SendMessages')
  t.match(await toldBy(paul, () => paul.command(channelId, 'propose')), /Send Messages/)
  t.strictSame(discord.calls('POST', /channels\/\d+\/messages$/), [])
})

t.test('where threads may not be made, the verdict answers the card', async (t) => {
  const house = await aDiscordHouse(t)
  const { guild, service, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  guild.forbid(channelId, 'CreatePublicThreads')
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.outbox.idle()
  const card = cardOf(bilal, id)
  t.match(
    bilal.seen(channelId).find(({ replyTo }) => replyTo === card?.id),
    { thread: undefined, pings: [learnerId(0)] },
  )
})

t.test('what belongs to another server is unknown here', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, learners } = house
  const [ana] = learners
  if (!ana) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  const other = discord.guild('1300000000000000010', { locale: 'en-US' })
  other.channel('1300000000000000020', { name: 'ailleurs' })
  const eve = other.user('1300000000000000030', { name: 'Eve', isAdmin: true })
  await until(async () => (await eve.command('1300000000000000020', 'help')).type ?? undefined)
  const [help] = eve.ephemerals()
  if (!help) return
  const before = eve.ephemerals().length
  for (const foreign of [
    `b1:p:1200000000000000010:vote:${id}`,
    `b1:p:1300000000000000010:vote:${id}`,
    `b1:p:1300000000000000010:withdraw:${id}`,
    `b1:p:1300000000000000010:claim:${id}`,
    'b1:o:1200000000000000010:11111111-1111-1111-1111-111111111111:0',
    'b0:p:1300000000000000010:help',
    'b1:z:1300000000000000010:help',
    'another bot',
  ]) {
    const text = await toldBy(eve, () => eve.pressOld(help, foreign))
    t.notMatch(text, /Ana|Listening|Something went wrong/, foreign)
    t.equal(eve.modal(), undefined)
  }
  t.ok(eve.ephemerals().length >= before)
  t.match(cardOf(ana, id)?.buttons.length, 2)
})

t.test('a claim is refused to whoever is no member any more, and the vote goes on', async (t) => {
  const house = await aDiscordHouse(t)
  const { service, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  ana.leave()
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.outbox.idle()
  t.strictSame(filesOf(ana), [], 'no server in common, no private message')
  t.ok(cardOf(bilal, id)?.buttons.some(({ label }) => label === 'Claim my badge'))
})

for (const [what, { token, closesWith }, remedy] of [
  ['its token is wrong', { token: 'another.token.here' }, /DISCORD_TOKEN/],
  ['Discord does not allow what it asks for', { closesWith: 4014 }, /Privileged Gateway Intents/],
] satisfies readonly [string, { token?: string; closesWith?: number }, RegExp][])
  t.test(`where ${what}, the service says so with the remedy, and goes on`, async (t) => {
    const { discord } = await aServer(t)
    discord.gateway.refuseIdentify(closesWith)
    const DISCORD_TOKEN = token ?? discord.token
    const service = await aService(t, { env: { ...discord.env(), DISCORD_TOKEN } })
    const said = await until(async () => {
      const text = await (await fetch(`${service.app.baseUrl}/readyz`)).text()
      return text.includes('refused') ? text : undefined
    })
    t.match(said, remedy)
    t.notOk(said.includes(DISCORD_TOKEN))
    t.ok((await service.join('Ana')).id, 'the room is there')
  })

const joins = 'I am in this group'

/** Gives an address by the code of its letter. */
async function giveAddress(
  { service }: DiscordHouse,
  person: Person,
  address: string,
): Promise<void> {
  await answerTo(person, () => person.command(channelId, 'email'))
  const { told } = await answerTo(person, () => person.submit({ address }))
  const letter = await until(async () => (await service.letters()).at(-1))
  const [code = ''] = /\b\d{3}\s?\d{3}\b/u.exec(letter.text ?? '') ?? []
  if (!told) throw new Error('The address was not taken.')
  await answerTo(person, () => person.press(told, 'email-code'))
  await answerTo(person, () => person.submit({ code }))
}

function isRefused({ status = 0 }: { readonly status: number | undefined }): boolean {
  return status === 403
}

function urls(buttons: readonly { readonly url: string | undefined }[] = []): readonly string[] {
  return buttons.flatMap(({ url }) => url ?? [])
}

import t from 'tap'
import { readBaked } from '#src/credentials/bake-png.ts'
import {
  aDiscordHouse,
  answerTo,
  cardOf,
  channelId,
  collective,
  filesOf,
  individual,
  learnerId,
  proposeIn,
  toldBy,
  voteIn,
} from './discord-house.ts'

for (const http of [false, true])
  for (const language of ['en', 'fr'] as const)
    t.test(
      `a badge for a person, from the command to the picture that verifies, ${http ? 'over HTTP' : 'by the gateway'} in ${language}`,
      async (t) => {
        const house = await aDiscordHouse(t, { http, language })
        const { discord, service, learners, paul } = house
        const [ana, bilal, chloe] = learners
        if (!ana || !bilal || !chloe) return
        const id = await proposeIn(house, { badge: individual[language], people: [ana] })
        t.match(cardOf(bilal, id)?.text, /Ana[^]*Paul/)
        t.match(cardOf(bilal, id)?.pings, [])

        t.match((await voteIn(house, bilal, id)).text, /Vote (counted|compté|enregistré)/i)
        t.match((await voteIn(house, bilal, id)).text, /Vote confirm/)
        await voteIn(house, chloe, id)
        await service.outbox.idle()

        const [card, verdict] = bilal.seen(channelId)
        t.notOk(
          card?.buttons.some(({ customId }) => customId.includes(':vote:')),
          'no button is left to vote with',
        )
        t.equal(verdict?.thread, card?.id, 'the verdict stands in the thread of the card')
        t.strictSame(verdict?.pings, [learnerId(0)], 'and calls whom it is about')
        t.strictSame(filesOf(bilal), [])
        t.strictSame(filesOf(paul), [])

        const [file] = filesOf(ana)
        t.match(file, { name: /\.png$/, alternative: /./ })
        const { openbadgecredential = '' } = readBaked(file?.bytes ?? new Uint8Array())
        t.match(JSON.parse(openbadgecredential), { proof: [{ cryptosuite: 'eddsa-rdfc-2022' }] })

        t.strictSame(discord.refusals, [], 'Discord refused nothing')
        t.strictSame(
          discord.answers.filter(({ type, ms }) => type === undefined || ms > 3000),
          [],
          'everything was answered in time',
        )
        t.equal(discord.gateway.identifies.length, http ? 0 : 1)
        t.strictSame(await service.letters(), [], 'Discord gives no addresses')
      },
    )

t.test('a badge for the group goes to each of its members', async (t) => {
  const house = await aDiscordHouse(t)
  const { service, learners } = house
  const id = await proposeIn(house, { badge: collective.en, for: 'group' })
  for (const learner of learners) {
    if (!cardOf(learner, id)?.buttons.some(({ customId }) => customId.endsWith(`:vote:${id}`)))
      break
    await voteIn(house, learner, id)
    await service.outbox.idle()
  }
  await service.outbox.idle()
  for (const learner of learners) t.equal(filesOf(learner).length, 1, learner.name)
})

t.test('a badge is picked from the lists where none was named', async (t) => {
  const house = await aDiscordHouse(t)
  const { paul } = house
  const { told } = await answerTo(paul, () => paul.command(channelId, 'propose'))
  if (!told) throw new Error('A list was to be shown.')
  const pages = [told]
  const holds = (label: string) =>
    pages
      .at(-1)
      ?.selects.some((one) => 'options' in one && one.options.some((it) => it.label === label))
  const badge = 'Listening to and understanding an instruction'
  for (let turns = 0; turns < 9 && !holds(badge); turns++) {
    const next = await answerTo(paul, () => paul.press(pages.at(-1) ?? told, 'Next page'))
    if (next.told) pages.push(next.told)
  }
  const { modal } = await answerTo(paul, () => paul.choose(pages.at(-1) ?? told, badge))
  t.equal(modal?.title, badge)
  t.strictSame(
    modal?.labels.map(({ customId }) => customId),
    ['for', 'people', 'source', 'reason', 'files'],
  )
})

t.test('a message and a person are proposed from by their menus', async (t) => {
  const { paul, learners } = await aDiscordHouse(t)
  const [ana] = learners
  if (!ana) return
  const said = ana.say(channelId, 'I explained the plan <to> everybody & it *worked*.')
  await answerTo(paul, () => paul.onMessage(said))
  await answerTo(paul, () => paul.onUser(ana, channelId))
  t.equal(paul.ephemerals().length, 2)
})

t.test('what stands in the thread of a card belongs to the channel', async (t) => {
  const house = await aDiscordHouse(t)
  const { learners, service } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.outbox.idle()
  const thread = bilal.seen(channelId).find((one) => one.thread !== undefined)?.channel ?? ''
  t.match(await toldBy(bilal, () => bilal.command(thread, 'status')), /No vote under way/)
})

t.test('a second word about a ballot follows it', async (t) => {
  const house = await aDiscordHouse(t)
  const [ana, bilal] = house.learners
  if (!ana || !bilal) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  const receipt = await voteIn(house, bilal, id)
  const { modal } = await answerTo(bilal, () => bilal.press(receipt, 'Add a word…'))
  const words = modal?.labels.find(({ type }) => type === 4)?.customId ?? ''
  t.match(
    await toldBy(bilal, () => bilal.submit({ [words]: 'Seen with my own eyes.' })),
    /Vote (confirmed|changed)/,
  )
})

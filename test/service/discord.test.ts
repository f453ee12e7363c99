import t from 'tap'
import { readBaked } from '#src/credentials/bake-png.ts'
import {
  aDiscordHouse,
  answerTo,
  cardOf,
  channelId,
  collective,
  filesOf,
  guildId,
  individual,
  learnerId,
  proposeIn,
  roleId,
  toldBy,
  voteIn,
} from './discord-house.ts'
import type { FirstAnswer, Person, ShownMessage, ShownModal } from '#test/kit/fake-discord/index.ts'
import { until } from '#test/kit/service.ts'

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
  const modal = await chosenFrom(paul, () => paul.command(channelId, 'propose'))
  t.equal(modal.title, picked)
  t.strictSame(
    modal.labels.map(({ customId }) => customId),
    ['for', 'people', 'source', 'reason', 'files'],
  )
})

t.test('what somebody wrote is what a vote shows, by the menu of their message', async (t) => {
  const { paul, learners, discord } = await aDiscordHouse(t)
  const [ana, bilal] = learners
  if (!ana || !bilal) return
  const wrote = 'I explained the plan <to> everybody & it *worked*.'
  const said = ana.say(channelId, wrote)
  const link = `https://discord.com/channels/${guildId}/${channelId}/${said.id}`
  const modal = await chosenFrom(paul, () => paul.onMessage(said))
  t.strictSame(valueOf(modal, 'people'), [ana.id], 'who wrote it is meant')
  const filled = { reason: 'Read it.', source: [{ id: roleId }] }
  const { told: review } = await answerTo(paul, () => paul.submit(filled))
  if (!review) return
  t.ok(review.text.includes(wrote), 'literally')
  t.strictSame(review.links, [link])
  const { modal: second } = await answerTo(paul, () => paul.press(review, idOf(review, /:1$/)))
  t.strictSame(valueOf(second, 'evidence'), [wrote])
  t.strictSame(valueOf(second, 'link'), [link])
  paul.dismiss()
  await answerTo(paul, () => paul.press(review, idOf(review, /^b1:s:/)))
  const card = await until(async () => paul.seen(channelId).find(({ id }) => id !== said.id))
  t.match(card.text, /for Ana\?/)
  t.ok(card.text.includes(wrote))
  t.strictSame(card.links, [link])
  t.strictSame(card.pings, [])

  const ofBot = await chosenFrom(paul, () => paul.onMessage(card))
  t.strictSame(valueOf(ofBot, 'people'), [], 'a bot is nobody to propose')
  paul.dismiss()
  const ofBilal = await chosenFrom(paul, () => paul.onUser(bilal, channelId))
  t.strictSame(valueOf(ofBilal, 'people'), [bilal.id])
  t.strictSame(valueOf(ofBilal, 'for'), ['people'])
  t.strictSame(discord.refusals, [])
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

const picked = 'Listening to and understanding an instruction'

/** Does what begins a proposal, looks the badge up in the lists that come, and answers the form. */
async function chosenFrom(person: Person, act: () => Promise<FirstAnswer>): Promise<ShownModal> {
  let { told } = await answerTo(person, act)
  for (let turns = 0; turns < 9 && told; turns++) {
    const page: ShownMessage = told
    const isThere = page.selects.some(
      (one) => 'options' in one && one.options.some(({ label }) => label === picked),
    )
    if (isThere) {
      const { modal } = await answerTo(person, () => person.choose(page, picked))
      if (modal) return modal
    }
    told = (await answerTo(person, () => person.press(page, 'Next page'))).told
  }
  throw new Error('The badge is in no list.')
}

function valueOf(modal: ShownModal | undefined, field: string): readonly string[] | undefined {
  return modal?.labels.find(({ customId }) => customId === field)?.value
}

function idOf({ buttons }: ShownMessage, like: RegExp): string {
  const found = buttons.find(({ customId }) => like.test(customId))
  if (!found) throw new Error(`No button like ${like.source}.`)
  return found.customId
}

import t from 'tap'
import { readConfig } from '#src/config.ts'
import { startService } from '#src/service.ts'
import { until } from '#test/kit/service.ts'
import {
  aDiscordHouse,
  cardOf,
  channelId,
  connected,
  filesOf,
  individual,
  proposeIn,
  voteIn,
} from './discord-house.ts'

for (const [what, lose] of [
  ['is cut', 'kill'],
  ['is asked to come again', 'askToReconnect'],
] as const)
  t.test(`the gateway ${what} in the middle of a vote, and nothing is lost`, async (t) => {
    const house = await aDiscordHouse(t)
    const { discord, service, learners } = house
    const [ana, bilal, chloe] = learners
    if (!ana || !bilal || !chloe) return
    const id = await proposeIn(house, { badge: individual.en, people: [ana] })
    await voteIn(house, bilal, id)
    discord.gateway[lose]()
    await until(async () => discord.gateway.open === 0 || undefined)
    // Pressed while nobody listens: it comes by RESUME.
    await voteIn(house, chloe, id)
    await until(async () => filesOf(ana)[0])
    await service.outbox.idle()
    t.equal(filesOf(ana).length, 1)
    t.equal(discord.gateway.identifies.length, 1)
    t.equal(discord.gateway.resumes.length, 1)
    const ready = await fetch(`${service.app.baseUrl}/readyz`)
    t.match(await ready.text(), /connected/)
  })

const sendings = [
  ['POST', /^\/channels\/\d+\/messages$/],
  ['PATCH', /^\/channels\/\d+\/messages\/\d+$/],
  ['POST', /^\/users\/@me\/channels$/],
  ['POST', /\/threads$/],
] as const

for (const fault of [
  { status: 429, retryAfter: 0.2 },
  { status: 429, retryAfter: 0.2, global: true },
  { status: 429, retryAfter: 8 },
  { status: 502 },
  { loseAnswer: true },
])
  t.test(
    `each sending of a delivery fails once with ${JSON.stringify(fault)}, and the badge arrives once`,
    async (t) => {
      const house = await aDiscordHouse(t)
      const { discord, service, learners } = house
      const [ana, bilal, chloe] = learners
      if (!ana || !bilal || !chloe) return
      const id = await proposeIn(house, { badge: individual.en, people: [ana] })
      for (const [method, path] of sendings) discord.fail(method, path, fault)
      for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
      const waited = async () => filesOf(ana)[0]
      await until(waited).catch(() => until(waited))
      await until(async () => bilal.seen(channelId).find(({ thread }) => thread !== undefined))
      await service.outbox.idle()
      t.equal(filesOf(ana).length, 1)
      t.equal(bilal.seen(channelId).length, 2, 'the card, and the verdict under it')
    },
  )

t.test('a card whose answer is lost is there once', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, service, paul, learners } = house
  discord.fail('POST', /^\/channels\/\d+\/messages$/, { loseAnswer: true })
  await proposeIn(house, { badge: individual.en, people: learners.slice(0, 1) })
  await service.outbox.idle()
  t.equal(paul.seen(channelId).length, 1)
})

t.test('a 403 is never tried again', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, service, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  discord.fail('POST', /^\/users\/@me\/channels$/, { status: 403, code: 50_278, times: Infinity })
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.outbox.idle()
  const opened = discord.calls('POST', /^\/users\/@me\/channels$/)
  const toAna = opened.filter(({ body }) => JSON.stringify(body).includes(ana.id))
  t.equal(toAna.length, 1)
})

t.test('stopped in the middle and started again: nothing is lost or doubled', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, service, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  const id = await proposeIn(house, { badge: individual.en, people: [ana] })
  discord.fail('POST', /^\/channels\/\d+\/messages$/, { status: 500, times: Infinity })
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.stop()
  discord.heal()
  const registered = discord.calls('PUT', /\/commands$/).length
  const again = await startService(
    readConfig({
      PORT: '0',
      LOG_LEVEL: 'silent',
      DEFAULT_LANGUAGE: 'en',
      DATA_DIR: service.dataDir,
      ...discord.env(),
    }),
    { random: () => 0.02 },
  )
  t.teardown(() => again.stop())
  await connected(discord)
  await until(async () => filesOf(ana)[0])
  await until(async () => ana.seen(channelId).find(({ thread }) => thread !== undefined))
  await again.outbox.idle()
  t.equal(filesOf(ana).length, 1)
  t.equal(ana.seen(channelId).length, 2, 'the card, and the verdict under it')
  t.equal(discord.calls('PUT', /\/commands$/).length, registered, 'commands are registered once')
})

t.test('what takes longer than three seconds is announced in time, and follows', async (t) => {
  const house = await aDiscordHouse(t)
  const { discord, paul, learners } = house
  discord.fail('GET', /\/guilds\/\d+\/members/, { delayMs: 3200 })
  const id = await proposeIn(house, { badge: individual.en, people: learners.slice(0, 1) })
  t.ok(cardOf(paul, id))
  const late = discord.answers.filter(({ ms, type }) => ms > 2400 || type === undefined)
  t.strictSame(late, [])
})

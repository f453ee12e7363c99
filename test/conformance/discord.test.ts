import t from 'tap'
import { z } from 'zod'
import { commandDefinitions } from '#adapters/discord/commands/definitions.ts'
import { layoutOf } from '#adapters/discord/views/form-layout.ts'
import { continueBody, openBody, problemBody } from '#adapters/discord/views/form-messages.ts'
import { modalOf } from '#adapters/discord/views/form-modal.ts'
import { messageBody } from '#adapters/discord/views/message-body.ts'
import { pickerBody } from '#adapters/discord/views/picker-body.ts'
import { reviewBody } from '#adapters/discord/views/review-body.ts'
import type { Reply } from '#src/chat/contract.ts'
import { listenStage, until } from '#test/adapters/discord/listen-stage.ts'
import { someCards, someForms } from '#test/adapters/discord/some-screens.ts'
import { aService } from '#test/kit/service.ts'
import type { FakeDiscord } from '#test/kit/fake-discord/index.ts'
import {
  aDiscordHouse,
  answerTo,
  channelId,
  collective,
  type DiscordHouse,
  filesOf,
  guildId,
  individual,
  proposeIn,
  voteIn,
} from '../service/discord-house.ts'
import { DiscordOpenApi } from './discord-openapi.ts'
import { describedIn, readJson, samplesIn, skip } from './discord-samples.ts'

for (const language of ['fr', 'en'] as const)
  for (const http of [false, true])
    t.test(
      `every body of the main job is as Discord describes it, in ${language} ${http ? 'over HTTP' : 'by the gateway'}`,
      { skip },
      async (t) => {
        const house = await aDiscordHouse(t, { language, http })
        await playMainJob(house)
        const api = new DiscordOpenApi(describedIn)
        const problems = [
          ...house.discord
            .calls()
            .flatMap(({ method, path, body }) =>
              api.problems(method, path, body).map((one) => `${method} ${path}: ${one}`),
            ),
          ...house.discord.answers.flatMap(({ body }) => api.answer(body)),
        ]
        t.strictSame([...new Set(problems)], [])
        t.strictSame(house.discord.refusals, [])
        const types = new Set(house.discord.answers.map(({ type }) => type))
        for (const type of [4, 7, 8, 9]) t.ok(types.has(type), `an answer of type ${type}`)
      },
    )

const buttons = [{ label: 'Next', action: 'status:1' }]
const file = {
  name: 'badge.png',
  type: 'image/png',
  bytes: Buffer.from('x'),
  alternative: 'A badge',
}

// They come late: announced by 5, and by 6 where a button of the last one was pressed.
const lateReplies: readonly Reply[] = [
  { message: { text: 'Counted.', buttons } },
  { message: { text: 'Another page.', buttons } },
  { message: { text: 'With a file.', buttons, files: [file] } },
  ...someForms('fr').map((form) => ({ form })),
  { message: { text: 'The end.' } },
]

for (const way of ['gateway', 'http'] as const)
  t.test(
    `what is announced, and the edits that follow, are as Discord describes them, over ${way}`,
    { skip },
    async (t) => {
      const { discord, ada, inbox } = await listenStage(t, { way, quickMs: 1 })
      for (const reply of lateReplies) {
        const held = Promise.withResolvers<Reply>()
        inbox.answer = () => held.promise
        const before = ada.ephemerals().at(-1)
        const act = before?.buttons.some(({ label }) => label === 'Next') && before
        const first = act ? await ada.press(act, 'Next') : await ada.command('20', 'status')
        t.equal(first.type, act ? 6 : 5)
        const edits = discord.calls('PATCH', /@original$/).length
        held.resolve(reply)
        await until(() => discord.calls('PATCH', /@original$/)[edits]?.status === 200)
      }
      const api = new DiscordOpenApi(describedIn)
      const problems = [
        ...discord.calls().flatMap(({ method, path, body }) => api.problems(method, path, body)),
        ...discord.answers.flatMap(({ body }) => api.answer(body)),
      ]
      t.strictSame(problems, [])
      t.strictSame(discord.refusals, [])
    },
  )

t.test('cards of all kinds and the commands are as Discord describes them', { skip }, async (t) => {
  const api = new DiscordOpenApi(describedIn)
  for (const language of ['fr', 'en'] as const)
    for (const message of someCards(language)) {
      const look = { language, guild: guildId, key: 'card', calling: ['discord:1/2'] }
      const posted = messageBody(message, look)
      t.strictSame(api.problems('POST', '/channels/1/messages', posted), [], message.text)
      const told = { type: 4, data: messageBody(message, { ...look, ephemeral: true }) }
      t.strictSame(api.answer(told), [])
    }
  t.strictSame(api.problems('PUT', '/applications/1/commands', commandDefinitions()), [])
})

t.test('each page of every form is as Discord describes it', { skip }, async (t) => {
  const api = new DiscordOpenApi(describedIn)
  for (const language of ['fr', 'en'] as const)
    for (const form of someForms(language)) {
      const look = { language, guild: guildId, draft: 'AbCdEfGhIjKlMnOpQrStUv', values: {} }
      const { picked, pages } = layoutOf(form, {})
      for (const page of pages.keys())
        t.strictSame(api.answer({ type: 9, data: modalOf(form, { ...look, page }) }), [], form.name)
      const told = [
        reviewBody(form, look),
        continueBody(form, { ...look, page: 1, pages: pages.length }),
        openBody(form, { ...look, page: 0 }),
        problemBody(form.title, { ...look, page: 0 }),
        ...(picked ? [0, 1, 99].map((page) => pickerBody(form, picked, { ...look, page })) : []),
      ]
      for (const data of told)
        for (const type of [4, 7]) t.strictSame(api.answer({ type, data }), [], form.name)
    }
})

t.test('every documented interaction is answered in time, over HTTP', { skip }, async (t) => {
  const house = await aDiscordHouse(t, { http: true })
  const { discord, service } = house
  const endpoint = `${service.app.baseUrl}/discord/interactions`
  const all = interactions(discord)
  t.ok(all.length >= 20, `${all.length} interactions`)
  for (const [name, payload] of all) {
    const started = performance.now()
    const response = await discord.delivery.request(endpoint, payload)
    t.equal(response.status, 200, name)
    t.match(await response.json(), { type: Number }, name)
    t.ok(performance.now() - started < 2900, `${name} in time`)
  }
  await stillWorks(house)
})

t.test('every documented frame and interaction is survived by the gateway', { skip }, async (t) => {
  const house = await aDiscordHouse(t)
  const { discord } = house
  for (const [, payload] of interactions(discord))
    discord.gateway.dispatch('INTERACTION_CREATE', payload)
  for (const [, payload] of hostile(discord))
    discord.gateway.dispatch('INTERACTION_CREATE', payload)
  await stillWorks(house)
})

t.test('an interaction that is no such thing is answered or refused, never 500', async (t) => {
  const house = await aDiscordHouse(t, { http: true })
  const { discord, service } = house
  for (const [name, payload] of hostile(discord)) {
    const endpoint = `${service.app.baseUrl}/discord/interactions`
    const { status } = await discord.delivery.request(endpoint, payload)
    t.ok([200, 400].includes(status), `${name}: ${status}`)
  }
  await stillWorks(house)
})

t.test('requests signed by another program are told apart', { skip }, async (t) => {
  const { public_key, cases } = signedSchema.parse(readJson('signed-requests/vectors.json'))
  const service = await aService(t, {
    env: {
      DISCORD_TOKEN: 'a.b.c',
      DISCORD_APPLICATION_ID: '1100000000000000001',
      DISCORD_API_URL: 'http://127.0.0.1:9/api',
      DISCORD_PUBLIC_KEY: public_key,
    },
    now: () => signedAt,
  })
  t.ok(cases.length > 10)
  for (const { name, ts, body, sig, expect } of cases) {
    const { status } = await fetch(`${service.app.baseUrl}/discord/interactions`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        ...(ts === undefined ? {} : { 'x-signature-timestamp': ts }),
        ...(sig === undefined ? {} : { 'x-signature-ed25519': sig }),
      },
    })
    if (expect === 'verified') t.not(status, 401, name)
    else t.equal(status, expect, name)
  }
})

/** When the signed requests were made. */
const signedAt = 1_795_424_000_000

const signedSchema = z.object({
  public_key: z.string(),
  cases: z.array(
    z.object({
      name: z.string(),
      ts: z
        .string()
        .nullish()
        .transform((ts) => ts ?? undefined),
      body: z.string(),
      sig: z
        .string()
        .nullish()
        .transform((sig) => sig ?? undefined),
      expect: z.union([z.number(), z.literal('verified')]),
    }),
  ),
})

/** From the command to the badge, for a person and for the group, with what is read beside it. */
async function playMainJob(house: DiscordHouse): Promise<void> {
  const { language, service, paul, learners } = house
  const [ana, bilal, chloe] = learners
  if (!ana || !bilal || !chloe) return
  for (const name of ['help', 'status', 'vote', 'mine', 'list', 'settings', 'withdraw'])
    await answerTo(paul, () => paul.command(channelId, name))
  paul.dismiss()
  // Without a badge it is picked from lists.
  await answerTo(paul, () => paul.command(channelId, 'propose'))
  const id = await proposeIn(house, { badge: individual[language], people: [ana] })
  for (const voter of [bilal, chloe]) await voteIn(house, voter, id)
  await service.outbox.idle()
  const group = await proposeIn(house, { badge: collective[language], for: 'group' })
  await voteIn(house, bilal, group)
  await voteIn(house, bilal, group, 'not-yet')
  await voteIn(house, chloe, group)
  await service.outbox.idle()
  for (const name of ['status', 'mine']) await answerTo(ana, () => ana.command(channelId, name))
  if (filesOf(ana).length === 0) throw new Error('No badge came.')
}

async function stillWorks({ paul }: DiscordHouse): Promise<void> {
  const { told } = await answerTo(paul, () => paul.command(channelId, 'help'))
  if (!told) throw new Error('Help was to be told.')
}

/** The documented interactions: whole ones, and parts of one put into the frame of a command. */
function interactions(discord: FakeDiscord): readonly (readonly [string, object])[] {
  const samples = samplesIn('discord-api-docs')
  const frame = sample.parse(
    samples.find(({ name }) => name.includes('example-interaction-slash-command'))?.json,
  )
  return samples.flatMap(({ name, kind, json }) => {
    if (kind !== 'interaction') return []
    const given = sample.parse(json)
    const whole = { version: 1, application_id: discord.applicationId, ...frame, ...given }
    const own = (more: object) => ({ ...whole, ...more, id: discord.world.snowflake() })
    return [
      [name, own({ token: 'foreign' })],
      [`${name} of our server`, own({ token: 'ours', guild_id: guildId, channel_id: channelId })],
    ]
  })
}

function hostile(discord: FakeDiscord): readonly (readonly [string, object])[] {
  const whole = (more: object) => ({
    id: discord.world.snowflake(),
    application_id: discord.applicationId,
    token: 'x',
    version: 1,
    ...more,
  })
  return [
    ['nothing', {}],
    ['no type', whole({})],
    ['a type to come', whole({ type: 99 })],
    ['a command of nobody', whole({ type: 2, data: { name: 'badge', type: 1 } })],
    ['data that is a text', whole({ type: 3, data: 'x', guild_id: guildId })],
    ['ids that are numbers', whole({ type: 2, guild_id: 12, channel_id: 13, data: {} })],
    ['a long custom_id', whole({ type: 3, data: { custom_id: 'b1:p:1:'.repeat(900) } })],
  ]
}

const sample = z.record(z.string(), z.unknown())

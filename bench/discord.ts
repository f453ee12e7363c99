import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import Fastify from 'fastify'
import { keepOwn } from '#adapters/discord/listen/own-forms.ts'
import { guildRef, thingRef } from '#adapters/discord/refs.ts'
import { customId } from '#adapters/discord/views/custom-id.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { type Filled, type Platform, prepareBallots } from './chat-votes.ts'
import { aChoice, criterionIds } from './crowd.ts'
import { behindHttps, inFolder } from './engines.ts'
import type { Shot } from './http-load.ts'
import type { Report, Size } from './measure.ts'
import { measureSigned } from './signed-ballots.ts'

const guild = '1100000000000000000'
const application = '1100000000000000001'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const publicHex = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')

/** Ballots sent by Discord's signed interactions, each stored before its answer: the receipt of the modal. */
export async function measureDiscord(size: Size, report: Report): Promise<void> {
  const api = await startDiscordApi()
  await inFolder(async (folder) => {
    const env = {
      ...behindHttps(folder),
      DISCORD_TOKEN: 'bench',
      DISCORD_APPLICATION_ID: application,
      DISCORD_PUBLIC_KEY: publicHex,
      DISCORD_API_URL: api.url,
    }
    const payloads = await prepareBallots(env, size, platform)
    const bareEnv = { PUBLIC_KEY: publicHex }
    const path = '/discord/interactions'
    await measureSigned({ name: 'Discord', env, folder, bareEnv, payloads, path, sign }, report)
  })
  await api.close()
}

const platform: Platform = {
  workspace: guildRef(guild),
  thing: (id) => thingRef(guild, id),
  channel: (number) => snowflake(1, number),
  user: (number, index) => snowflake(2, number * 100 + index),
  trainer: (number) => snowflake(3, number),
  ballot: submission,
}

function snowflake(kind: number, number: number): string {
  return `11${kind}${String(number).padStart(16, '0')}`
}

/** Discord's side of what the service asks meanwhile: who it is, its commands, its cards. */
async function startDiscordApi() {
  const server = Fastify()
  server.addContentTypeParser('multipart/form-data', (_request, _body, done) => done(null))
  let cards = 0
  server.get('/api/v10/users/@me/guilds', () => [{ id: guild }])
  server.put('/api/*', () => [])
  server.route({
    method: ['GET', 'POST', 'PATCH'],
    url: '/api/*',
    handler: () => ({
      id: snowflake(4, (cards += 1)),
      guild_id: guild,
      type: 0,
      name: 'bench',
      attachments: [],
    }),
  })
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  return { url: `${address}/api`, close: () => server.close() }
}

let interactions = 0

/** What Discord posts when the modal of a ballot is sent, which the press on the card's button has kept. */
async function submission({ service, form, channel, user, random }: Filled): Promise<string> {
  const { workspace, thing } = platform
  const by = { ref: thing(user), name: user }
  const scene = { workspace, channel: thing(channel), by, language: 'fr', guild } as const
  const draft = await keepOwn({ book: storedChatBook(service.app) }, scene, { form, values: {} })
  return JSON.stringify({
    id: snowflake(5, (interactions += 1)),
    application_id: application,
    type: 5,
    token: `bench${interactions}`,
    version: 1,
    guild_id: guild,
    channel_id: channel,
    channel: { id: channel, type: 0, guild_id: guild },
    locale: 'fr',
    guild_locale: 'fr',
    app_permissions: '309237746688',
    member: { user: { id: user, username: user, global_name: user }, roles: [], permissions: '0' },
    data: {
      custom_id: customId({ verb: 'f', guild, draft, page: 0 }),
      components: criterionIds.map((id, index) => ({
        type: 18,
        id: index,
        component: { type: 21, id: 100 + index, custom_id: id, value: aChoice(random()) },
      })),
    },
  })
}

function sign(payloads: readonly string[], path: string): Shot[] {
  const at = String(Math.floor(Date.now() / 1000))
  return payloads.map((body) => ({
    method: 'POST',
    path,
    headers: {
      'content-type': 'application/json',
      'x-signature-timestamp': at,
      'x-signature-ed25519': signWith(null, Buffer.from(at + body), privateKey).toString('hex'),
    },
    body,
  }))
}

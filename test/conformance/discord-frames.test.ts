import t from 'tap'
import { z } from 'zod'
import {
  letIdentify,
  listenStage,
  type ListenStage,
  until,
} from '#test/adapters/discord/listen-stage.ts'
import { samplesIn, skip } from './discord-samples.ts'

t.test('after every frame that others met, a person is still answered', { skip }, async (t) => {
  const stage = await listenStage(t)
  const frames = [...samplesIn('twilight'), ...samplesIn('discord-api-docs')].filter(
    ({ kind }) => kind === 'frame',
  )
  t.ok(frames.length >= 20, `${frames.length} frames`)
  for (const { name, json } of frames) {
    await letIdentify(stage)
    const before = begun(stage)
    if (opOf(json) === 10) await greetWith(stage, json)
    else stage.discord.gateway.sendRaw(JSON.stringify(json))
    if (begins.has(opOf(json))) await until(() => begun(stage) > before, 15_000)
    await until(() => stage.adapter.status().ok && stage.discord.gateway.open === 1, 15_000)
    t.ok(await isAnswered(stage), name)
  }
  t.ok(stage.discord.gateway.resumes.length >= 4)
})

t.test('whatever stands in an event, or in its place, ends nothing', { skip }, async (t) => {
  const stage = await listenStage(t)
  const all = [...samplesIn('discord-api-docs'), ...samplesIn('twilight'), ...samplesIn('jda')]
  t.ok(all.length > 120, `${all.length} samples`)
  const { gateway } = stage.discord
  for (const { json, kind } of all) {
    if (kind !== 'frame') gateway.sendRaw(JSON.stringify(json))
    for (const event of events) gateway.dispatch(event, json)
  }
  t.ok(await isAnswered(stage))
  t.equal(gateway.connections, 1)
  t.ok(stage.adapter.status().ok)
})

/** The events that discord.js reads with Cordée's one intent, those that Cordée reads, and one that is yet to come. */
const events = [
  'GUILD_CREATE',
  'GUILD_UPDATE',
  'GUILD_ROLE_CREATE',
  'GUILD_ROLE_DELETE',
  'CHANNEL_CREATE',
  'CHANNEL_UPDATE',
  'CHANNEL_PINS_UPDATE',
  'THREAD_CREATE',
  'THREAD_LIST_SYNC',
  'STAGE_INSTANCE_CREATE',
  'VOICE_SERVER_UPDATE',
  'PRESENCE_UPDATE',
  'MESSAGE_CREATE',
  'INTERACTION_CREATE',
  'EVENT_OF_TOMORROW',
]

/** Frames after which a session is resumed or begun: reconnect, invalid session, hello. */
const begins: ReadonlySet<number> = new Set([7, 9, 10])

function opOf(json: unknown): number {
  return z.looseObject({ op: z.int() }).parse(json).op
}

/** It is the first word of a connection, and comes there alone. */
async function greetWith({ discord: { gateway } }: ListenStage, hello: unknown): Promise<void> {
  const { connections } = gateway
  gateway.greets = false
  gateway.kill()
  await until(() => gateway.connections > connections && gateway.openSockets > 0)
  gateway.sendRaw(JSON.stringify(hello))
  gateway.greets = true
}

function begun({ discord: { gateway } }: ListenStage): number {
  return gateway.identifies.length + gateway.resumes.length
}

async function isAnswered({ ada, inbox }: ListenStage): Promise<boolean> {
  const heard = inbox.received.length
  const { type } = await ada.command('20', 'help')
  return type === 4 && inbox.received.length === heard + 1
}

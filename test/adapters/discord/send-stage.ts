import type { Test } from 'tap'
import { Channels } from '#adapters/discord/people/channels.ts'
import { Guilds } from '#adapters/discord/people/guilds.ts'
import { People } from '#adapters/discord/people/people.ts'
import { DiscordApi } from '#adapters/discord/send/discord-api.ts'
import { Pace } from '#adapters/discord/send/pace.ts'
import { Sender } from '#adapters/discord/send/sender.ts'
import type { App } from '#src/app/app.ts'
import { freshId } from '#src/app/fresh.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Message, Ref, Said } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { LeapingTime } from '#test/kit/leaping-time.ts'
import { fakeDiscord } from '#test/kit/fake-discord/index.ts'
import { addTestWorkspace, openTestStore } from '#test/kit/store.ts'

export const guild = '200000000000000001'
export const channelId = '300000000000000001'
export const role = '400000000000000001'
export const adaId = '500000000000000001'
export const benId = '500000000000000002'
export const trainerId = '500000000000000009'
export const workspace: Ref = `discord:${guild}`
export const channel: Ref = `discord:${guild}/${channelId}`
export const ada: Ref = `discord:${guild}/${adaId}`
export const ben: Ref = `discord:${guild}/${benId}`
export const trainer: Ref = `discord:${guild}/${trainerId}`
export const baseUrl = 'http://badges.example.org'
const pictureUrl = `${baseUrl}/achievements/1.png`
export const picture = {
  kind: 'image',
  url: pictureUrl,
  alternative: 'An ear in a blue circle',
} as const

/** A server with two learners and a trainer, and all that writes there and looks, over a real store. Time leaps. */
export async function sendStage(
  t: Test,
  {
    membersSwitch = true,
    connected = true,
  }: { readonly membersSwitch?: boolean; readonly connected?: boolean } = {},
) {
  const time = new LeapingTime()
  const discord = await fakeDiscord(t, { now: time.now, membersSwitch })
  const server = discord.guild(guild, { name: 'Glaneurs', locale: 'fr', owner: trainerId })
  server.role(role, { name: 'Groupe A' })
  const people = {
    ada: server.user(adaId, { name: 'Ada', roles: [role], locale: 'en-GB' }),
    ben: server.user(benId, { name: 'Ben', roles: [role] }),
    trainer: server.user(trainerId, { name: 'Tina' }),
  }
  server.channel(channelId, { name: 'atelier' })
  const book = aBook(t, time)
  if (connected)
    await book.roster.connect({ ref: workspace, name: 'Glaneurs', language: 'fr', own: true })
  const lines: string[] = []
  const log = {
    warn: (facts: object, message: string) => lines.push(JSON.stringify([facts, message])),
  }
  const { token, apiUrl } = discord
  const newApi = (config = { token, apiUrl }, timeoutMs = 2000) => {
    const api = new DiscordApi({ config, log, now: time.now, timeoutMs })
    t.teardown(() => api.stop())
    return api
  }
  const applicationId = async () => discord.applicationId
  /** Everything anew, as after a restart; parts may be replaced. */
  const restart = (parts: { readonly book?: ChatBook; readonly api?: DiscordApi } = {}) => {
    const all = { api: newApi(), book, log, now: time.now, ...parts }
    const pace = new Pace({ now: time.now, wait: time.wait })
    const sender = new Sender({ ...all, pace })
    const people = new People({ ...all, roster: all.book.roster })
    const channels = new Channels({ ...all, people, sender, applicationId })
    return { ...all, pace, sender, people, channels, guilds: new Guilds(all) }
  }
  return {
    discord,
    server,
    user: people,
    time,
    lines,
    newApi,
    restart,
    ...restart(),
    messages: (id = channelId) => discord.world.channels.get(id)?.messages ?? [],
    /** What stands in the private conversation with somebody. */
    told: (user = adaId) =>
      [...discord.world.channels.values()].find(({ recipientId }) => recipientId === user)
        ?.messages ?? [],
    posts: () => discord.calls('POST', /\/messages$/),
  }
}

export function say(text: string, more: Omit<Message, 'text'> = {}): Said {
  return { fr: { text: `${text} (fr)`, ...more }, en: { text: `${text} (en)`, ...more } }
}

function aBook(t: Test, time: LeapingTime): ChatBook {
  const store = openTestStore(t)
  const house = addTestWorkspace(store, 'house')
  const app: App = {
    store,
    now: time.now,
    newId: freshId,
    baseUrl,
    publicUrl: undefined,
    masterKey: new Uint8Array(32),
    wake: () => undefined,
    changed: () => undefined,
  }
  const stored = storedChatBook(app)
  const roster: ChatBook['roster'] = {
    ...stored.roster,
    connect: async (asked) => {
      await house
      await stored.roster.connect(asked)
    },
  }
  return { ...stored, roster, showcase: { preview: async () => undefined, picture: bytesOf } }
}

async function bytesOf(url: string): Promise<Uint8Array | undefined> {
  return url === pictureUrl ? new TextEncoder().encode('PNG of an ear') : undefined
}

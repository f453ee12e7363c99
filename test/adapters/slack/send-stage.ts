import type { Test } from 'tap'
import { Channels } from '#adapters/slack/people/channels.ts'
import { People } from '#adapters/slack/people/people.ts'
import { Pace } from '#adapters/slack/send/pace.ts'
import { Sender } from '#adapters/slack/send/sender.ts'
import { SlackApi } from '#adapters/slack/send/slack-api.ts'
import type { App } from '#src/app/app.ts'
import { freshId } from '#src/app/fresh.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Message, Ref, Said } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { fakeSlack, type FakeSlackOptions, type FakeTeam } from '#test/kit/fake-slack/index.ts'
import { addTestWorkspace, openTestStore } from '#test/kit/store.ts'
import { LeapingTime } from '#test/kit/leaping-time.ts'

export const baseUrl = 'http://badges.example.org'
export const pictureUrl = `${baseUrl}/achievements/1.png`
export const channel: Ref = 'slack:T1/C1'
export const ada: Ref = 'slack:T1/U1'

/** A workspace with two learners in a channel, and all that writes there and looks, over a real store. Time leaps. */
export async function sendStage(
  t: Test,
  { url = baseUrl, ...options }: Pick<FakeSlackOptions, 'scopes'> & { readonly url?: string } = {},
) {
  const time = new LeapingTime()
  const slack = await fakeSlack(t, { ...options, now: time.now })
  const team = slack.team('T1')
  team.user('U1', { name: 'Ada', email: 'ada@example.org', locale: 'en-GB' })
  team.user('U2', { name: 'Ben', locale: 'fr-FR' })
  team.channel('C1', { name: 'atelier', members: ['U1', 'U2'] })
  team.channel('C2', { name: 'other', members: ['U1'] })
  const book = await aBook(t, time)
  const lines: string[] = []
  const log = {
    warn: (facts: object, message: string) => lines.push(JSON.stringify([facts, message])),
  }
  const tokens = tokensOf(team)
  const api = new SlackApi({ apiUrl: slack.apiUrl, tokens, log, timeoutMs: 2000 })
  /** Everything anew, as after a restart; parts may be replaced. */
  const restart = (parts: { api?: Pick<SlackApi, 'call' | 'upload'>; book?: ChatBook } = {}) => {
    const pace = new Pace({ now: time.now, wait: time.wait })
    const all = { api, pace, book, baseUrl: () => url, log, now: time.now, ...parts }
    const people = new People({ ...all, roster: all.book.roster, tokens })
    const channels = new Channels({ ...all, roster: all.book.roster, people, tokens })
    return { pace, sender: new Sender(all), people, channels }
  }
  return {
    slack,
    team,
    time,
    book,
    api,
    tokens,
    lines,
    restart,
    ...restart(),
    messages: (id = 'C1') => team.inside.channels.get(id)?.messages ?? [],
    /** What stands in the private conversation with somebody. */
    told: (user = 'U1') =>
      [...team.inside.channels.values()].find(({ im }) => im === user)?.messages ?? [],
  }
}

export function say(text: string, more: Omit<Message, 'text'> = {}): Said {
  return { fr: { text: `${text} (fr)`, ...more }, en: { text: `${text} (en)`, ...more } }
}

export const picture = {
  kind: 'image',
  url: pictureUrl,
  alternative: 'An ear in a blue circle',
} as const

function tokensOf(team: FakeTeam) {
  return {
    tokenFor: async () => ({
      token: team.token,
      botUserId: team.bot.userId,
      botId: team.bot.botId,
      scopes: [],
    }),
  }
}

async function aBook(t: Test, time: LeapingTime): Promise<ChatBook> {
  const store = openTestStore(t)
  await addTestWorkspace(store, 'house')
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
  await stored.roster.connect({ ref: 'slack:T1', name: 'Glaneurs', language: 'fr', own: true })
  return {
    ...stored,
    showcase: {
      preview: async (url, language) =>
        url === `${baseUrl}/awards/1` ? { text: `An award, ${language}` } : undefined,
      picture: async () => Buffer.from('PNG of an ear'),
    },
  }
}

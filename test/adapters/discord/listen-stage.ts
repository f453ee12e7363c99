import Fastify from 'fastify'
import type { Test } from 'tap'
import { DiscordAdapter, type DiscordParts } from '#adapters/discord/index.ts'
import { firstStart } from '#src/app/first-start.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Form, Reply } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { bareApp } from '#test/kit/bare-app.ts'
import { fakeDiscord, type FakeDiscord } from '#test/kit/fake-discord/index.ts'
import { FakeInbox } from '#test/kit/fake-inbox.ts'
import { openTestStore } from '#test/kit/store.ts'

export interface StageOptions {
  /** By which what people do comes; the gateway unless given. */
  readonly way?: 'gateway' | 'http'
  /** Long unless given: a machine that is busy makes no answer slow. */
  readonly quickMs?: number
  readonly membersSwitch?: boolean
  readonly now?: () => number
  readonly book?: (stored: ChatBook) => ChatBook
  readonly parts?: Partial<DiscordParts>
  /** It is started with the stage, unless a test does so. */
  readonly starts?: boolean
  /** Before it starts. */
  readonly before?: (discord: FakeDiscord, book: ChatBook) => Promise<void> | void
}

/** Discord with one server, the adapter over a real store, and an inbox whose answers a test chooses. */
export async function listenStage(
  t: Test,
  {
    way = 'gateway',
    quickMs = 2400,
    membersSwitch = true,
    now = Date.now,
    book: changed = (stored) => stored,
    parts = {},
    starts = true,
    before,
  }: StageOptions = {},
) {
  const discord = await fakeDiscord(t, { membersSwitch, now })
  const guild = discord.guild('10', { locale: 'en-GB', owner: '30' })
  guild.role('40', { name: 'groupe-a' })
  guild.channel('20', { name: 'atelier' })
  const ada = guild.user('30', { name: 'Ada', locale: 'en-GB' })
  const ben = guild.user('31', { name: 'Ben', roles: ['40'], locale: 'fr' })
  const app = bareApp(openTestStore(t), now)
  await firstStart(app, { language: 'en', mailFrom: 'cordee@example.org' })
  const book = changed(storedChatBook(app))
  await book.roster.connect({ ref: 'discord:10', name: 'School', language: 'en', own: true })
  const lines: string[] = []
  const note = (facts: object, message: string) => lines.push(JSON.stringify([facts, message]))
  const address = { base: '' }
  const { token, applicationId, apiUrl, publicKey } = discord
  const config = { token, applicationId, apiUrl, ...(way === 'http' ? { publicKey } : {}) }
  const newAdapter = (more: Partial<DiscordParts> = {}) =>
    new DiscordAdapter({
      config,
      book,
      log: { info: note, warn: note, error: note },
      now,
      baseUrl: () => address.base,
      language: 'en',
      quickMs,
      ...parts,
      ...more,
    })
  const adapter = newAdapter()
  const server = Fastify()
  await adapter.plugin(server)
  address.base = await server.listen({ port: 0, host: '127.0.0.1' })
  const url = `${address.base}/discord/interactions`
  if (way === 'http') discord.deliverTo(url)
  await before?.(discord, book)
  const inbox = new FakeInbox()
  t.teardown(async () => {
    await adapter.stop()
    await server.close()
  })
  const stage = { discord, guild, ada, ben, app, book, lines, adapter, newAdapter, inbox, url }
  if (!starts) return stage
  await adapter.start(inbox)
  if (way === 'gateway') await until(() => adapter.status().ok)
  return stage
}

export type ListenStage = Awaited<ReturnType<typeof listenStage>>

/** Waits for something that comes about without being asked for. */
export async function until(what: () => boolean, limitMs = 8000): Promise<void> {
  const end = Date.now() + limitMs
  while (!what()) {
    if (Date.now() > end) throw new Error('It did not come about in time.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** As if the last IDENTIFY were long ago: Discord takes one in five seconds. */
export function letIdentify({
  discord: { applicationId },
  book: { notes },
}: Pick<ListenStage, 'discord' | 'book'>): Promise<void> {
  const long = JSON.stringify({ since: Date.now() - 60_000, count: 1, lastAt: 0 })
  return notes.write(`discord:identify:${applicationId}`, long)
}

/** Keeps the inbox from answering until `end`; `begun` says that it was asked. */
export function holdAnswer(
  { inbox }: Pick<ListenStage, 'inbox'>,
  reply: Reply = { message: { text: 'Counted.' } },
) {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  inbox.answer = async () => {
    begun.resolve()
    await end.promise
    return reply
  }
  return { begun, end }
}

/** A ballot of three criteria, each with a word that nobody has to say. */
export const aBallot: Form = {
  name: 'ballot:1',
  title: 'Your vote',
  intro: 'Badge “Listening”, for Ben.',
  submit: 'Vote',
  amends: 'vote:1',
  fields: [1, 2, 3].flatMap((number) => [
    {
      name: `c${number}`,
      label: `Criterion ${number} of the badge`,
      kind: 'options' as const,
      required: true,
      choices: [
        { value: 'met', label: 'Met' },
        { value: 'not-yet', label: 'Not yet' },
      ],
    },
    {
      name: `c${number}-words`,
      label: `A word on ${number}`,
      kind: 'text' as const,
      maxLength: 500,
    },
  ]),
}

/** What opens a vote, of the size of the service's own. */
export const aProposal: Form = {
  name: 'propose',
  title: 'Propose a badge',
  submit: 'Open the vote',
  fields: [
    {
      name: 'achievement',
      label: 'Which badge?',
      kind: 'choice',
      required: true,
      searched: true,
      choices: Array.from({ length: 60 }, (_, index) => ({
        value: `badge-${index}`,
        label: `Badge ${index}`,
        under: `Family ${index % 3}`,
      })),
    },
    {
      name: 'for',
      label: 'For whom?',
      kind: 'options',
      required: true,
      value: 'people',
      choices: [
        { value: 'people', label: 'People' },
        { value: 'group', label: 'The group' },
      ],
    },
    { name: 'people', label: 'People', kind: 'people' },
    { name: 'source', label: 'The group that votes', kind: 'source' },
    { name: 'reason', label: 'Why?', kind: 'text', required: true, maxLength: 1000 },
    { name: 'files', label: 'Files', kind: 'file' },
    { name: 'link', label: 'Link', kind: 'line' },
    {
      name: 'rule',
      label: 'Rule',
      kind: 'options',
      value: 'two-thirds',
      advanced: true,
      choices: [
        { value: 'two-thirds', label: 'Two thirds' },
        { value: 'consensus', label: 'Consensus' },
      ],
    },
  ],
}

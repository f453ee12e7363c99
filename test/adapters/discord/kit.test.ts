import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { DiscordAdapter } from '#adapters/discord/index.ts'
import { messageRef } from '#adapters/discord/refs.ts'
import { readCustomId } from '#adapters/discord/views/custom-id.ts'
import type { App } from '#src/app/app.ts'
import { firstStart } from '#src/app/first-start.ts'
import { freshId } from '#src/app/fresh.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Button, Fields, Language, Member, Ref, Reply } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { type Stage, testChatAdapter } from '#test/kit/chat-adapter.ts'
import {
  type FakeDiscord,
  fakeDiscord,
  type FirstAnswer,
  type Person,
  type ShownMessage,
  type ShownModal,
} from '#test/kit/fake-discord/index.ts'
import { until } from '#test/kit/service.ts'
import { openTestStore } from '#test/kit/store.ts'

t.test('over HTTP', async (t) => testChatAdapter(t, (t, language) => setStage(t, language, 'HTTP')))
t.test('by the gateway', async (t) =>
  testChatAdapter(t, (t, language) => setStage(t, language, 'gateway')),
)

/** A channel with two people on a server that reads this language, and the adapter on a real database. */
async function setStage(
  t: Test,
  language: Language,
  transport: 'HTTP' | 'gateway',
): Promise<Stage> {
  const discord = await fakeDiscord(t)
  const locale = language === 'fr' ? 'fr' : 'en-GB'
  const guild = discord.guild('10', { locale, owner: '30' })
  guild.channel('20', { name: 'atelier' })
  const ada = guild.user('30', { name: 'Ada', locale })
  const ben = guild.user('31', { name: 'Ben', locale })
  const app = await anApp(t, language)
  const book = storedChatBook(app)
  await book.roster.connect({ ref: 'discord:10', name: 'Les Glaneurs', language, own: true })
  const { token, applicationId, apiUrl, publicKey } = discord
  const adapter = new DiscordAdapter({
    config: { token, applicationId, apiUrl, ...(transport === 'HTTP' ? { publicKey } : {}) },
    book,
    baseUrl: () => app.baseUrl,
    log: silent,
    now: Date.now,
    language,
  })
  t.teardown(() => adapter.stop())
  if (transport === 'HTTP') await serve(t, adapter, discord)
  // The gateway connects when it likes; once it is cut it stays so.
  const connected = async () => {
    if (transport === 'HTTP' || discord.gateway.connections > 0) return
    await until(async () => discord.gateway.open > 0 || undefined)
  }
  const people = new Map<Ref, Person>([
    ['discord:10/30', ada],
    ['discord:10/31', ben],
  ])
  return {
    adapter,
    workspace: 'discord:10',
    channel: 'discord:10/20',
    person: { ref: 'discord:10/30', name: 'Ada' },
    neighbour: { ref: 'discord:10/31', name: 'Ben' },
    gone: 'discord:10/20/1234567890',
    knowsKeys: true,
    seenBy: async ({ ref }: Member) => {
      const person = people.get(ref)
      return new Map([...(person?.seen('20') ?? []), ...(person?.dms() ?? [])].map(shownAs))
    },
    press: async (message, action) => {
      await connected()
      const card = ada.seen('20').find((one) => refOf(one) === message)
      if (!card) throw new Error(`${message} is not there.`)
      return answerTo({ person: ada, book }, () => ada.press(card, action))
    },
    command: async (text) => {
      await connected()
      const [name = '', ...words] = text.split(' ')
      const options = words.length > 0 ? { badge: words.join(' ') } : {}
      return answerTo({ person: ada, book }, () => ada.command('20', name, options))
    },
    submit: async (form, fields) => {
      const modal = ada.modal()
      if (!modal || (await formOf(book, modal)) !== form)
        throw new Error(`The form ${form} is not open.`)
      return answerTo({ person: ada, book }, () => ada.submit(filledIn(modal, fields)))
    },
  }
}

async function anApp(t: Test, language: Language): Promise<App> {
  const app: App = {
    store: openTestStore(t),
    now: Date.now,
    newId: freshId,
    baseUrl: 'https://badges.example.org',
    publicUrl: 'https://badges.example.org',
    masterKey: new Uint8Array(32),
    wake: () => undefined,
    changed: () => undefined,
  }
  await firstStart(app, { language, mailFrom: 'badges@example.org' })
  return app
}

async function serve(t: Test, adapter: DiscordAdapter, discord: FakeDiscord): Promise<void> {
  const server = Fastify()
  await adapter.plugin(server)
  const origin = await server.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => server.close())
  discord.deliverTo(`${origin}/discord/interactions`)
}

interface Reader {
  readonly person: Person
  readonly book: ChatBook
}

/** Does something, and waits for what then stands before that person. */
async function answerTo(reader: Reader, act: () => Promise<FirstAnswer>): Promise<Reply> {
  const { person } = reader
  const before = stateOf(person)
  const first = await act()
  if (first.type === undefined) throw new Error(first.trouble)
  const answered = await until(async () => {
    const last = person.ephemerals().at(-1)
    return stateOf(person) === before || (first.type === 5 && !last) ? undefined : { last }
  })
  const modal = person.modal()
  if (modal) return { form: await shownForm(reader, modal) }
  const told = answered.last
  const again = told?.buttons.find(({ customId }) => readCustomId(customId)?.verb === 'o')
  if (!told || !again) return { message: { text: told?.text ?? '' } }
  // What is wrong stands in a message of its own, for no modal answers a modal.
  await person.press(told, again.customId)
  const form = await until(async () => person.modal())
  return { form: await shownForm(reader, form), problem: told.text }
}

function stateOf(person: Person): string {
  const told = person.ephemerals().map(({ id, text, editedAt }) => [id, text, editedAt])
  return JSON.stringify([person.modal(), told])
}

async function shownForm({ book }: Reader, modal: ShownModal) {
  const fields = modal.labels.map(({ customId, label, description }) => ({
    name: customId,
    // A criterion is written out below its number.
    label: description === undefined ? label : `${label} ${description}`,
    kind: 'line' as const,
  }))
  return { name: (await formOf(book, modal)) ?? '', title: modal.title, submit: '', fields }
}

/** The form that a modal is a page of: it is kept as a draft, which the modal names. */
async function formOf(book: ChatBook, { customId }: ShownModal): Promise<string | undefined> {
  const named = readCustomId(customId)
  if (named?.verb !== 'f') return undefined
  const kept = await book.drafts.find(`discord:${named.guild}`, named.draft)
  const form: unknown = JSON.parse(kept?.[' form'] ?? '{}')
  return typeof form === 'object' && form !== null && 'name' in form ? String(form.name) : undefined
}

function filledIn(modal: ShownModal, fields: Fields): Record<string, string | readonly string[]> {
  const known = new Set(modal.labels.map(({ customId }) => customId))
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => known.has(name))
      .map(([name, value]) => {
        const isMany = modal.labels.find(({ customId }) => customId === name)?.type === 22
        return [name, isMany ? value.split('\n').filter(Boolean) : value]
      }),
  )
}

function shownAs(message: ShownMessage) {
  const buttons = message.buttons.map(({ label, url, customId }): Button => {
    const named = readCustomId(customId)
    return url === undefined
      ? { label, action: named?.verb === 'p' ? named.action : customId }
      : { label, url }
  })
  const { text, files } = message
  return [refOf(message), { text, buttons, files }] as const
}

function refOf({ channel, id }: ShownMessage): Ref {
  return messageRef('10', channel, id)
}

const silent = { warn: () => undefined, error: () => undefined, info: () => undefined }

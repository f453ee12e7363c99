import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { SlackAdapter } from '#adapters/slack/index.ts'
import { readMetadata } from '#adapters/slack/blocks/view-metadata.ts'
import { messageRef } from '#adapters/slack/refs.ts'
import type { App } from '#src/app/app.ts'
import { firstStart } from '#src/app/first-start.ts'
import { freshId } from '#src/app/fresh.ts'
import type { Button, Fields, Language, Member, Ref, Reply } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { type Stage, testChatAdapter } from '#test/kit/chat-adapter.ts'
import {
  type Ack,
  type FakeSlack,
  fakeSlack,
  type Person,
  type ShownMessage,
  type ShownView,
} from '#test/kit/fake-slack/index.ts'
import { until } from '#test/kit/service.ts'
import { openTestStore } from '#test/kit/store.ts'

t.test('over HTTP', async (t) => testChatAdapter(t, (t, language) => setStage(t, language, 'HTTP')))
t.test('over Socket Mode', async (t) =>
  testChatAdapter(t, (t, language) => setStage(t, language, 'Socket Mode')),
)

/** A channel with two people in a Slack that reads this language, and the adapter on a real database. */
async function setStage(
  t: Test,
  language: Language,
  transport: 'HTTP' | 'Socket Mode',
): Promise<Stage> {
  const slack = await fakeSlack(t)
  const team = slack.team('T1')
  const locale = language === 'fr' ? 'fr-FR' : 'en-GB'
  const ada = team.user('U1', { name: 'Ada', locale })
  const ben = team.user('U2', { name: 'Ben', locale })
  team.channel('C1', { members: ['U1', 'U2'] })
  const app = await anApp(t, language)
  const book = storedChatBook(app)
  await book.roster.connect({ ref: 'slack:T1', name: 'Les Glaneurs', language, own: true })
  const adapter = new SlackAdapter({
    config: {
      botToken: team.token,
      apiUrl: slack.apiUrl,
      ...(transport === 'HTTP'
        ? { signingSecret: slack.signingSecret }
        : { appToken: slack.appToken }),
    },
    book,
    baseUrl: () => app.baseUrl,
    log: silent,
    now: Date.now,
  })
  t.teardown(() => adapter.stop())
  if (transport === 'HTTP') await serve(t, adapter, slack)
  // Socket Mode connects when it likes; once it is cut it stays so.
  const connected = async () => {
    if (transport === 'HTTP' || slack.sockets.connections > 0) return
    await until(async () => slack.sockets.open > 0 || undefined)
  }
  const people = new Map<Ref, Person>([
    ['slack:T1/U1', ada],
    ['slack:T1/U2', ben],
  ])
  return {
    adapter,
    workspace: 'slack:T1',
    channel: 'slack:T1/C1',
    person: { ref: 'slack:T1/U1', name: 'Ada' },
    neighbour: { ref: 'slack:T1/U2', name: 'Ben' },
    gone: 'slack:T1/C1/1700000000.000001',
    knowsKeys: true,
    seenBy: async ({ ref }: Member) => {
      const person = people.get(ref)
      return new Map(
        together([...(person?.seen('C1') ?? []), ...(person?.dms() ?? [])]).map(shownAs),
      )
    },
    press: async (message, action) => {
      await connected()
      const card = ada.seen('C1').find((one) => refOf(one) === message)
      if (!card) throw new Error(`${message} is not there.`)
      return answerTo(ada, () => ada.press(card, action))
    },
    command: async (text) => {
      await connected()
      return answerTo(ada, () => ada.command('C1', text))
    },
    submit: async (form, fields) => {
      const view = ada.modal()
      if (!view || formOf(view) !== form) throw new Error(`The form ${form} is not open.`)
      return answerTo(ada, () => ada.submit(view, filledIn(view, fields)))
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

async function serve(t: Test, adapter: SlackAdapter, slack: FakeSlack): Promise<void> {
  const server = Fastify()
  await adapter.plugin(server)
  const origin = await server.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => server.close())
  slack.deliverTo({ eventsUrl: `${origin}/slack/events` })
}

/** Does something, and waits for what then stands before that person. */
async function answerTo(person: Person, act: () => Promise<Ack>): Promise<Reply> {
  const [heard, shown] = [person.ephemerals().length, stateOf(person.modal())]
  const ack = await act()
  if (ack.status !== 200 || ack.trouble !== undefined)
    throw new Error(`${ack.status}: ${ack.trouble}`)
  return until(async () => {
    const told = person.ephemerals()[heard]
    if (told) return { message: { text: told.text } }
    const view = person.modal()
    return view && stateOf(view) !== shown && view.callbackId !== 'waiting'
      ? replyIn(view)
      : undefined
  })
}

function stateOf(view: ShownView | undefined): string {
  return JSON.stringify([view?.id, view?.metadata, view?.text, view?.errors])
}

function replyIn(view: ShownView): Reply {
  const name = formOf(view)
  if (name === undefined) return { message: { text: view.text } }
  const [, above] = /⚠️ (.*)/u.exec(view.text) ?? []
  const problem = Object.values(view.errors)[0] ?? above
  const fields = view.fields.map((field) => ({
    name: field.name,
    label: field.label,
    kind: 'line' as const,
  }))
  const form = { name, title: view.title, submit: view.submit ?? '', fields }
  return problem === undefined ? { form } : { form, problem }
}

function formOf(view: ShownView): string | undefined {
  return readMetadata(view.metadata)?.form
}

function filledIn(view: ShownView, fields: Fields): Record<string, string | readonly string[]> {
  const kinds = new Map(view.fields.map(({ name, kind }) => [name, kind]))
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      kinds.get(name) === 'checkboxes' ? value.split('\n').filter(Boolean) : value,
    ]),
  )
}

// Slack has no message with both a file and buttons: the file stands just above the message that it came with.
function together(messages: readonly ShownMessage[]): readonly ShownMessage[] {
  const shown: ShownMessage[] = []
  let above: ShownMessage['files'] = []
  for (const message of messages) {
    const isOnlyFile = message.text === '' && message.files.length > 0
    if (!isOnlyFile) shown.push({ ...message, files: [...above, ...message.files] })
    above = isOnlyFile ? [...above, ...message.files] : []
  }
  return shown
}

function shownAs(message: ShownMessage) {
  const buttons = message.buttons.map(({ label, url, value }): Button =>
    url === undefined ? { label, action: value } : { label, url },
  )
  const { text, files } = message
  return [refOf(message), { text, buttons, files }] as const
}

function refOf({ channel, ts }: ShownMessage): Ref {
  return messageRef('T1', channel, ts)
}

const silent = { warn: () => undefined, error: () => undefined, info: () => undefined }

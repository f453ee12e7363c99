import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import type { Test } from 'tap'
import { SlackAdapter, type SlackConfig } from '#adapters/slack/index.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Form } from '#src/chat/contract.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { bareApp } from '#test/kit/bare-app.ts'
import { FakeInbox } from '#test/kit/fake-inbox.ts'
import { fakeSlack, type FakeSlack, type FakeSlackOptions } from '#test/kit/fake-slack/index.ts'
import { signed } from '#test/kit/fake-slack/sign.ts'
import { addTestWorkspace, openTestStore } from '#test/kit/store.ts'

export const formType = 'application/x-www-form-urlencoded'

export interface StageOptions extends FakeSlackOptions {
  /** Long unless given: a machine that is busy makes no answer slow. */
  readonly quickMs?: number
  /** By which the service is let in; a bot token of T1 unless given. */
  readonly way?: 'token' | 'oauth'
  readonly config?: (slack: FakeSlack) => Partial<SlackConfig>
  readonly book?: (stored: ChatBook) => ChatBook
}

/** Slack, the adapter in a server of its own over a real store, and an inbox whose answers a test chooses. */
export async function listenStage(
  t: Test,
  {
    way = 'token',
    config,
    book: changed = (stored) => stored,
    quickMs = 2400,
    ...options
  }: StageOptions = {},
) {
  const now = options.now ?? Date.now
  const slack = await fakeSlack(t, options)
  const team = slack.team('T1')
  const ada = team.user('U1', { name: 'Ada', locale: 'en-GB' })
  const ben = team.user('U2', { name: 'Ben', locale: 'fr-FR' })
  team.channel('C1', { name: 'atelier', members: ['U1', 'U2'] })
  const store = openTestStore(t)
  await addTestWorkspace(store, 'house')
  const app = bareApp(store, now)
  const book = changed(storedChatBook(app))
  const lines: string[] = []
  const note = (facts: object, message: string) => lines.push(JSON.stringify([facts, message]))
  const server = Fastify()
  await server.register(rateLimit, { global: false })
  const admission =
    way === 'token'
      ? { botToken: team.token }
      : { clientId: slack.clientId, clientSecret: slack.clientSecret }
  const address = { base: '' }
  const adapter = new SlackAdapter({
    config: {
      signingSecret: slack.signingSecret,
      apiUrl: slack.apiUrl,
      ...admission,
      ...config?.(slack),
    },
    book,
    baseUrl: () => address.base,
    log: { info: note, warn: note, error: note },
    now,
    quickMs,
  })
  await adapter.plugin(server)
  address.base = await server.listen({ port: 0, host: '127.0.0.1' })
  const inbox = new FakeInbox()
  await adapter.start(inbox)
  t.teardown(async () => {
    await adapter.stop()
    await server.close()
  })
  const eventsUrl = `${address.base}/slack/events`
  slack.deliverTo({ eventsUrl })
  const { base } = address
  return { slack, team, ada, ben, app, book, lines, server, adapter, inbox, eventsUrl, base, now }
}

export type ListenStage = Awaited<ReturnType<typeof listenStage>>

/** Sends bytes as Slack would, or not quite. */
export async function sendSigned(
  { eventsUrl, slack, now }: Pick<ListenStage, 'eventsUrl' | 'slack' | 'now'>,
  body: string,
  {
    type = formType,
    at = now(),
    secret = slack.signingSecret,
    headers = {},
    sent = body,
  }: {
    readonly type?: string
    readonly at?: number
    readonly secret?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly sent?: string
  } = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(eventsUrl, {
    method: 'POST',
    headers: { 'content-type': type, ...signed(body, { secret, at }), ...headers },
    body: sent,
  })
  return { status: answer.status, text: await answer.text() }
}

let commands = 0

/** A command as Slack's form; each is another one. */
export function aCommand(text = 'help', fields: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({
    token: 'legacy',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    command: '/badge',
    text,
    response_url: 'https://hooks.slack.com/commands/1',
    trigger_id: `1.2.${++commands}`,
    ...fields,
  }).toString()
}

export function anEvent(event: object, id = 'Ev1'): string {
  return JSON.stringify({
    token: 'legacy',
    team_id: 'T1',
    type: 'event_callback',
    event_id: id,
    event_time: 1,
    event,
  })
}

/** Waits for something that comes about without being asked for. */
export async function until(what: () => boolean, limitMs = 8000): Promise<void> {
  const end = Date.now() + limitMs
  while (!what()) {
    if (Date.now() > end) throw new Error('It did not come about in time.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Keeps the inbox from answering until `end`; `begun` says that it was asked. */
export function holdAnswer({ inbox }: Pick<ListenStage, 'inbox'>) {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  inbox.answer = async () => {
    begun.resolve()
    await end.promise
    return { message: { text: 'Counted.' } }
  }
  return { begun, end }
}

export const aForm: Form = {
  name: 'ballot:1',
  title: 'Your vote',
  submit: 'Vote',
  fields: [
    {
      name: 'choice',
      label: 'Listens',
      kind: 'options',
      required: true,
      choices: [
        { value: 'met', label: 'Met' },
        { value: 'not-yet', label: 'Not yet' },
      ],
    },
    { name: 'words', label: 'Your words', kind: 'text', maxLength: 500 },
  ],
}

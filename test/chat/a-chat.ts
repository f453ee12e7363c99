import type { Test } from 'tap'
import type { App } from '#src/app/app.ts'
import { firstStart } from '#src/app/first-start.ts'
import type { ChatBook, PersonSeen } from '#src/chat/chat-book.ts'
import type {
  About,
  Fields,
  Form,
  Inbox,
  Interaction,
  Message,
  Ref,
  Reply,
  Source,
} from '#src/chat/contract.ts'
import { createInbox } from '#src/chat/inbox.ts'
import { storedChatBook } from '#src/chat/stored-chat-book.ts'
import { bareApp } from '#test/kit/bare-app.ts'
import { aClock, type TestClock } from '#test/kit/clock.ts'
import type { OpenStore } from '#test/kit/store.ts'

export const workspace = 'slack:T1'
export const channel = 'slack:T1/C1'
/** A private message: no group meets there. */
export const inPrivate = 'slack:T1/D1'

/** A service whose own organisation is also the workspace `slack:T1` of a platform. */
export interface TestChat {
  readonly app: App
  readonly clock: TestClock
  readonly book: ChatBook
  readonly inbox: Inbox
  /** Meets people and makes them the members of a channel's group. */
  readonly gather: (channel: Ref, names: readonly string[]) => Promise<void>
  readonly as: (name: string, place?: Ref) => Speaker
}

/** Somebody who does things in a channel. */
export interface Speaker {
  command(text: string, about?: About): Promise<Reply>
  press(action: string): Promise<Reply>
  submit(form: string, fields: Fields): Promise<Reply>
  home(): Promise<Message>
}

export async function aChat(
  t: Test,
  open: OpenStore,
  {
    sources = [],
    groupsBySource = false,
  }: { readonly sources?: readonly Source[]; readonly groupsBySource?: boolean } = {},
): Promise<TestChat> {
  const clock = aClock()
  const app = bareApp(await open(t), clock.now)
  await firstStart(app, { language: 'en', mailFrom: 'cordee@example.org' })
  const book = storedChatBook(app)
  await book.roster.connect({ ref: workspace, name: 'School', language: undefined, own: true })
  const inbox = createInbox(app, {
    sources: async () => sources,
    groupsBySource: () => groupsBySource,
  })
  return {
    app,
    clock,
    book,
    inbox,
    async gather(to, names) {
      await book.roster.meet(
        workspace,
        names.map((name) => seen(name)),
      )
      const refs = names.map(refOf)
      await book.roster.gather(workspace, { ref: to, name: to.slice(-2) }, refs)
    },
    as: (name, place = channel) => speaker(app, inbox, name, place),
  }
}

/** How a platform describes somebody; Olga runs it. */
export function seen(name: string, changes: Partial<PersonSeen> = {}): PersonSeen {
  return {
    ref: refOf(name),
    name,
    email: undefined,
    language: 'en',
    rank: name === 'Olga' ? 'owner' : 'member',
    outside: false,
    gone: false,
    ...changes,
  }
}

export function refOf(name: string): Ref {
  return `${workspace}/U${name}`
}

function speaker({ newId }: App, inbox: Inbox, name: string, place: Ref): Speaker {
  type Done =
    | Pick<Extract<Interaction, { kind: 'command' }>, 'kind' | 'text' | 'about'>
    | Pick<Extract<Interaction, { kind: 'press' }>, 'kind' | 'action'>
    | Pick<Extract<Interaction, { kind: 'submit' }>, 'kind' | 'form' | 'fields'>
    | { readonly kind: 'home' }
  const by = { ref: refOf(name), name }
  const act = (done: Done) =>
    inbox.receive({ id: newId(), by, workspace, channel: place, language: 'en', ...done })
  return {
    command: (text, about) => act({ kind: 'command', text, ...(about ? { about } : {}) }),
    press: (action) => act({ kind: 'press', action }),
    submit: (form, fields) => act({ kind: 'submit', form, fields }),
    home: async () => messageOf(await act({ kind: 'home' })),
  }
}

/** Throws where the reply is another kind. */
export function messageOf(reply: Reply): Message {
  if ('message' in reply) return reply.message
  throw new Error(reply.problem ?? `a form came: ${reply.form.name}`)
}

export function formOf(reply: Reply): Form {
  if ('form' in reply) return reply.form
  throw new Error(reply.message.text)
}

/** What stands in a form. */
export function valuesIn({ fields }: Form): Fields {
  return Object.fromEntries(fields.flatMap(({ name, value }) => (value ? [[name, value]] : [])))
}

/** The value of a choice, by its label. */
export function choiceOf({ fields }: Form, field: string, label: string): string {
  const choices = fields.find(({ name }) => name === field)?.choices ?? []
  const found = choices.find((choice) => choice.label === label)
  if (!found) throw new Error(`${label} is not among ${choices.map((one) => one.label).join()}`)
  return found.value
}

/** The value of the button with that label. */
export function actionOf({ buttons = [] }: Message, label: string): string {
  const button = buttons.find((one) => one.label === label)
  if (button && 'action' in button) return button.action
  throw new Error(`${label} is not among ${buttons.map((one) => one.label).join()}`)
}

import t from 'tap'
import type { Message } from '#src/chat/contract.ts'
import type { Fault } from '#test/kit/fake-slack/faults.ts'
import { aForm, listenStage, type ListenStage, until } from './listen-stage.ts'

/** What Slack says of a window that it does not show; each as often as it is asked. */
const faults: readonly Fault[] = [
  { status: 429, retryAfter: 30 },
  { error: 'ratelimited', retryAfter: 30 },
  { status: 500 },
  { error: 'expired_trigger_id' },
  { error: 'hash_conflict' },
  { error: 'view_too_large' },
]

for (const fault of faults) {
  const name = JSON.stringify(fault)
  t.test(`a window that does not open is told in words: ${name}`, async (t) => {
    const stage = await listenStage(t)
    stage.slack.fail('views.open', { ...fault, times: Infinity })
    stage.inbox.answer = () => ({ form: aForm })
    const ack = await stage.ada.command('C1', 'propose')
    t.ok(ack.status === 200 && ack.ms < 3000)
    await until(() => toldTo(stage).length === 1)
    t.match(toldTo(stage), [{ text: /\w/ }])
    await stage.ada.shortcut('propose')
    await until(() => toldTo(stage).length === 2)
  })

  t.test(`a window that does not change is told in words: ${name}`, async (t) => {
    const stage = await listenStage(t, { quickMs: 200 })
    const shown = shownLate(stage, { text: 'At last.' })
    stage.slack.fail('views.update', { ...fault, times: Infinity })
    await stage.ada.command('C1', 'propose')
    await until(() => stage.ada.modal() !== undefined)
    shown.resolve()
    await until(() => toldTo(stage).length === 1)
    t.match(toldTo(stage), [{ text: /At last/ }])
  })

  t.test(`a form that was sent and cannot be answered in its window: ${name}`, async (t) => {
    const stage = await listenStage(t, { quickMs: 200 })
    stage.inbox.answer = () => ({ form: aForm })
    await stage.ada.command('C1', 'propose')
    await until(() => stage.ada.modal()?.title === aForm.title)
    const modal = stage.ada.modal()
    if (!modal) return
    const shown = shownLate(stage, { text: 'Counted.' })
    stage.slack.fail('views.update', { ...fault, times: Infinity })
    const ack = await stage.ada.submit(modal, { choice: 'met' })
    t.ok(ack.status === 200 && ack.ms < 3000)
    shown.resolve()
    await until(() => toldTo(stage).length === 1)
    t.match(toldTo(stage), [{ text: /Counted/ }])
  })

  t.test(`the app’s page that is not taken is told in words: ${name}`, async (t) => {
    const stage = await listenStage(t)
    stage.slack.fail('views.publish', { ...fault, times: Infinity })
    await stage.ada.openHome()
    // Somebody published a newer one: that one stands.
    if (fault.error === 'hash_conflict') return
    await until(() => toldTo(stage).length === 1)
    t.match(toldTo(stage), [{ text: /\w/ }])
  })
}

t.test('the app’s page comes after the pause that Slack asks for', async (t) => {
  const stage = await listenStage(t)
  stage.slack.fail('views.publish', { status: 429, retryAfter: 1 })
  stage.inbox.answer = () => ({ message: { text: 'One vote waits.' } })
  await stage.ada.openHome()
  await until(() => /One vote waits/.test(stage.ada.home()?.text ?? ''))
  t.strictSame(toldTo(stage), [])
})

for (const fault of [{ status: 404, error: 'expired_url' }, { status: 500 }, { cut: true }])
  t.test(`an answer whose address fails comes another way: ${JSON.stringify(fault)}`, async (t) => {
    const stage = await listenStage(t)
    const card = await aCard(stage)
    stage.slack.fail('response_url', { ...fault, times: Infinity })
    await stage.ada.press(card, 'Vote')
    await until(() => stage.ada.ephemerals('C1').length === 1)
    t.match(stage.ada.ephemerals('C1'), [{ text: /Counted/ }])
    stage.slack.fail('chat.postEphemeral', { error: 'user_not_in_channel' })
    await stage.ada.press(card, 'Vote')
    await until(() => stage.ada.dms().length === 1)
    t.match(stage.ada.dms(), [{ text: /Counted/ }])
  })

t.test(
  'however slow the database is, Slack hears in time and the person hears in words',
  async (t) => {
    const slow = { now: false }
    const stage = await listenStage(t, {
      quickMs: 1200,
      book: (stored) => ({
        ...stored,
        roster: {
          ...stored.roster,
          async person(...asked) {
            if (slow.now) await new Promise((resolve) => setTimeout(resolve, 5000))
            return stored.roster.person(...asked)
          },
        },
      }),
    })
    stage.inbox.answer = () => ({ form: aForm })
    const card = await aCard(stage)
    await stage.ada.command('C1', 'propose')
    await until(() => stage.ada.modal()?.title === aForm.title)
    const modal = stage.ada.modal()
    if (!modal) return
    slow.now = true
    stage.inbox.answer = () => ({ message: { text: 'At last.' } })
    const acks = await Promise.all([
      stage.ada.submit(modal, { choice: 'met' }),
      stage.ben.command('C1', 'status'),
      stage.ben.press(card, 'Vote'),
      stage.ben.shortcut('propose'),
      stage.ben.openHome(),
    ])
    for (const { status, ms } of acks) t.ok(status === 200 && ms < 3000, `${status} after ${ms} ms`)
    await until(() => /At last/.test(stage.ada.modal()?.text ?? ''), 15_000)
    await until(() => /At last/.test(stage.ben.home()?.text ?? ''), 15_000)
  },
)

t.test('until it is known what somebody reads, it is what their workspace does', async (t) => {
  const stage = await listenStage(t, {
    quickMs: 200,
    book: (stored) => ({ ...stored, roster: { ...stored.roster, language: async () => 'en' } }),
  })
  stage.slack.fail('users.info', { delayMs: 1000 })
  await stage.ben.command('C1', 'status')
  await until(() => stage.ben.modal() !== undefined)
  t.equal(stage.ben.modal()?.title, 'One moment…')
})

/** What is told to Ada alone, in the channel or in private. */
function toldTo({ ada }: ListenStage) {
  return [...ada.ephemerals(), ...ada.dms()]
}

/** From now on the inbox waits, and then answers so. */
function shownLate({ inbox }: ListenStage, message: Message) {
  const end = Promise.withResolvers<void>()
  inbox.answer = async () => {
    await end.promise
    return { message }
  }
  return end
}

async function aCard({ adapter, ada }: ListenStage) {
  const message = { text: 'A vote', buttons: [{ label: 'Vote', action: 'vote:1' }] }
  await adapter.post('slack:T1/C1', { fr: message, en: message }, { key: 'card' })
  const card = ada.seen('C1').at(-1)
  if (!card) throw new Error('There is no card.')
  return card
}

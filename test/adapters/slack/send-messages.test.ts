import t from 'tap'
import { markOf } from '#adapters/slack/send/sending-mark.ts'
import { ChatFailure } from '#src/chat/contract.ts'
import { historyScopes, usualScopes } from '#test/kit/fake-slack/index.ts'
import { fails } from '#test/kit/fails.ts'
import { channel, say, sendStage } from './send-stage.ts'

const seeing = { scopes: [...usualScopes, ...historyScopes] }

t.test('a message is written in the language of the workspace, once for each key', async (t) => {
  const { sender, messages, restart } = await sendStage(t)
  const ref = await sender.post(channel, say('Hello'), { key: 'a' })
  t.equal(await sender.post(channel, say('Hello'), { key: 'a' }), ref)
  t.equal(await restart().sender.post(channel, say('Hello'), { key: 'a' }), ref, 'after a restart')
  t.not(await sender.post(channel, say('Bye'), { key: 'b' }), ref)
  t.strictSame(
    messages().map(({ text }) => text),
    ['Hello (fr)', 'Bye (fr)'],
  )
  t.equal(ref, `slack:T1/C1/${messages()[0]?.ts}`)
})

t.test('what goes with a message tells strangers nothing', async (t) => {
  const { sender, messages } = await sendStage(t)
  await sender.post(channel, say('Hello'), { key: 'award:ada@example.org' })
  t.strictSame(messages()[0]?.metadata, {
    event_type: 'cordee',
    event_payload: { key: markOf('award:ada@example.org') },
  })
  t.notMatch(JSON.stringify(messages()[0]?.metadata), /ada|award/)
})

t.test('an answer stands under its message, and beside it where that cannot be', async (t) => {
  const { sender, slack, messages } = await sendStage(t)
  const card = await sender.post(channel, say('Card'), { key: 'card' })
  await sender.post(channel, say('Verdict'), { key: 'verdict', answering: card })
  t.equal(messages()[1]?.threadTs, messages()[0]?.ts)
  slack.fail('chat.postMessage', { error: 'restricted_action_thread_locked' })
  await sender.post(channel, say('Revoked'), { key: 'revoked', answering: card })
  t.match(messages()[2], { text: 'Revoked (fr)', threadTs: undefined })
  await sender.post('slack:T1/C2', say('Elsewhere'), { key: 'x', answering: card })
  t.equal(messages().length, 3)
})

t.test('whom a message is about is called, and nobody whom its words name', async (t) => {
  const { sender, messages } = await sendStage(t)
  const calling = ['slack:T1/U1', 'slack:T2/U2'] as const
  await sender.post(channel, say('For <@U3> <!channel>'), { key: 'a', calling })
  await sender.post(channel, say('For nobody'), { key: 'b', calling: ['slack:T2/U2'] })
  t.match(messages()[0], {
    text: '<@U1> For &lt;@U3&gt; &lt;!channel&gt; (fr)',
    blocks: [{ text: { type: 'mrkdwn', text: '<@U1>' } }, { text: { type: 'plain_text' } }],
  })
  t.equal(messages()[0]?.blocks.length, 2)
  t.match(messages()[1], { text: 'For nobody (fr)' })
})

for (const place of ['in the channel', 'under a message'] as const)
  t.test(`a message ${place} whose answer was lost is found again`, async (t) => {
    const { sender, slack, time, messages } = await sendStage(t, seeing)
    const card = await sender.post(channel, say('Card'), { key: 'card' })
    const posting = { key: 'a', ...(place === 'under a message' ? { answering: card } : {}) }
    slack.fail('chat.postMessage', { loseAnswer: true })
    await fails(t, sender.post(channel, say('Hello'), posting), unreachable)
    time.advance(5000)
    const ref = await sender.post(channel, say('Hello'), posting)
    t.equal(messages().length, 2)
    t.equal(ref, `slack:T1/C1/${messages()[1]?.ts}`)
    t.equal(await sender.post(channel, say('Hello'), posting), ref)
  })

t.test('a message among many others is found again', async (t) => {
  const { sender, slack, time, messages } = await sendStage(t, seeing)
  slack.fail('chat.postMessage', { loseAnswer: true })
  await fails(t, sender.post(channel, say('Lost'), { key: 'lost' }), unreachable)
  for (let other = 0; other < 40; other++)
    await sender.post(channel, say(`Other ${other}`), { key: `other ${other}` })
  time.advance(5000)
  const ref = await sender.post(channel, say('Lost'), { key: 'lost' })
  t.equal(ref, `slack:T1/C1/${messages()[0]?.ts}`)
  t.equal(messages().length, 41)
})

t.test('a message that Slack did not take is written again, but not at once', async (t) => {
  const { sender, slack, time, messages } = await sendStage(t, seeing)
  slack.fail('chat.postMessage', { cut: true })
  const post = () => sender.post(channel, say('Hello'), { key: 'a' })
  await fails(t, post(), unreachable)
  time.advance(5000)
  await fails(t, post(), unreachable, 'it may still be under way')
  t.equal(messages().length, 0)
  time.advance(10_000)
  await post()
  t.equal(messages().length, 1)
})

t.test(
  'without the right to look, nothing is written twice while somebody may press it',
  async (t) => {
    const { sender, slack, time, messages } = await sendStage(t)
    slack.fail('chat.postMessage', { loseAnswer: true })
    const post = () => sender.post(channel, say('Hello'), { key: 'a' })
    await fails(t, post(), unreachable)
    for (let again = 0; again < 5; again++) {
      time.advance(10_000)
      await fails(t, post(), unreachable)
    }
    t.equal(messages().length, 1)
    const pressed = `slack:T1/C1/${messages()[0]?.ts}` as const
    await sender.adopt('slack:T1/U1', pressed, messages()[0]?.metadata)
    t.equal(await post(), pressed)
    t.equal(messages().length, 1)
  },
)

t.test(
  'without the right to look and with nobody pressing, it is written after a minute',
  async (t) => {
    const { sender, slack, time, messages } = await sendStage(t)
    slack.fail('chat.postMessage', { cut: true })
    const post = () => sender.post(channel, say('Hello'), { key: 'a' })
    await fails(t, post(), unreachable)
    time.advance(60_000)
    await post()
    t.equal(messages().length, 1)
  },
)

t.test('a press on a message that is known, or of another app, changes nothing', async (t) => {
  const { sender, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Hello'), { key: 'a' })
  await sender.adopt('slack:T1/U1', 'slack:T1/C1/9.9', messages()[0]?.metadata)
  await sender.adopt('slack:T1/U1', 'slack:T1/C1/9.9', { event_type: 'other', event_payload: {} })
  await sender.adopt('slack:T1/U1', 'slack:T1/C1/9.9', undefined)
  t.equal(await sender.post(channel, say('Hello'), { key: 'a' }), ref)
})

t.test('a process that dies before it wrote leaves nothing undone', async (t) => {
  const { book, time, messages, restart } = await sendStage(t, seeing)
  await book.sendings.begin(channel, markOf('a'))
  time.advance(20_000)
  await restart().sender.post(channel, say('Hello'), { key: 'a' })
  t.equal(messages().length, 1)
})

t.test('a process that dies after it wrote leaves nothing doubled', async (t) => {
  const { book, time, messages, restart } = await sendStage(t, seeing)
  const dying = {
    ...book,
    sendings: { ...book.sendings, keep: () => Promise.reject(new Error('killed')) },
  }
  const post = (sender = restart().sender) => sender.post(channel, say('Hello'), { key: 'a' })
  await t.rejects(post(restart({ book: dying }).sender), { message: 'killed' })
  time.advance(20_000)
  t.equal(await post(), `slack:T1/C1/${messages()[0]?.ts}`)
  t.equal(messages().length, 1)
})

t.test('what Slack surely refused may be written at once', async (t) => {
  const { sender, slack, book, messages } = await sendStage(t)
  slack.fail('chat.postMessage', { error: 'no_permission' })
  await fails(t, sender.post(channel, say('Hello'), { key: 'a' }), { trouble: 'chat-scope' })
  t.equal(await book.sendings.find(channel, markOf('a')), undefined)
  await sender.post(channel, say('Hello'), { key: 'a' })
  t.equal(messages().length, 1)
})

t.test('429 in one channel holds back that channel alone', async (t) => {
  const { sender, slack, time, messages } = await sendStage(t)
  slack.fail('chat.postMessage', { status: 429, retryAfter: 30, channel: 'C1' })
  const post = (to: 'C1' | 'C2', key: string) =>
    sender.post(`slack:T1/${to}`, say('Hello'), { key })
  await fails(t, post('C1', 'a'), { trouble: 'chat-unreachable', retryAfterMs: 30_000 })
  await post('C2', 'b')
  await fails(t, post('C1', 'c'), { permanent: false, retryAfterMs: 30_000 })
  t.equal(slack.calls('chat.postMessage').length, 2, 'Slack was not asked again')
  time.advance(30_000)
  await post('C1', 'a')
  t.equal(messages('C1').length, 1)
})

t.test('429 without Retry-After, and `ratelimited` with 200, are a pause too', async (t) => {
  for (const fault of [
    { status: 429 },
    { error: 'ratelimited' },
    { status: 200, error: 'rate_limited' },
  ]) {
    const { sender, slack, time, messages } = await sendStage(t)
    slack.fail('chat.postMessage', fault)
    const post = () => sender.post(channel, say('Hello'), { key: 'a' })
    await fails(t, post(), { trouble: 'chat-unreachable', permanent: false, retryAfterMs: 5000 })
    time.advance(5000)
    await post()
    t.equal(messages().length, 1)
  }
})

t.test('an update replaces the message; its blocks get other ids', async (t) => {
  const { sender, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('One'), { key: 'a' })
  const ids = () => messages()[0]?.blocks.map((block) => block.block_id)
  const before = ids()
  await sender.update(ref, say('Two'))
  t.match(messages(), [{ text: 'Two (fr)', edited: false, metadata: { event_type: 'cordee' } }])
  t.notMatch(ids(), before)
})

t.test('a message that was deleted is left alone', async (t) => {
  const { sender, slack } = await sendStage(t)
  await t.resolves(sender.update('slack:T1/C1/1.000001', say('x')))
  t.equal(slack.calls('chat.update').length, 1)
})

for (const error of ['edit_window_closed', 'cant_update_message'])
  t.test(`a message that may not be changed is answered once: ${error}`, async (t) => {
    const { sender, slack, messages } = await sendStage(t)
    const ref = await sender.post(channel, say('One'), { key: 'a' })
    slack.fail('chat.update', { error })
    await sender.update(ref, say('Two'))
    slack.fail('chat.update', { error })
    await sender.update(ref, say('Three'))
    const shown = () => messages().map(({ text, threadTs }) => [text, threadTs])
    const thread = messages()[0]?.ts
    t.strictSame(shown(), [
      ['One (fr)', undefined],
      ['Three (fr)', thread],
    ])
    slack.fail('chat.update', { error, times: 2 })
    await sender.update(ref, say('Four'))
    t.equal(messages().length, 2, 'nothing more where nothing may be changed')
  })

t.test('a text that Slack finds too long goes again, shorter', async (t) => {
  const { sender, slack, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('One'), { key: 'a' })
  slack.fail('chat.update', { error: 'msg_too_long' })
  await sender.update(ref, say('&<>'.repeat(2000)))
  const text = messages()[0]?.text ?? ''
  t.ok(text.length > 500 && text.length <= 900, `${text.length}`)
  t.match(text, /;…$/, 'cut between two letters')
})

t.test(
  'ninety votes on three cards stay within the budget, and the last counts are shown',
  async (t) => {
    const { sender, slack, time, messages, team } = await sendStage(t)
    slack.enforceLimits({ 'chat.update': { count: 50, withinMs: 60_000, by: 'team' } })
    const cards = await Promise.all(
      ['C1', 'C2', 'C3'].map(async (id) => {
        team.channel(id, { members: ['U1'] })
        const ref = await sender.post(`slack:T1/${id}`, say('0'), { key: 'card' })
        return { id, ref, count: 0, lane: Promise.resolve(), waiting: false }
      }),
    )
    type Card = (typeof cards)[number]
    const carryOut = async (card: Card, before: Promise<void>) => {
      await before
      await sender.turn(`slack:T1/${card.id}`)
      card.waiting = false
      await sender.update(card.ref, say(`${card.count}`))
    }
    // As the outbox does: one job a card at a time, and one that waits stands for all that come.
    const refresh = (card: Card) => {
      if (card.waiting) return
      card.waiting = true
      card.lane = carryOut(card, card.lane)
    }
    for (let vote = 0; vote < 90; vote++) {
      const card = cards[vote % 3]
      if (!card) continue
      card.count++
      refresh(card)
      time.advance(30)
      if (vote % 5 === 0) await new Promise(setImmediate)
    }
    await Promise.all(cards.map(({ lane }) => lane))
    for (const { id } of cards) t.equal(messages(id)[0]?.text, '30 (fr)')
    const calls = slack.calls('chat.update')
    t.ok(
      calls.length < 90 && calls.every(({ answer }) => answer?.['ok'] === true),
      `${calls.length}`,
    )
  },
)

t.test('what is not answered in time, or with an accident, is tried again later', async (t) => {
  const faults = [{ status: 500 }, { status: 503 }, { error: 'internal_error' }, { delayMs: 2500 }]
  for (const fault of faults) {
    const { sender, slack, time, messages } = await sendStage(t, seeing)
    slack.fail('chat.postMessage', fault)
    const post = () => sender.post(channel, say('Hello'), { key: 'a' })
    await fails(t, post(), unreachable)
    time.advance(20_000)
    await post()
    t.equal(messages().length, 1, JSON.stringify(fault))
  }
})

t.test('why a channel takes nothing is said in words of the contract', async (t) => {
  const { sender, slack } = await sendStage(t)
  const troubles = {
    channel_not_found: ['chat-channel', true],
    not_in_channel: ['chat-channel', true],
    is_archived: ['chat-channel', true],
    restricted_action: ['chat-channel', true],
    restricted_action_read_only_channel: ['chat-channel', true],
    missing_scope: ['chat-scope', true],
    account_inactive: ['chat-disconnected', true],
    token_revoked: ['chat-disconnected', true],
    invalid_auth: ['chat-disconnected', false],
    token_expired: ['chat-disconnected', false],
    fatal_error: ['chat-unreachable', false],
    no_text: ['chat-unreachable', true],
  } as const
  for (const [error, [trouble, permanent]] of Object.entries(troubles)) {
    slack.fail('chat.postMessage', { error })
    const failure = await sender.post(channel, say('Secret'), { key: error }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    t.ok(failure instanceof ChatFailure)
    t.match(failure, { trouble, permanent }, error)
  }
})

const unreachable = { trouble: 'chat-unreachable', permanent: false }

import t from 'tap'
import { markOf } from '#adapters/slack/send/sending-mark.ts'
import type { Message, Said } from '#src/chat/contract.ts'
import { historyScopes, usualScopes } from '#test/kit/fake-slack/index.ts'
import { fails } from '#test/kit/fails.ts'
import { ada, channel, say, sendStage } from './send-stage.ts'

const seeing = { scopes: [...usualScopes, ...historyScopes] }
const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) % 256)
const award = awardOf('Your badge')

t.test('an award comes as its picture, then as a message with its buttons', async (t) => {
  const { sender, told } = await sendStage(t)
  const ref = await sender.tell(ada, award, { key: 'award:1' })
  const [file, message] = told()
  t.match(file?.files, [{ name: 'badge.png', altText: 'The badge (fr)', completed: true }])
  t.equal(Buffer.compare(file?.files[0]?.bytes ?? Buffer.of(), bytes), 0, 'every byte of it')
  t.match(message, { text: 'Your badge (fr)', metadata: { event_type: 'cordee' } })
  t.match(JSON.stringify(message?.blocks), /"value":"decline:1"/)
  t.match(ref, new RegExp(`^slack:T1/D\\w+/${message?.ts}$`))
})

t.test('everybody is told in their own language, and told of changes in it too', async (t) => {
  const { sender, people, told, restart } = await sendStage(t)
  await people.person('T1', 'U1')
  const ref = await sender.tell(ada, say('Vote'), { key: 'nudge' })
  t.equal(told()[0]?.text, 'Vote (en)')
  await restart().sender.update(ref, say('Voted'))
  t.equal(told()[0]?.text, 'Voted (en)')
})

t.test('the same key for two people is two messages, for one person one', async (t) => {
  const { sender, told, restart } = await sendStage(t)
  for (const who of [ada, 'slack:T1/U2', ada] as const)
    await sender.tell(who, award, { key: 'award:1' })
  await restart().sender.tell(ada, award, { key: 'award:1' })
  t.equal(told('U1').length, 2)
  t.equal(told('U2').length, 2)
})

t.test('who takes no private messages is refused for good', async (t) => {
  const { sender, slack, team } = await sendStage(t)
  const refusals = ['messages_tab_disabled', 'restricted_action', 'cannot_reply_to_message']
  for (const error of refusals) {
    team.user('U1', { refusesDms: error })
    await fails(t, sender.tell(ada, say('x'), { key: error }), refusedForGood, error)
  }
  for (const error of ['user_disabled', 'user_not_found', 'cannot_dm_bot', 'user_not_visible']) {
    slack.fail('conversations.open', { error })
    await fails(t, sender.tell('slack:T1/U2', say('x'), { key: error }), refusedForGood, error)
  }
  team.user('U9', { deleted: true })
  await fails(t, sender.tell('slack:T1/U9', say('x'), { key: 'gone' }), refusedForGood)
})

t.test('a missing right is said as such', async (t) => {
  const { sender, team } = await sendStage(t)
  team.grantScopes(usualScopes.filter((scope) => scope !== 'im:write'))
  const missing = { trouble: 'chat-scope', permanent: true, message: /im:write/ }
  await fails(t, sender.tell(ada, say('x'), { key: 'a' }), missing)
  team.grantScopes(usualScopes.filter((scope) => scope !== 'chat:write'))
  await fails(t, sender.tell(ada, say('x'), { key: 'b' }), { ...missing, message: /chat:write/ })
})

t.test(
  'a trainer who takes nothing in private is shown a notice in the channel, once',
  async (t) => {
    const { sender, slack, team, told, people } = await sendStage(t)
    const beside = channel
    team.user('U1', { name: 'Ada', isAdmin: true })
    await people.all('T1', ['U1', 'U2'])
    team.grantScopes(usualScopes.filter((scope) => scope !== 'im:write'))
    await sender.tell(ada, say('Vote over'), { key: 'a', beside })
    await sender.tell(ada, say('Vote over'), { key: 'a', beside })
    t.match(slack.calls('chat.postEphemeral'), [{ args: { channel: 'C1', user: 'U1' } }])
    t.equal(slack.calls('chat.postEphemeral').length, 1)
    t.strictSame(told(), [])
    const missing = { trouble: 'chat-scope', permanent: true }
    await fails(t, sender.tell(ada, award, { key: 'b', beside }), missing, 'a badge is no notice')
    await fails(t, sender.tell(ada, say('x'), { key: 'c', beside: 'slack:T1/D9' }), missing)
    await fails(t, sender.tell('slack:T1/U2', say('x'), { key: 'e', beside }), missing, 'a learner')
    slack.fail('chat.postEphemeral', { error: 'user_not_in_channel' })
    await fails(t, sender.tell(ada, say('x'), { key: 'd', beside }), missing, 'as it first failed')
  },
)

t.test('without the right to files the message comes all the same', async (t) => {
  const { sender, team, told, lines } = await sendStage(t)
  team.grantScopes(usualScopes.filter((scope) => scope !== 'files:write'))
  await sender.tell(ada, award, { key: 'award:1' })
  t.match(told(), [{ text: 'Your badge (fr)', files: [] }])
  t.match(lines.join(), /files:write/, 'who runs the service reads of it')
})

t.test('a workspace that takes no files still gets the message', async (t) => {
  const { sender, slack, told } = await sendStage(t)
  slack.fail('files.getUploadURLExternal', { error: 'file_uploads_disabled' })
  await sender.tell(ada, award, { key: 'award:1' })
  t.match(told(), [{ text: 'Your badge (fr)', files: [] }])
})

for (const step of [
  'files.getUploadURLExternal',
  'upload',
  'files.completeUploadExternal',
] as const)
  for (const fault of [{ loseAnswer: true }, { cut: true }, { status: 500 }])
    for (const scopes of [usualScopes, usualScopes.filter((scope) => scope !== 'files:read')])
      t.test(
        `one picture and one message: ${step} ${JSON.stringify(fault)}, ${scopes.length} rights`,
        async (t) => {
          const { sender, slack, time, told } = await sendStage(t, { scopes })
          slack.fail(step, fault)
          // Slack refuses to complete an upload twice; without looking, that is how it shows.
          const tell = () => sender.tell(ada, award, { key: 'award:1' })
          await fails(t, tell(), { trouble: 'chat-unreachable', permanent: false })
          if (told().length > 0) spend(slack)
          time.advance(20_000)
          await tell()
          t.strictSame(
            told().map(({ text, files }) => [text, files.length]),
            [
              ['', 1],
              ['Your badge (fr)', 0],
            ],
          )
        },
      )

t.test('what Slack did not do for certain is done again at once', async (t) => {
  const { sender, slack, told } = await sendStage(t)
  for (const fault of [{ status: 500 }, { cut: true }, { error: 'ratelimited', retryAfter: 1 }]) {
    const key = JSON.stringify(fault)
    const before = told().length
    slack.fail('files.completeUploadExternal', fault)
    await fails(t, sender.tell(ada, award, { key }), { permanent: false })
    await sender.tell(ada, award, { key })
    t.equal(told().length, before + 2, key)
  }
  t.equal(slack.calls('files.getUploadURLExternal').length, 3)
})

t.test(
  'a file that is not to be seen yet is looked for again soon, and never doubled',
  async (t) => {
    const { sender, slack, time, told } = await sendStage(t)
    slack.fail('files.completeUploadExternal', { loseAnswer: true })
    await fails(t, sender.tell(ada, award, { key: 'a' }), { permanent: false })
    slack.fail('files.info', { error: 'file_not_found', times: 4 })
    for (let look = 0; look < 2; look++) {
      await fails(t, sender.tell(ada, award, { key: 'a' }), {
        retryAfterMs: 5000,
        permanent: false,
      })
      time.advance(5000)
    }
    await sender.tell(ada, award, { key: 'a' })
    t.strictSame(
      told().map(({ files }) => files.length),
      [1, 0],
    )
  },
)

t.test('a completion that comes through after its time is up makes no second file', async (t) => {
  const { sender, slack, told } = await sendStage(t)
  slack.fail('files.completeUploadExternal', { delayMs: 2300 })
  await fails(t, sender.tell(ada, award, { key: 'a' }), { permanent: false })
  await sender.tell(ada, award, { key: 'a' })
  await new Promise((resolve) => setTimeout(resolve, 500))
  t.strictSame(
    told().map(({ files }) => files.length),
    [1, 0],
  )
  t.equal(slack.calls('files.getUploadURLExternal').length, 1)
})

t.test('an upload that Slack threw away is made anew', async (t) => {
  const { sender, slack, time, told } = await sendStage(t)
  slack.fail('files.completeUploadExternal', { cut: true })
  await fails(t, sender.tell(ada, award, { key: 'a' }), { trouble: 'chat-unreachable' })
  slack.server.world.files.clear()
  time.advance(20_000)
  await sender.tell(ada, award, { key: 'a' })
  t.equal(told().length, 2)
  t.equal(slack.calls('files.getUploadURLExternal').length, 2)
})

t.test(
  'a private message whose answer was lost is found again, its picture left alone',
  async (t) => {
    const { sender, slack, time, told } = await sendStage(t, seeing)
    slack.fail('chat.postMessage', { loseAnswer: true })
    await fails(t, sender.tell(ada, award, { key: 'a' }), { trouble: 'chat-unreachable' })
    time.advance(5000)
    const ref = await sender.tell(ada, award, { key: 'a' })
    t.equal(told().length, 2)
    t.ok(ref.endsWith(`/${told()[1]?.ts}`))
  },
)

t.test('without the right to look, the last message of the conversation tells', async (t) => {
  const { slack, api, time, told, restart } = await sendStage(t)
  const showing = {
    upload: api.upload.bind(api),
    // As Slack answers where `return_im` is set; the fake shows no `latest`.
    async call(...args: Parameters<typeof api.call>) {
      const answer = await api.call(...args)
      const [, method, { return_im }] = args
      if (method !== 'conversations.open' || return_im !== true) return answer
      const last = told().at(-1)
      const latest = last ? { ts: last.ts, text: last.text, user: last.user } : null
      return { ...answer, channel: { id: 'D1', latest } }
    },
  }
  const { sender } = restart({ api: showing })
  const tell = () => sender.tell(ada, say('a < b'), { key: 'a' })
  slack.fail('chat.postMessage', { loseAnswer: true })
  await fails(t, tell(), { trouble: 'chat-unreachable' })
  time.advance(1000)
  t.ok((await tell()).endsWith(`/${told()[0]?.ts}`))
  t.equal(told().length, 1)
})

t.test('a press in private tells which message was taken, too', async (t) => {
  const { sender, slack, told, team } = await sendStage(t)
  slack.fail('chat.postMessage', { loseAnswer: true })
  await fails(t, sender.tell(ada, say('x'), { key: 'a' }), { trouble: 'chat-unreachable' })
  const dm = [...team.inside.channels.values()].find(({ im }) => im === 'U1')
  const pressed = `slack:T1/${dm?.id ?? ''}/${told()[0]?.ts ?? ''}` as const
  await sender.adopt(ada, pressed, told()[0]?.metadata)
  t.equal(await sender.tell(ada, say('x'), { key: 'a' }), pressed)
})

t.test('429 for one person does not hold back another', async (t) => {
  const { sender, slack, told, team } = await sendStage(t)
  await sender.tell(ada, say('first'), { key: 'first' })
  const dm = [...team.inside.channels.values()].find(({ im }) => im === 'U1')
  slack.fail('chat.postMessage', { status: 429, retryAfter: 60, channel: dm?.id ?? '' })
  await fails(t, sender.tell(ada, say('x'), { key: 'a' }), { retryAfterMs: 60_000 })
  await sender.tell('slack:T1/U2', say('x'), { key: 'a' })
  t.equal(told('U2').length, 1)
})

t.test('an answer for one person alone is seen by that person alone', async (t) => {
  const { sender, team, told, messages } = await sendStage(t)
  await sender.ephemeral(ada, channel, { text: 'Counted.' }, 'en')
  t.match(team.inside.ephemerals, [{ userId: 'U1', channelId: 'C1', text: 'Counted.' }])
  t.equal(messages().length, 0)
  t.equal(told().length, 0)
})

t.test('where it cannot be shown in the channel, it is said in private', async (t) => {
  const { sender, team, told } = await sendStage(t)
  team.channel('C3', { isPrivate: true, bot: false, members: ['U1'] })
  for (const where of ['slack:T1/C3', 'slack:T1', 'slack:T1/C4'] as const)
    await sender.ephemeral(ada, where, { text: where }, 'en')
  t.equal(told().length, 3)
})

t.test('no text, no address and no token is in what is thrown or logged', async (t) => {
  const { sender, slack, lines, team } = await sendStage(t)
  const secret = say('ada@example.org is a secret')
  const faults = [
    { error: 'invalid_auth' },
    {
      error: 'invalid_blocks',
      facts: {
        response_metadata: { messages: ['[ERROR] ada@example.org [json-pointer:/blocks/0]'] },
      },
    },
    { status: 502 },
    { error: `<html>ada@example.org ${team.token}</html>` },
    { cut: true },
  ]
  for (const [index, fault] of faults.entries()) {
    slack.fail('chat.postMessage', fault)
    const failure = await sender.tell(ada, secret, { key: `${index}` }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    t.ok(failure instanceof Error)
    const all =
      failure instanceof Error ? [failure.message, failure.stack, String(failure.cause)] : []
    t.notMatch([...all, ...lines].join('\n'), /secret|@example|xox/)
  }
  t.equal(lines.length, faults.length, 'each is logged')
})

t.test('nothing is kept under a name that tells who it is about', async (t) => {
  const { sender, book } = await sendStage(t)
  await sender.tell(ada, say('x'), { key: 'award:1' })
  t.equal(await book.sendings.find(ada, 'award:1'), undefined)
  t.ok((await book.sendings.find(ada, markOf('award:1')))?.message)
})

const refusedForGood = { trouble: 'chat-refused', permanent: true, retryAfterMs: undefined }

function spend(slack: Awaited<ReturnType<typeof sendStage>>['slack']): void {
  slack.fail('files.completeUploadExternal', { error: 'file_not_found', times: Infinity })
}

function awardOf(text: string): Said {
  const message = (language: string): Message => ({
    text: `${text} (${language})`,
    buttons: [{ label: 'Decline', action: 'decline:1', look: 'danger' }],
    files: [
      { name: 'badge.png', type: 'image/png', bytes, alternative: `The badge (${language})` },
    ],
  })
  return { fr: message('fr'), en: message('en') }
}

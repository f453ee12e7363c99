import t from 'tap'
import { fails } from '#test/kit/fails.ts'
import { ada, adaId, ben, benId, channel, say, sendStage, workspace } from './send-stage.ts'

const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) % 256)
const award = say('Your badge', {
  files: [{ name: 'badge.png', type: 'image/png', bytes, alternative: 'The badge' }],
  buttons: [{ label: 'Decline', action: 'decline:1' }],
})

t.test('an award comes with its picture, to be seen and to be kept as it is', async (t) => {
  const { sender, told } = await sendStage(t)
  const ref = await sender.tell(ada, channel, award, { key: 'award:1' })
  const [message] = told()
  t.match(ref, new RegExp(`^${workspace}/\\d+/${message?.id}$`))
  t.match(message?.attachments, [{ filename: 'badge.png', description: 'The badge' }])
  t.equal(Buffer.compare(message?.attachments[0]?.bytes ?? Buffer.of(), bytes), 0, 'every byte')
  const shown = JSON.stringify(message?.components)
  t.match(shown, /"type":12/, 'a gallery')
  t.match(shown, /"type":13/, 'a file')
  t.match(shown, /decline:1/)
})

t.test('everybody is told in their own language, and told of changes in it too', async (t) => {
  const { sender, people, user, told, restart } = await sendStage(t)
  t.ok(user.ada)
  await people.meet('200000000000000001', { user: { id: adaId, username: 'Ada' } }, 'en-GB')
  const ref = await sender.tell(ada, channel, award, { key: 'a' })
  t.match(JSON.stringify(told()[0]?.components), /Your badge \(en\)/)
  const first = told()[0]?.attachments
  await restart().sender.update(ref, award)
  t.match(JSON.stringify(told()[0]?.components), /Your badge \(en\)/)
  t.strictSame(told()[0]?.attachments, first, 'the file is the one that was sent')
})

t.test('the same key for two people is two messages, for one person one', async (t) => {
  const { sender, told, restart, discord } = await sendStage(t)
  for (const who of [ada, ben, ada]) await sender.tell(who, channel, award, { key: 'award:1' })
  await restart().sender.tell(ada, channel, award, { key: 'award:1' })
  await restart().sender.tell(ada, channel, award, { key: 'award:2' })
  t.equal(told(adaId).length, 2)
  t.equal(told(benId).length, 1)
  t.equal(discord.calls('POST', /@me\/channels$/).length, 2, 'conversations are opened once')
})

t.test('an answer that is lost doubles nothing', async (t) => {
  const { sender, told, discord, time } = await sendStage(t)
  for (const ms of [30_000, 60 * 60_000]) {
    const key = `after ${ms}`
    discord.fail('POST', /messages$/, { loseAnswer: true })
    await fails(t, sender.tell(ada, channel, award, { key }), { trouble: 'chat-unreachable' })
    time.advance(ms)
    await sender.tell(ada, channel, award, { key })
  }
  t.equal(told().length, 2)
})

t.test('who takes no private messages is refused for good, and asked once', async (t) => {
  const { sender, server, posts, discord } = await sendStage(t)
  server.user(adaId, { name: 'Ada', closed: true })
  const refused = { trouble: 'chat-refused', permanent: true, retryAfterMs: undefined }
  await fails(t, sender.tell(ada, channel, award, { key: 'a' }), refused)
  t.equal(posts().length, 1)
  discord.fail('POST', /@me\/channels$/, { status: 400, code: 50_007 })
  await fails(t, sender.tell(ben, channel, award, { key: 'a' }), refused)
  discord.fail('POST', /@me\/channels$/, { status: 404, code: 10_013 })
  await fails(t, sender.tell(ben, channel, award, { key: 'a' }), refused)
  discord.fail('POST', /messages$/, { status: 403, code: 50_278 })
  await fails(t, sender.tell(ben, channel, award, { key: 'a' }), refused)
})

t.test(
  'when too many conversations were opened, all that are not open wait for minutes',
  async (t) => {
    const { sender, discord, told, time } = await sendStage(t)
    await sender.tell(ada, channel, say('x'), { key: 'a' })
    discord.fail('POST', /@me\/channels$/, { status: 400, code: 40_003 })
    const later = { trouble: 'chat-unreachable', permanent: false, retryAfterMs: 120_000 }
    await fails(t, sender.tell(ben, channel, award, { key: 'a' }), later)
    await fails(t, sender.tell(ben, channel, award, { key: 'a' }), later, 'not asked again')
    t.equal(discord.calls('POST', /@me\/channels$/).length, 2)
    await sender.tell(ada, channel, say('y'), { key: 'b' })
    t.equal(told().length, 2, 'an open one is written in')
    time.advance(120_000)
    await sender.tell(ben, channel, award, { key: 'a' })
    t.equal(told(benId).length, 1)
  },
)

t.test('a conversation that is not there any more is opened anew', async (t) => {
  const { sender, discord, told } = await sendStage(t)
  await sender.tell(ada, channel, say('x'), { key: 'a' })
  const dm = [...discord.world.channels.values()].find(({ recipientId }) => recipientId === adaId)
  discord.world.channels.delete(dm?.id ?? '')
  const ref = await sender.tell(ada, channel, say('y'), { key: 'b' })
  t.equal(told().length, 1)
  t.match(ref, told()[0]?.channelId)
})

t.test('a message is better than none where its file is too large', async (t) => {
  const { sender, discord, told } = await sendStage(t)
  discord.fail('POST', /messages$/, { status: 400, code: 40_005 })
  await sender.tell(ada, channel, award, { key: 'a' })
  t.match(told(), [{ attachments: [] }])
})

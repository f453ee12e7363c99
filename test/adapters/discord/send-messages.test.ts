import t from 'tap'
import type { ChatBook } from '#src/chat/chat-book.ts'
import { fails } from '#test/kit/fails.ts'
import { ada, ben, channel, channelId, guild, picture, say, sendStage } from './send-stage.ts'

const minute = 60_000
const card = { parts: [{ kind: 'heading', text: 'A card' }, picture] } as const

t.test(
  'a message stands in the channel in the language of the server, and calls nobody',
  async (t) => {
    const { sender, messages, posts } = await sendStage(t)
    const ref = await sender.post(channel, say('Hello @everyone'), { key: 'a' })
    const [message] = messages()
    t.equal(ref, `${channel}/${message?.id}`)
    t.match(JSON.stringify(message?.components), /Hello .*\(fr\)/)
    t.strictSame(message?.pings, [])
    t.match(posts()[0]?.body, { allowed_mentions: { parse: [] }, enforce_nonce: true })
  },
)

t.test('one key is one message, after a restart too, and in each channel by itself', async (t) => {
  const { sender, server, restart, messages, posts } = await sendStage(t)
  server.channel('300000000000000002', { name: 'other' })
  const ref = await sender.post(channel, say('x'), { key: 'a' })
  t.equal(await restart().sender.post(channel, say('x'), { key: 'a' }), ref)
  t.equal(posts().length, 1)
  await sender.post(`discord:${guild}/300000000000000002`, say('x'), { key: 'a' })
  t.equal(messages('300000000000000002').length, 1, 'the same key elsewhere')
})

t.test('an answer that is lost doubles nothing when it is tried again soon', async (t) => {
  const { sender, discord, messages, restart, time } = await sendStage(t)
  for (const fault of [{ loseAnswer: true }, { loseAnswer: true }, { status: 502 }]) {
    discord.fail('POST', /messages$/, fault)
    const failed = { trouble: 'chat-unreachable', permanent: false }
    await fails(t, restart().sender.post(channel, say('x'), { key: 'a' }), failed)
    time.advance(30_000)
  }
  const ref = await sender.post(channel, say('x'), { key: 'a' })
  t.equal(messages().length, 1)
  t.equal(ref, `${channel}/${messages()[0]?.id}`)
})

t.test('what may have been written long ago is looked for by its mark', async (t) => {
  const { sender, discord, messages, restart, time } = await sendStage(t)
  await sender.post(channel, say('other'), { key: 'other' })
  discord.fail('POST', /messages$/, { loseAnswer: true })
  await fails(t, sender.post(channel, say('x'), { key: 'a' }), { trouble: 'chat-unreachable' })
  time.advance(60 * minute)
  const ref = await restart().sender.post(channel, say('x'), { key: 'a' })
  t.equal(messages().length, 2)
  t.equal(ref, `${channel}/${messages()[1]?.id}`)
  t.equal(await sender.post(channel, say('x'), { key: 'a' }), ref, 'and found once')
})

t.test('what was begun and never sent is written when it is not there', async (t) => {
  const { book, restart, messages, time } = await sendStage(t)
  const dying: ChatBook = {
    ...book,
    sendings: {
      ...book.sendings,
      begin: async (destination, key) => {
        await book.sendings.begin(destination, key)
        throw new Error('kill -9')
      },
    },
  }
  await fails(t, restart({ book: dying }).sender.post(channel, say('x'), { key: 'a' }), Error)
  time.advance(5 * minute)
  await restart().sender.post(channel, say('x'), { key: 'a' })
  t.equal(messages().length, 1)
})

t.test('a process that dies before it writes down what Discord took finds it again', async (t) => {
  const { book, restart, messages, time } = await sendStage(t)
  const dying: ChatBook = {
    ...book,
    sendings: { ...book.sendings, keep: () => Promise.reject(new Error('kill -9')) },
  }
  for (const wait of [0, 10 * minute]) {
    const key = `after ${wait}`
    await fails(t, restart({ book: dying }).sender.post(channel, say('x'), { key }), Error)
    time.advance(wait)
    await restart().sender.post(channel, say('x'), { key })
  }
  t.equal(messages().length, 2)
})

t.test(
  'an answer to a card goes into the thread under it, and calls whom it is about',
  async (t) => {
    const { sender, discord, messages } = await sendStage(t)
    const ref = await sender.post(channel, say('Card', card), { key: 'card' })
    const id = messages()[0]?.id ?? ''
    const posting = { answering: ref, calling: [ada] }
    const first = await sender.post(channel, say('Accepted @everyone'), { key: 'a', ...posting })
    t.match(messages(id), [{ pings: [ada.split('/')[1]] }])
    t.equal(first, `discord:${guild}/${id}/${messages(id)[0]?.id}`)
    t.equal(discord.world.channels.get(id)?.name, 'Accepted @everyone (fr)')
    await sender.post(channel, say('More'), { key: 'b', answering: ref })
    t.equal(messages(id).length, 2)
    t.strictSame(messages(id)[1]?.pings, [])
    t.equal(discord.calls('POST', /threads$/).length, 1, 'made once')
  },
)

t.test('a thread that is there already is used, after a restart too', async (t) => {
  const { sender, restart, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  await sender.post(channel, say('a'), { key: 'a', answering: ref })
  await restart().sender.post(channel, say('b'), { key: 'b', answering: ref })
  t.equal(messages(messages()[0]?.id).length, 2)
})

t.test('where no thread can be made, it answers the card in the channel', async (t) => {
  const { sender, server, discord, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  server.forbid(channelId, 'CreatePublicThreads')
  for (const key of ['a', 'b']) await sender.post(channel, say(key), { key, answering: ref })
  const id = messages()[0]?.id
  t.match(messages().slice(1), [{ replyTo: id }, { replyTo: id }])
  t.equal(discord.calls('POST', /threads$/).length, 1, 'what is forbidden is asked once')
})

t.test('where the thread takes nothing, it answers the card in the channel, once', async (t) => {
  const { sender, server, restart, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  server.forbid(channelId, 'SendMessagesInThreads')
  const posting = { key: 'a', answering: ref }
  await sender.post(channel, say('a'), posting)
  await restart().sender.post(channel, say('a'), posting)
  t.match(messages().slice(1), [{ replyTo: messages()[0]?.id }])
})

t.test('an answer to a card that was deleted stands in the channel', async (t) => {
  const { sender, server, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  server.deleteMessage(channelId, messages()[0]?.id ?? '')
  await sender.post(channel, say('a'), { key: 'a', answering: ref })
  t.equal(messages().length, 1)
})

t.test('a message is replaced, and one that is gone is left alone', async (t) => {
  const { sender, server, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  await sender.update(ref, say('Closed'))
  t.match(JSON.stringify(messages()[0]?.components), /Closed \(fr\)/)
  server.deleteMessage(channelId, messages()[0]?.id ?? '')
  await sender.update(ref, say('Closed'))
  server.deleteChannel(channelId)
  await sender.update(ref, say('Closed'))
  t.strictSame(messages(), [])
})

t.test(
  'a picture that Discord cannot fetch is uploaded once, and stays when the card changes',
  async (t) => {
    const { sender, discord, messages, restart } = await sendStage(t)
    const ref = await sender.post(channel, say('Card', card), { key: 'card' })
    const [message] = messages()
    const first = message?.attachments.map(({ id }) => id)
    t.match(message?.attachments, [
      { filename: /^badge-\w+\.png$/, description: picture.alternative },
    ])
    await sender.update(ref, say('Card', card))
    await restart().sender.update(ref, say('Card', card))
    t.strictSame(
      message?.attachments.map(({ id }) => id),
      first,
    )
    t.match(JSON.stringify(message?.components), /badge-\w+\.png/)
    t.strictSame(
      discord.calls('PATCH').map(({ files }) => files.length),
      [0, 0],
    )
    t.equal(discord.calls('GET', /messages\/\d+$/).length, 1, 'looked at after the restart alone')
  },
)

t.test('a card that loses its picture loses the file', async (t) => {
  const { sender, messages } = await sendStage(t)
  const ref = await sender.post(channel, say('Card', card), { key: 'card' })
  await sender.update(ref, say('Withdrawn'))
  t.strictSame(messages()[0]?.attachments, [])
})

t.test('files that another process changed are looked at, and not asked for again', async (t) => {
  const { sender, messages, restart } = await sendStage(t)
  const other = restart().sender
  const ref = await sender.post(channel, say('Card', card), { key: 'card' })
  await other.update(ref, say('Without'))
  await sender.update(ref, say('Card again', card))
  const [message] = messages()
  t.match(message?.attachments, [{ filename: /^badge-\w+\.png$/ }])
  t.match(JSON.stringify(message?.components), /badge-\w+\.png/)
})

t.test('a public picture goes by its address', async (t) => {
  const { sender, posts } = await sendStage(t)
  const url = 'https://badges.example.org/achievements/1.png'
  await sender.post(channel, say('Card', { parts: [{ ...picture, url }] }), { key: 'card' })
  t.equal(posts()[0]?.files.length, 0)
  t.match(JSON.stringify(posts()[0]?.body), url)
})

t.test('without the right to files a message comes without its pictures', async (t) => {
  const { sender, server, messages, posts } = await sendStage(t)
  server.forbid(channelId, 'AttachFiles')
  await sender.post(channel, say('Card', card), { key: 'card' })
  t.match(messages(), [{ attachments: [] }])
  t.equal(posts().length, 2)
})

t.test('a missing right is named, and the refusal is for good', async (t) => {
  const { sender, server, posts } = await sendStage(t)
  server.forbid(channelId, 'SendMessages')
  const missing = { trouble: 'chat-scope', permanent: true, retryAfterMs: undefined }
  const failed = { ...missing, right: 'SendMessages' }
  await fails(t, sender.post(channel, say('x', card), { key: 'a' }), failed)
  t.equal(posts().length, 1, 'asked once')
  server.forbid(channelId, 'ViewChannel')
  const unseen = { ...missing, right: 'ViewChannel' }
  await fails(t, sender.post(channel, say('x'), { key: 'a' }), unseen)
  server.allow(channelId, 'ViewChannel', 'SendMessages')
  await sender.post(channel, say('x'), { key: 'a' })
})

t.test('a channel, a server or a token that is gone is told apart', async (t) => {
  const { sender, server, discord, restart, newApi } = await sendStage(t)
  const post = (key: string) => sender.post(channel, say('x'), { key })
  discord.fail('POST', /messages$/, { status: 404, code: 10_004 })
  await fails(t, post('a'), { trouble: 'chat-disconnected', permanent: true })
  discord.fail('POST', /messages$/, { status: 400, code: 50_035 })
  await fails(t, post('b'), { trouble: 'chat-unreachable', permanent: true })
  const api = newApi({ token: 'wrong', apiUrl: discord.apiUrl })
  const wrong = restart({ api }).sender.post(channel, say('x'), { key: 'c' })
  await fails(t, wrong, { trouble: 'chat-disconnected', permanent: false })
  server.deleteChannel(channelId)
  await fails(t, post('d'), { trouble: 'chat-channel', permanent: true })
})

t.test('a long pause that Discord asks for is told to whoever sends', async (t) => {
  const { sender, discord } = await sendStage(t)
  discord.fail('POST', /messages$/, { status: 429, retryAfter: 40 })
  const failed = { trouble: 'chat-unreachable', permanent: false, retryAfterMs: 40_050 }
  await fails(t, sender.post(channel, say('x'), { key: 'a' }), failed)
})

t.test('old cards are changed at the pace that Discord takes', async (t) => {
  const { sender, discord, time } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  time.advance(2 * 60 * minute)
  discord.fail('PATCH', /./, { status: 429, code: 30_046, retryAfter: 20 })
  const later = { trouble: 'chat-unreachable', permanent: false, retryAfterMs: 20_000 }
  await fails(t, sender.update(ref, say('Card')), later)
  await fails(t, sender.update(ref, say('Card')), later, 'not asked again')
  t.equal(discord.calls('PATCH').length, 1)
  t.strictSame(await sender.turn(channel, ref), { laterMs: 60_000 })
  time.advance(60_000)
  t.equal(await sender.turn(channel, ref), undefined)
  await sender.update(ref, say('Card'))
  t.equal(discord.calls('PATCH').length, 2)
})

t.test('the last change of a vote does not wait for its turn', async (t) => {
  const { sender, time } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  await sender.turn(channel, ref)
  await sender.update(ref, say('Card'))
  const start = time.now()
  await sender.update(ref, say('Closed'))
  t.equal(time.now(), start)
  await sender.turn(channel, ref)
  t.equal(time.now(), start + 5000)
})

t.test('hastening ends the waiting for a turn', async (t) => {
  const { sender } = await sendStage(t)
  const ref = await sender.post(channel, say('Card'), { key: 'card' })
  await sender.turn(channel, ref)
  sender.hasten()
  const later = { trouble: 'chat-unreachable', permanent: false }
  await fails(t, sender.turn(channel, ref), later)
})

t.test('people of another server are not called', async (t) => {
  const { sender, messages } = await sendStage(t)
  const calling = [ben, 'discord:9/500000000000000001'] as const
  await sender.post(channel, say('x'), { key: 'a', calling })
  t.strictSame(messages()[0]?.pings, [ben.split('/')[1]])
})

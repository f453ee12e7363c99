import t from 'tap'
import type { Message } from '#src/chat/contract.ts'
import { holdAnswer, listenStage, type StageOptions, until } from './listen-stage.ts'

for (const way of ['gateway', 'http'] as const) {
  const over = (options: StageOptions = {}) => ({ way, ...options })

  t.test(`over ${way}: a message is an answer that one person sees`, async (t) => {
    const { ada, ben, inbox, discord } = await listenStage(t, over())
    inbox.answer = () => ({ message: { text: 'You may *vote* <@31>.' } })
    const answer = await ada.command('20', 'status')
    t.match(answer, {
      type: 4,
      body: { data: { flags: 64 | 32_768, allowed_mentions: { parse: [] } } },
    })
    t.match(ada.ephemerals(), [{ text: 'You may *vote* <@31>.', pings: [] }])
    t.strictSame(ben.seen('20'), [])
    t.strictSame(discord.refusals, [])
  })

  t.test(
    `over ${way}: what is pressed in a message of one's own is answered in its place`,
    async (t) => {
      const { ada, inbox, discord } = await listenStage(t, over())
      inbox.answer = () => ({ message: { text: 'First.', buttons: [next] } })
      await ada.command('20', 'status')
      const [first] = ada.ephemerals()
      if (!first) throw new Error('Nothing came.')
      inbox.answer = () => ({ message: { text: 'Second.' } })
      t.match(await ada.press(first, 'status:1'), { type: 7 })
      t.match(ada.ephemerals(), [{ id: first.id, text: 'Second.', buttons: [] }])
      t.match(inbox.received[1], { kind: 'press', action: 'status:1' })
      t.strictSame(discord.refusals, [])
    },
  )

  t.test(`over ${way}: what is long in coming takes that place later`, async (t) => {
    const stage = await listenStage(t, over({ quickMs: 60 }))
    const { ada, discord } = stage
    stage.inbox.answer = () => ({ message: { text: 'First.', buttons: [next] } })
    await ada.command('20', 'status')
    await until(() => ada.ephemerals().length === 1)
    const [first] = ada.ephemerals()
    if (!first) throw new Error('Nothing came.')
    const { end } = holdAnswer(stage)
    t.match(await ada.press(first, 'status:1'), { type: 6 })
    end.resolve()
    await until(() => ada.ephemerals()[0]?.text === 'Counted.')
    t.equal(ada.ephemerals().length, 1)
    t.strictSame(discord.refusals, [])
  })

  t.test(`over ${way}: a message with a file is announced, then shown with it`, async (t) => {
    const { ada, inbox, discord } = await listenStage(t, over())
    inbox.answer = () => ({ message: withFile })
    t.match(await ada.command('20', 'mine'), { type: 5 })
    await until(() => ada.ephemerals().length === 1)
    t.match(ada.ephemerals(), [{ files: [{ name: 'badge.png', bytes: png }] }])
    t.strictSame(discord.refusals, [])
  })
}

const passing = [{ status: 429, retryAfter: 0.2 }, { status: 502 }, { loseAnswer: true }]

// Over HTTP the first answer is the answer to Discord's own request.
for (const fault of passing)
  t.test(
    `a first answer that fails by ${JSON.stringify(fault)} is sent again, and what follows it comes`,
    async (t) => {
      const { ada, inbox, discord } = await listenStage(t)
      inbox.answer = () => ({ message: withFile })
      discord.fail('POST', /\/callback$/, fault)
      t.match(await ada.command('20', 'mine'), { type: 5 })
      await until(() => ada.ephemerals().length === 1)
      t.match(ada.ephemerals(), [{ files: [{ name: 'badge.png' }] }])
      t.equal(discord.calls('POST', /\/callback$/).length, 2)
      t.equal(inbox.received.length, 1)
    },
  )

for (const way of ['gateway', 'http'] as const)
  for (const fault of passing)
    t.test(
      `over ${way}: what follows, and fails by ${JSON.stringify(fault)}, is there once`,
      async (t) => {
        const stage = await listenStage(t, { way, quickMs: 40 })
        const { ada, inbox, discord } = stage
        discord.fail('PATCH', /@original$/, fault)
        const { end } = holdAnswer(stage)
        t.match(await ada.command('20', 'status'), { type: 5 })
        end.resolve()
        await until(() => ada.ephemerals().length === 1)
        inbox.answer = () => ({ message: withFile })
        discord.fail('PATCH', /@original$/, fault)
        t.match(await ada.command('20', 'mine'), { type: 5 })
        await until(() => ada.ephemerals().length === 2)
        t.match(ada.ephemerals(), [
          { text: 'Counted.', files: [] },
          { text: 'Your badge.', files: [{ name: 'badge.png' }] },
        ])
        t.ok(ada.ephemerals()[1]?.files.length === 1)
        t.equal(inbox.received.length, 2)
      },
    )

t.test('what follows waits out a long pause that Discord asks for', async (t) => {
  const { ada, inbox, discord } = await listenStage(t)
  inbox.answer = () => ({ message: withFile })
  discord.fail('PATCH', /@original$/, { status: 429, retryAfter: 5.2, global: true })
  t.match(await ada.command('20', 'mine'), { type: 5 })
  await until(() => ada.ephemerals().length === 1, 15_000)
  t.match(ada.ephemerals(), [{ files: [{ name: 'badge.png' }] }])
  t.equal(discord.calls('PATCH', /@original$/).length, 2)
})

t.test('who stops does not wait for such a pause', async (t) => {
  const { ada, adapter, inbox, discord, lines } = await listenStage(t)
  inbox.answer = () => ({ message: withFile })
  discord.fail('PATCH', /@original$/, { status: 429, retryAfter: 30, times: Infinity })
  t.match(await ada.command('20', 'mine'), { type: 5 })
  await until(() => discord.calls('PATCH', /@original$/)[0]?.status === 429)
  const before = performance.now()
  await adapter.stop()
  t.ok(performance.now() - before < 8000)
  t.ok(lines.some((line) => line.includes('an answer did not reach Discord')))
})

t.test('what follows an answer over HTTP waits until Discord knows of that answer', async (t) => {
  const { ada, inbox, discord } = await listenStage(t, { way: 'http' })
  inbox.answer = () => ({ message: withFile })
  discord.fail('PATCH', /@original$/, { status: 404, code: 10_015 })
  discord.fail('PATCH', /@original$/, { status: 404, code: 10_008 })
  t.match(await ada.command('20', 'mine'), { type: 5 })
  await until(() => ada.ephemerals().length === 1)
  t.match(ada.ephemerals(), [{ files: [{ name: 'badge.png' }] }])
})

t.test('a button of a public message is answered beside it', async (t) => {
  const { ada, ben, adapter, inbox, discord } = await listenStage(t)
  const said = { text: 'A vote is open.', buttons: [{ label: 'Vote', action: 'vote:1' }] }
  await adapter.post('discord:10/20', { en: said, fr: said }, { key: 'card' })
  const card = await untilThere(() => ada.seen('20')[0])
  t.match(await ada.press(card, 'Vote'), { type: 4 })
  t.match(inbox.received, [
    { kind: 'press', action: 'vote:1', message: `discord:10/20/${card.id}` },
  ])
  t.match(ada.ephemerals(), [{ text: 'Counted.' }])
  t.strictSame(ben.ephemerals(), [])
  t.strictSame(discord.refusals, [])
})

t.test(
  'people are told in their own language, and met under the name they have here',
  async (t) => {
    const { guild, ben, inbox, book, discord } = await listenStage(t)
    guild.user('31', { name: 'Ben', nick: 'Benoît', roles: ['40'], locale: 'fr' })
    await ben.command('20', 'help')
    t.match(inbox.received, [
      { by: { ref: 'discord:10/31', name: 'Benoît' }, language: 'fr', channel: 'discord:10/20' },
    ])
    const person = await book.roster.person('discord:10', 'discord:10/31')
    t.match(person, { name: 'Benoît', language: 'fr', isTrainer: false })
    t.strictSame(discord.refusals, [])
  },
)

t.test('who runs the server may teach from the start', async (t) => {
  const { guild, ada, book } = await listenStage(t)
  const boss = guild.user('33', { name: 'Cleo', isAdmin: true })
  await boss.command('20', 'help')
  await ada.command('20', 'help')
  t.match(await book.roster.person('discord:10', 'discord:10/33'), { isTrainer: true })
})

t.test('a word that is typed is looked for among the badges', async (t) => {
  const { ada, inbox, discord } = await listenStage(t)
  inbox.choices = Array.from({ length: 40 }, (_, index) => ({
    value: `badge-${index}`,
    label: `Badge ${index}`,
  }))
  const answer = await ada.autocomplete('20', 'propose', 'badge', 'list')
  t.match(answer, { type: 8, body: { data: { choices: [{ name: 'Badge 0', value: 'badge-0' }] } } })
  t.match(inbox.searched, [
    { form: 'propose', field: 'achievement', words: 'list', language: 'en' },
  ])
  t.strictSame(discord.refusals, [])
})

t.test('a search that fails finds nothing, and the log says why', async (t) => {
  const { ada, inbox, lines } = await listenStage(t)
  inbox.suggest = async () => {
    throw new Error('secret words')
  }
  const answer = await ada.autocomplete('20', 'propose', 'badge', 'list')
  t.match(answer, { type: 8, body: { data: { choices: [] } } })
  t.ok(lines.some((line) => line.includes('nothing was suggested')))
  t.notOk(lines.some((line) => line.includes('secret words')))
})

t.test('an accident is told with a number that the log has too, and nothing else', async (t) => {
  const { ada, inbox, lines, discord } = await listenStage(t)
  inbox.answer = () => {
    throw new Error('what Ada wrote')
  }
  t.match(await ada.command('20', 'help'), { type: 4 })
  const [, reference = '?'] = /([0-9a-f]{8})/.exec(ada.ephemerals()[0]?.text ?? '') ?? []
  t.ok(lines.some((line) => line.includes(reference)))
  t.notOk(lines.some((line) => line.includes('what Ada wrote')))
  for (const { token } of discord.world.interactions.values())
    t.notOk(lines.some((line) => line.includes(token)))
})

t.test('an answer that Discord does not take is told as an accident', async (t) => {
  const { ada, inbox, discord, lines } = await listenStage(t)
  discord.fail('POST', /\/callback$/, { status: 400, code: 50_035 })
  inbox.answer = () => ({ message: { text: 'Unlucky.' } })
  t.match(await ada.command('20', 'help'), { type: 4 })
  t.match(ada.ephemerals(), [{ text: /[0-9a-f]{8}/ }])
  t.ok(lines.length > 0)
})

t.test('an edit that Discord does not take is told as an accident', async (t) => {
  const stage = await listenStage(t, { quickMs: 50 })
  const { ada, discord } = stage
  const { end } = holdAnswer(stage)
  await ada.command('20', 'help')
  discord.fail('PATCH', /@original$/, { status: 400, code: 50_035 })
  end.resolve()
  await until(() => ada.ephemerals().length === 1)
  t.match(ada.ephemerals(), [{ text: /[0-9a-f]{8}/ }])
})

t.test('where Discord stumbles over a file, words say so', async (t) => {
  const { ada, inbox, discord } = await listenStage(t)
  inbox.answer = () => ({ message: withFile })
  discord.fail('PATCH', /@original$/, { status: 500, times: 3 })
  t.match(await ada.command('20', 'mine'), { type: 5 })
  await until(() => ada.ephemerals().length === 1)
  t.match(ada.ephemerals(), [{ text: /did not answer/, files: [] }])
})

t.test('a button of an older version, or of another server, is not valid any more', async (t) => {
  const { ada, inbox, adapter, discord } = await listenStage(t)
  const said = { text: 'A vote is open.', buttons: [{ label: 'Vote', action: 'vote:1' }] }
  await adapter.post('discord:10/20', { en: said, fr: said }, { key: 'card' })
  const card = await untilThere(() => ada.seen('20')[0])
  for (const customId of [
    'b0:p:10:vote:1',
    'b1:x:10:1',
    'b1:p:99:vote:1',
    'vote',
    'b1:o:10:gone:0',
  ])
    t.match(await ada.pressOld(card, customId), { type: 4 }, customId)
  t.equal(ada.ephemerals().length, 5)
  for (const { text } of ada.ephemerals()) t.match(text, /no longer valid|not valid any more/)
  t.strictSame(inbox.received, [])
  t.strictSame(discord.refusals, [])
})

t.test('a right that the bot lacks here is named before a vote is opened', async (t) => {
  const { ada, ben, guild, inbox } = await listenStage(t)
  guild.forbid('20', 'SendMessages')
  t.match(await ada.command('20', 'propose'), { type: 4 })
  t.match(ada.ephemerals(), [{ text: /Send Messages/ }])
  t.strictSame(inbox.received, [])
  await ben.command('20', 'help')
  t.equal(inbox.received.length, 1, 'nothing else needs it')
})

t.test('whoever teaches founds the group of a channel by what they set up there', async (t) => {
  const { ada, ben, book, inbox } = await listenStage(t)
  await ben.command('20', 'propose')
  t.equal(await book.roster.group('discord:10', 'discord:10/20'), undefined)
  await ada.command('20', 'propose')
  t.match(await book.roster.group('discord:10', 'discord:10/20'), { name: 'atelier', size: 1 })
  t.equal(inbox.received.length, 2)
})

t.test('what is done in a thread is done in its channel', async (t) => {
  const { ada, adapter, inbox, discord } = await listenStage(t)
  const said = { text: 'A vote is open.' }
  const card = await adapter.post('discord:10/20', { en: said, fr: said }, { key: 'card' })
  await adapter.post('discord:10/20', { en: said, fr: said }, { key: 'under', answering: card })
  const thread = ada.seen('20').flatMap((one) => one.thread ?? [])[0]
  if (thread === undefined) throw new Error('There is no thread.')
  await ada.command(thread, 'help')
  t.match(inbox.received, [{ channel: 'discord:10/20' }])
  t.strictSame(discord.refusals, [])
})

t.test('a message becomes evidence, a person is proposed', async (t) => {
  const { ada, ben, inbox } = await listenStage(t)
  const said = ben.say('20', 'I *listened* to everybody.')
  await ada.onMessage(said)
  await ada.onUser(ben, '20')
  t.match(inbox.received, [
    {
      kind: 'command',
      text: 'propose',
      about: { text: 'I *listened* to everybody.', author: 'discord:10/31' },
    },
    { kind: 'command', text: 'propose @discord:10/31' },
  ])
})

t.test('a button in a private message is about the server that it came from', async (t) => {
  const { ben, adapter, inbox, discord } = await listenStage(t)
  await ben.command('20', 'help')
  const said = { text: 'Your vote is missing.', buttons: [{ label: 'Vote', action: 'vote:1' }] }
  await adapter.tell('discord:10/31', 'discord:10/20', { en: said, fr: said }, { key: 'nudge' })
  const letter = await untilThere(() => ben.dms()[0])
  t.match(await ben.press(letter, 'Vote'), { type: 4 })
  t.match(inbox.received[1], {
    kind: 'press',
    action: 'vote:1',
    workspace: 'discord:10',
    by: { ref: 'discord:10/31' },
    language: 'fr',
  })
  t.strictSame(discord.refusals, [])
})

t.test(
  'in private, nobody is whom the server never saw, and no other server is known',
  async (t) => {
    const { ben, adapter, inbox } = await listenStage(t)
    await ben.command('20', 'help')
    const said = { text: 'Your vote is missing.', buttons: [{ label: 'Vote', action: 'vote:1' }] }
    await adapter.tell('discord:10/31', 'discord:10/20', { en: said, fr: said }, { key: 'nudge' })
    const letter = await untilThere(() => ben.dms()[0])
    t.match(await ben.pressOld(letter, 'b1:p:99:vote:1'), { type: 4 })
    t.equal(inbox.received.length, 1)
  },
)

t.test('kinds that are yet to come are answered, and change nothing', async (t) => {
  const { ada, discord, inbox } = await listenStage(t)
  await ada.command('20', 'help')
  const about = { application_id: discord.applicationId, guild_id: '10', channel_id: '20' }
  const member = { user: { id: '30', username: 'ada', clan: null }, roles: [], unknown: [1] }
  const odd = [
    { type: 99, data: { of: 'tomorrow' } },
    { type: 2, data: { type: 4, name: 'launch' } },
    { type: 3, data: { component_type: 77, custom_id: 'x' } },
    { type: 3 },
    { type: 5, data: { custom_id: 'b1:f:10:gone:0', components: [{ type: 77 }] } },
    { type: 5, data: null },
    { type: 4, data: {} },
  ]
  for (const [index, one] of odd.entries()) {
    const raw = { id: `77${index}`, token: `odd-${index}`, ...about, member, ...one }
    discord.gateway.dispatch('INTERACTION_CREATE', raw)
  }
  await until(() => discord.calls('POST', /\/odd-\d\/callback$/).length >= odd.length)
  t.equal(inbox.received.length, 1)
})

async function untilThere<Found>(look: () => Found | undefined): Promise<Found> {
  await until(() => look() !== undefined)
  const found = look()
  if (found === undefined) throw new Error('It is gone.')
  return found
}

const next = { label: 'Next', action: 'status:1' }

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const withFile: Message = {
  text: 'Your badge.',
  files: [{ name: 'badge.png', type: 'image/png', bytes: png, alternative: 'A badge' }],
}

import t from 'tap'
import type { Fields } from '#src/chat/contract.ts'
import type { Person, ShownMessage } from '#test/kit/fake-discord/index.ts'
import {
  aBallot,
  aProposal,
  holdAnswer,
  listenStage,
  type ListenStage,
  type StageOptions,
  until,
} from './listen-stage.ts'

t.test(
  'a ballot is a modal, counts once its criteria are answered, and words may follow',
  async (t) => {
    const stage = await listenStage(t)
    const { ben, inbox, discord } = stage
    const buttons = [{ label: 'Changer mon vote', action: 'vote:1' }]
    const sent: Fields = { c1: 'met', c2: 'not-yet', c3: 'met' }
    const fields = aBallot.fields.map((field) => {
      const value = sent[field.name]
      return value === undefined ? field : { ...field, value }
    })
    inbox.answer = ({ kind }) => {
      if (kind === 'submit') return { message: { text: 'Counted.', buttons } }
      return { form: kind === 'press' ? { ...aBallot, fields } : aBallot }
    }
    t.match(await ben.command('20', 'vote'), { type: 9 })
    t.match(ben.modal(), {
      title: 'Your vote',
      labels: [
        { type: 21, required: true },
        { type: 21, required: true },
        { type: 21, required: true },
      ],
    })
    t.match(await ben.submit({ c1: 'met', c2: 'not-yet', c3: 'met' }), { type: 4 })
    t.match(inbox.received[1], {
      kind: 'submit',
      form: 'ballot:1',
      fields: { c1: 'met', c2: 'not-yet', c3: 'met' },
      by: { ref: 'discord:10/31' },
    })
    const receipt = last(ben)
    t.match(receipt, {
      text: 'Counted.',
      buttons: [{ label: 'Changer mon vote' }, { label: 'Ajouter un mot…' }],
    })
    t.match(await ben.press(receipt, 'Ajouter un mot…'), { type: 9 })
    t.match(await ben.submit({ 'c2-words': 'Listens to few.' }), { type: 7 })
    t.match(inbox.received[2], { kind: 'press', action: 'vote:1' })
    t.match(inbox.received[3], {
      kind: 'submit',
      fields: { c1: 'met', c2: 'not-yet', c3: 'met', 'c2-words': 'Listens to few.' },
    })
    t.match(last(ben), { text: 'Counted.', buttons: [{ label: 'Changer mon vote' }] })
    t.equal(last(ben).buttons.length, 1)
    t.equal(ben.ephemerals().length, 1)
    t.strictSame(discord.refusals, [])
  },
)

t.test('a ballot that ended its vote offers nothing to add to it', async (t) => {
  const { ben, inbox } = await listenStage(t)
  inbox.answer = ({ kind }) =>
    kind === 'submit' ? { message: { text: 'The vote is closed.' } } : { form: aBallot }
  await ben.command('20', 'vote')
  await ben.submit({ c1: 'met', c2: 'met', c3: 'met' })
  t.match(last(ben), { text: 'The vote is closed.' })
  t.strictSame(last(ben).buttons, [])
})

t.test('a long list is picked from first, then the form opens', async (t) => {
  const { ada, inbox, discord } = await listenStage(t)
  inbox.answer = () => ({ form: aProposal })
  t.match(await ada.command('20', 'propose'), { type: 4 })
  t.ok(last(ada).selects.length >= 3)
  t.match(await ada.choose(last(ada), ['badge-1']), { type: 9 })
  t.match(ada.modal(), {
    labels: [{ customId: 'for' }, {}, { type: 6 }, { customId: 'reason' }, { type: 19 }],
  })
  ada.dismiss()
  t.match(await ada.choose(last(ada), ['badge-4']), { type: 9 }, 'it may be picked again')
  t.strictSame(discord.refusals, [])
})

t.test('what was filled in is looked at, added to, changed, and sent once', async (t) => {
  const stage = await aReview(t)
  const { ada, ben, inbox, discord } = stage
  t.match(last(ada), { text: /Nothing is sent yet/ })
  t.equal(inbox.received.length, 1)
  t.match(await ada.press(last(ada), 'Add, adjust… (2/2)'), { type: 9 })
  t.match(await ada.submit({ link: 'https://example.org/', rule: 'consensus' }), { type: 7 })
  t.match(last(ada).text, /example\.org/)
  t.match(await ada.press(last(ada), 'Change'), { type: 9 })
  t.match(ada.modal()?.labels, [{}, {}, {}, { value: ['She listens.'] }, {}])
  t.match(await ada.submit({ reason: 'She listens to everybody.' }), { type: 7 })
  const review = last(ada)
  inbox.answer = () => ({ message: { text: 'Open.' } })
  await Promise.all([ada.press(review, 'Open the vote'), ada.press(review, 'Open the vote')])
  const [, first, second] = inbox.received
  t.match(first, {
    kind: 'submit',
    form: 'propose',
    fields: {
      achievement: 'badge-1',
      for: 'people',
      people: `discord:10/${ben.id}`,
      source: 'discord:10/40',
      reason: 'She listens to everybody.',
      link: 'https://example.org/',
      rule: 'consensus',
    },
  })
  t.equal(first?.id, second?.id, 'the inbox knows them for the same')
  t.equal(ada.ephemerals().length, 1)
  t.strictSame(discord.refusals, [])
})

t.test('the people of the group are gathered before its vote opens', async (t) => {
  const { ada, book, inbox } = await aReview(t)
  inbox.answer = () => ({ message: { text: 'Open.' } })
  await ada.press(last(ada), 'Open the vote')
  t.match(await book.roster.group('discord:10', 'discord:10/20'), {
    source: 'discord:10/40',
    size: 1,
  })
})

t.test('where the server hides its people, they say themselves that they are there', async (t) => {
  const { ada, ben, inbox, book, discord } = await aReview(t, { membersSwitch: false })
  inbox.answer = () => ({ message: { text: 'Open.' } })
  await ada.press(last(ada), 'Open the vote')
  t.match(last(ada).text, /Server Members Intent/)
  t.equal(inbox.received.length, 1)
  const call = ada.seen('20').at(-1)
  if (!call) throw new Error('Nobody was called.')
  const outsider = stageGuest(discord)
  await outsider.press(call, joinLabel(call))
  t.match(last(outsider).text, /role/)
  await ben.press(call, joinLabel(call))
  t.match(last(ben).isEphemeral, true)
  t.equal((await book.roster.group('discord:10', 'discord:10/20'))?.size, 2, 'with who founded it')
  await ada.press(last(ada), mendLabel(last(ada)))
  await ada.submit({})
  await ada.press(last(ada), 'Open the vote')
  t.match(inbox.received[1], { kind: 'submit', form: 'propose' })
})

t.test('nobody enters a group from anywhere but its channel', async (t) => {
  const { guild, ada, ben, adapter, book } = await listenStage(t)
  guild.channel('21', { name: 'staff', private: true, readers: ['30'] })
  const said = { text: 'A vote is open.', buttons: [{ label: 'Vote', action: 'vote:1' }] }
  const both = { en: said, fr: said }
  await ben.command('20', 'help')
  await adapter.post('discord:10/20', both, { key: 'card' })
  await adapter.tell('discord:10/31', 'discord:10/20', both, { key: 'nudge' })
  for (const message of [ben.seen('20')[0], ben.dms()[0]])
    for (const channel of ['20', '21'].filter((one) => one !== message?.channel)) {
      if (!message) throw new Error('There is no message.')
      await ben.pressOld(message, `b1:j:10:${channel}:0`)
      t.match(last(ben).text, /plus valable/)
      t.equal(await book.roster.group('discord:10', `discord:10/${channel}`), undefined)
    }
  t.strictSame(ada.ephemerals(), [])
})

t.test('a right that the bot lost meanwhile is named as Discord’s settings name it', async (t) => {
  const clock = { now: Date.now() }
  const { ada, inbox, discord } = await aReview(t, { now: () => clock.now })
  clock.now += 2 * 60_000
  discord.fail('GET', /^\/channels\/20$/, { status: 403, code: 50_001 })
  await ada.press(last(ada), 'Open the vote')
  t.match(last(ada).text, /permission in this channel: View Channel/)
  t.equal(inbox.received.length, 1)
})

t.test('a form with something wrong is told, and opened as it was filled in', async (t) => {
  const { ada, inbox, discord } = await aReview(t)
  inbox.answer = (interaction) =>
    interaction.kind === 'submit'
      ? {
          form: {
            ...aProposal,
            fields: aProposal.fields.map((field) => {
              const value = interaction.fields[field.name]
              return value === undefined ? field : { ...field, value }
            }),
          },
          problem: 'This link is none.',
          field: 'link',
        }
      : { form: aProposal }
  await ada.press(last(ada), 'Open the vote')
  t.match(last(ada).text, /This link is none/)
  t.match(await ada.press(last(ada), mendLabel(last(ada))), { type: 9 })
  t.match(
    ada.modal()?.labels.map(({ customId }) => customId),
    ['link', 'rule'],
  )
  t.match(await ada.submit({ link: 'https://example.org/' }), { type: 7 })
  t.match(last(ada).text, /She listens/)
  t.strictSame(discord.refusals, [])
})

t.test('a form that comes too late to open by itself is opened by a button', async (t) => {
  const stage = await listenStage(t, { quickMs: 50 })
  const { ben, discord } = stage
  const { end } = holdAnswer(stage, { form: aBallot })
  t.match(await ben.command('20', 'vote'), { type: 5 })
  end.resolve()
  await until(() => ben.ephemerals().length === 1)
  t.equal(ben.modal(), undefined)
  const [button] = last(ben).buttons
  t.match(await ben.press(last(ben), button?.label ?? ''), { type: 9 })
  t.ok(ben.modal())
  t.strictSame(discord.refusals, [])
})

t.test('a form that answers a form is opened by a button, for no modal may', async (t) => {
  const { ben, inbox, discord } = await listenStage(t)
  inbox.answer = () => ({ form: aBallot })
  await ben.command('20', 'vote')
  t.match(await ben.submit({ c1: 'met', c2: 'met', c3: 'met' }), { type: 4 })
  const [button] = last(ben).buttons
  t.match(await ben.press(last(ben), button?.label ?? ''), { type: 9 })
  t.strictSame(discord.refusals, [])
})

t.test('a form that is kept no more has expired', async (t) => {
  const expired = { is: false }
  const { ben, inbox } = await listenStage(t, {
    book: (stored) => ({
      ...stored,
      drafts: {
        ...stored.drafts,
        find: async (workspace, id) => (expired.is ? undefined : stored.drafts.find(workspace, id)),
      },
    }),
  })
  inbox.answer = () => ({ form: aBallot })
  await ben.command('20', 'vote')
  expired.is = true
  t.match(await ben.submit({ c1: 'met', c2: 'met', c3: 'met' }), { type: 4 })
  t.match(last(ben).text, /plus valable/)
  t.equal(inbox.received.length, 1)
})

t.test('what somebody fills in is nobody else’s to open, to send or to change', async (t) => {
  const { ada, ben, inbox } = await aReview(t)
  await ben.command('20', 'help')
  const draft = /^b1:s:10:(.+)$/.exec(last(ada).buttons[0]?.customId ?? '')?.[1] ?? ''
  t.ok(draft)
  const before = inbox.received.length
  for (const carried of [`o:10:${draft}:0`, `s:10:${draft}`, `k:10:${draft}:0`]) {
    await ben.pressOld(last(ben), `b1:${carried}`)
    t.match(last(ben).text, /plus valable/, carried)
  }
  t.equal(ben.modal(), undefined)
  t.equal(inbox.received.length, before)
  await ada.press(last(ada), 'Open the vote')
  const [sent] = inbox.received.slice(before)
  t.match(sent, { kind: 'submit', fields: { reason: 'She listens.' } })
  t.notOk(sent?.kind === 'submit' && Object.keys(sent.fields).some((name) => name.startsWith(' ')))
})

t.test('files are fetched, kept by what they are, and joined to what is sent', async (t) => {
  const { ada, inbox } = await aReview(t, {}, { files: [file('a.png', png), file('b.png', png)] })
  inbox.answer = () => ({ message: { text: 'Open.' } })
  await ada.press(last(ada), 'Open the vote')
  const [, sent] = inbox.received
  const ids = sent?.kind === 'submit' ? sent.fields['files'] : undefined
  t.match(ids, /^[\w-]{10,}$/m)
})

t.test(
  'a file that is not what its name says is refused, and nothing filled in is lost',
  async (t) => {
    const fake = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3])
    const { ada, inbox } = await aReview(t, {}, { files: [file('a.png', fake)] })
    t.equal(inbox.received.length, 1)
    t.match(await ada.press(last(ada), mendLabel(last(ada))), { type: 9 })
    t.match(ada.modal()?.labels, [{}, {}, {}, { value: ['She listens.'] }, {}])
    await ada.submit({ files: [file('b.png', png)] })
    t.match(last(ada).text, /Nothing is sent yet/)
  },
)

t.test('whoever does not teach hands in no files', async (t) => {
  const { ben, inbox } = await listenStage(t)
  inbox.answer = () => ({ form: withoutList })
  await ben.command('20', 'help')
  await ben.submit({ for: 'people', reason: 'Because.', files: [file('a.png', png)] })
  t.equal(inbox.received.length, 1)
  t.notMatch(last(ben).text, /Nothing is sent yet/)
})

/** Ada has filled in the first page of a proposal, and looks at it. */
async function aReview(
  t: Parameters<typeof listenStage>[0],
  options: StageOptions = {},
  more: Parameters<Person['submit']>[0] = {},
): Promise<ListenStage> {
  const stage = await listenStage(t, options)
  const { ada, ben, inbox } = stage
  inbox.answer = () => ({ form: aProposal })
  await ada.command('20', 'propose')
  await ada.choose(last(ada), ['badge-1'])
  const filled = { for: 'people', people: [ben], source: [{ id: '40' }], reason: 'She listens.' }
  await ada.submit({ ...filled, ...more })
  return stage
}

const withoutList = {
  ...aProposal,
  fields: aProposal.fields.filter(({ name }) => name !== 'achievement'),
}

function last(person: Person): ShownMessage {
  const found = person.ephemerals().at(-1)
  if (!found) throw new Error(`Nothing stands before ${person.name}.`)
  return found
}

function joinLabel(message: ShownMessage): string {
  return message.buttons[0]?.label ?? ''
}

const mendLabel = joinLabel

function stageGuest(discord: ListenStage['discord']): Person {
  return discord.guild('10').user('35', { name: 'Dora', locale: 'en-GB' })
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function file(name: string, bytes: Uint8Array) {
  return { name, type: 'image/png', bytes }
}

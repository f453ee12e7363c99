import t from 'tap'
import { ChatFailure, type Form } from '#src/chat/contract.ts'
import { refusal } from '#src/chat/replies/refusal.ts'
import { usualScopes } from '#test/kit/fake-slack/index.ts'
import {
  aCommand,
  aForm,
  listenStage,
  type ListenStage,
  sendSigned,
  until,
} from './listen-stage.ts'

const said = (text: string, buttons: readonly { label: string; action: string }[] = []) => {
  const message = { text, parts: [{ kind: 'text', text } as const], buttons }
  return { fr: message, en: message }
}

/** A card in the channel, as Ada sees it. */
async function aCard(stage: ListenStage) {
  await stage.adapter.post('slack:T1/C1', said('A vote', [{ label: 'Vote', action: 'vote:1' }]), {
    key: 'card',
  })
  const card = stage.ada.seen('C1').at(-1)
  if (!card) throw new Error('There is no card.')
  return card
}

/** A form that a command opened. */
async function anOpenForm(stage: ListenStage, form: Form = aForm) {
  stage.inbox.answer = () => ({ form })
  await stage.ada.command('C1', 'propose')
  return openModal(stage, form.title)
}

async function openModal(stage: ListenStage, title: string) {
  await until(() => stage.ada.modal()?.title === title)
  const modal = stage.ada.modal()
  if (!modal) throw new Error('There is no window.')
  return modal
}

/** Turns the pages of a form up to its last. */
async function lastPage(stage: ListenStage) {
  for (;;) {
    const page = await openModal(stage, 'Your vote')
    if (page.submit === 'Vote') return page
    await stage.ada.submit(page)
  }
}

t.test('a command opens the form that answers it, and its fields come back', async (t) => {
  const stage = await listenStage(t)
  const modal = await anOpenForm(stage)
  t.match(modal, { title: 'Your vote', submit: 'Vote' })
  stage.inbox.answer = () => ({ message: { text: 'Counted for you.' } })
  const ack = await stage.ada.submit(modal, { choice: 'met', words: 'é <b>& co' })
  t.match(ack, { status: 200, body: { response_action: 'update' } })
  t.match(stage.ada.modal(), { text: /Counted for you/ })
  t.match(stage.inbox.received.at(-1), {
    kind: 'submit',
    form: 'ballot:1',
    fields: { choice: 'met', words: 'é <b>& co' },
    by: { ref: 'slack:T1/U1' },
    channel: 'slack:T1/C1',
    workspace: 'slack:T1',
  })
})

t.test('a fault stands beside its field; what was corrected is no repeat', async (t) => {
  const stage = await listenStage(t)
  const modal = await anOpenForm(stage)
  stage.inbox.answer = () => ({ form: aForm, problem: 'Say why.', field: 'words' })
  const ack = await stage.ada.submit(modal, { choice: 'met' })
  t.match(ack, { body: { response_action: 'errors', errors: { words: 'Say why.' } } })
  stage.inbox.answer = () => ({ form: aForm, problem: 'All of it is wrong.' })
  await stage.ada.submit(modal, { choice: 'met', words: 'Because' })
  t.match(stage.ada.modal(), { title: 'Your vote', text: /All of it is wrong/ })
  const ids = stage.inbox.received.filter(({ kind }) => kind === 'submit').map(({ id }) => id)
  t.equal(new Set(ids).size, 2)
})

t.test('a press on a card is answered beside it, to whoever pressed', async (t) => {
  const stage = await listenStage(t)
  const card = await aCard(stage)
  t.match(await stage.ada.press(card, 'Vote'), { status: 200, body: undefined })
  await until(() => stage.ada.ephemerals('C1').length === 1)
  t.match(stage.ada.ephemerals('C1'), [{ text: /Counted/ }])
  t.strictSame(stage.ben.ephemerals('C1'), [])
  t.match(stage.inbox.received, [
    { kind: 'press', action: 'vote:1', message: `slack:T1/C1/${card.ts}`, channel: 'slack:T1/C1' },
  ])
})

t.test('a press opens a form; a press in that window is answered in it', async (t) => {
  const stage = await listenStage(t)
  stage.inbox.answer = () => ({ form: aForm })
  await stage.ada.press(await aCard(stage), 'Vote')
  const modal = await openModal(stage, 'Your vote')
  const buttons = [{ label: 'Change', action: 'vote:1' }]
  stage.inbox.answer = () => ({ message: { text: 'Counted.', buttons } })
  await stage.ada.submit(modal, { choice: 'met' })
  const receipt = stage.ada.modal()
  if (!receipt) throw new Error('There is no receipt.')
  stage.inbox.answer = () => ({ form: { ...aForm, title: 'Your vote again' } })
  t.match(await stage.ada.press(receipt, 'Change'), { status: 200 })
  const again = await openModal(stage, 'Your vote again')
  t.equal(again.id, modal.id, 'the same window')
  t.match(stage.inbox.received.at(-1), { kind: 'press', channel: 'slack:T1/C1' })
})

t.test('the app’s page is filled when it is opened, and its buttons open a window', async (t) => {
  const stage = await listenStage(t)
  const buttons = [{ label: 'Vote', action: 'vote:7' }]
  stage.inbox.answer = ({ kind }) =>
    kind === 'home'
      ? { message: { text: 'One vote waits.', buttons } }
      : { message: { text: 'Here it is.' } }
  t.match(await stage.ada.openHome(), { status: 200 })
  await until(() => stage.ada.home() !== undefined)
  const home = stage.ada.home()
  if (!home) throw new Error('There is no page.')
  await stage.ada.press(home, 'Vote')
  await until(() => stage.ada.modal() !== undefined)
  t.match(stage.ada.modal(), { text: /Here it is/ })
  await stage.ada.openHome('messages')
  t.equal(stage.inbox.received.length, 2)
})

t.test('shortcuts propose; a message that is pointed at comes along as evidence', async (t) => {
  const stage = await listenStage(t)
  stage.inbox.answer = () => ({ form: aForm })
  t.match(await stage.ada.shortcut('propose'), { status: 200 })
  await openModal(stage, 'Your vote')
  await stage.ada.close('all')
  const message = stage.ben.say('C1', 'Ada led the meeting & wrote <it> up')
  t.match(await stage.ada.shortcut('propose-from-message', { message }), { status: 200 })
  await openModal(stage, 'Your vote')
  t.match(stage.inbox.received, [
    { kind: 'command', text: 'propose', channel: 'slack:T1/U1', about: undefined },
    {
      kind: 'command',
      text: 'propose',
      channel: 'slack:T1/C1',
      about: {
        text: 'Ada led the meeting & wrote <it> up',
        url: /^https?:\/\//,
        author: 'slack:T1/U2',
      },
    },
  ])
})

t.test(
  'people who are mentioned in a proposal come as such, channels and groups not',
  async (t) => {
    const stage = await listenStage(t)
    const typed = [
      ['propose <@U2|ben> écouter', 'propose  @slack:T1/U2  écouter'],
      [
        'proposer <@U2> <#C1|atelier> <!subteam^S1|@all> <!here> a &amp; b',
        /@slack:T1\/U2 +a & b$/,
      ],
      ['show <@U2|ben>', 'show @ben'],
    ] as const
    for (const [text, wanted] of typed) {
      await sendSigned(stage, aCommand(text))
      t.match(stage.inbox.received.at(-1), { text: wanted })
    }
  },
)

t.test(
  'where a group’s list of people is gone, who proposes is told, and can choose another',
  async (t) => {
    const group = { channel: 'slack:T1/C1', name: 'atelier', gatheredAt: 0, size: 0 } as const
    const stage = await listenStage(t, {
      book: (stored) => ({
        ...stored,
        roster: { ...stored.roster, group: async () => ({ ...group, source: 'slack:T1/S9' }) },
      }),
    })
    t.match(await stage.ada.command('C1', 'propose'), {
      body: { text: /list of people.*settings/ },
    })
    t.match(await stage.ben.command('C1', 'proposer'), { body: { text: /réglages/ } })
    t.strictSame(stage.inbox.received, [])
    t.match(await stage.ada.command('C1', 'settings'), { body: { text: 'Counted.' } })
    t.match(await stage.ada.command('C1', 'vote'), { body: { text: 'Counted.' } })
  },
)

t.test('a searched field offers what the inbox finds', async (t) => {
  const stage = await listenStage(t)
  const field = {
    name: 'badge',
    label: 'Badge',
    kind: 'choice',
    searched: true,
    choices: [],
  } as const
  const modal = await anOpenForm(stage, { ...aForm, name: 'propose', fields: [field] })
  stage.inbox.choices = [{ value: 'b1', label: 'Listening' }]
  const { status, options } = await stage.ada.search(modal, 'badge', 'list')
  t.equal(status, 200)
  t.match(options, [{ value: 'b1', text: { text: 'Listening' } }])
  t.match(stage.inbox.searched, [
    { form: 'propose', field: 'badge', words: 'list', channel: 'slack:T1/C1', language: 'en' },
  ])
})

t.test('Slack hears in time, however slow the answer is, which then takes its place', async (t) => {
  const stage = await listenStage(t, { quickMs: 300 })
  const modal = await anOpenForm(stage)
  const end = Promise.withResolvers<void>()
  stage.inbox.answer = async () => {
    await end.promise
    return { message: { text: 'At last.' } }
  }
  const acks = [
    await stage.ada.submit(modal, { choice: 'met' }),
    await stage.ben.command('C1', 'status'),
  ]
  t.match(stage.ada.modal(), { title: 'One moment…' })
  await until(() => stage.ben.modal() !== undefined)
  for (const { status, ms } of acks) t.ok(status === 200 && ms < 2000, `${ms} ms`)
  end.resolve()
  await until(() => /At last/.test(stage.ada.modal()?.text ?? ''))
  await until(() => /At last/.test(stage.ben.modal()?.text ?? ''))
})

t.test('a slow answer to somebody who closed the window comes beside it', async (t) => {
  const stage = await listenStage(t, { quickMs: 300 })
  const card = await aCard(stage)
  const end = Promise.withResolvers<void>()
  stage.inbox.answer = async () => {
    await end.promise
    return { message: { text: 'At last.' } }
  }
  await stage.ada.press(card, 'Vote')
  await until(() => stage.ada.modal() !== undefined)
  await stage.ada.close('all')
  end.resolve()
  await until(() => stage.ada.ephemerals('C1').length === 1)
  t.match(stage.ada.ephemerals('C1'), [{ text: /At last/ }])
})

t.test('a window that Slack does not open any more is told in words', async (t) => {
  const stage = await listenStage(t)
  stage.slack.fail('views.open', { error: 'expired_trigger_id' })
  stage.inbox.answer = () => ({ form: aForm })
  await stage.ada.command('C1', 'propose')
  await until(() => stage.ada.ephemerals('C1').length === 1)
  t.match(stage.ada.ephemerals('C1'), [{ text: /took too long/ }])
})

t.test('an accident is told with a number that the log has, and loses nothing typed', async (t) => {
  const stage = await listenStage(t)
  const modal = await anOpenForm(stage)
  stage.inbox.answer = () => {
    throw new Error('the words of somebody')
  }
  const ack = await stage.ada.submit(modal, { choice: 'met', words: 'Long words' })
  t.match(ack.body, { response_action: 'errors' })
  const [, reference = 'none'] = /: ([0-9a-f]{8})\./.exec(JSON.stringify(ack.body)) ?? []
  const logged = stage.lines.join('\n')
  t.ok(logged.includes(reference))
  t.notMatch(logged, /words of somebody|Long words|Ada/)
  t.match(await stage.ada.command('C1', 'status'), { body: { text: /went wrong/ } })
})

t.test('a form of several pages is gathered page by page', async (t) => {
  const stage = await listenStage(t)
  const fields = Array.from({ length: 60 }, (_, index) => [
    {
      name: `c${index}`,
      label: `Criterion ${index}`,
      kind: 'options',
      choices: [
        { value: 'met', label: 'Met' },
        { value: 'not-yet', label: 'Not yet' },
      ],
    } as const,
    { name: `c${index}-words`, label: 'Why', kind: 'line' } as const,
  ]).flat()
  const first = await anOpenForm(stage, { ...aForm, fields })
  t.equal(first.submit, 'Next')
  stage.inbox.answer = () => ({ message: { text: 'All counted.' } })
  await stage.ada.submit(first, { c0: 'met', 'c0-words': 'Yes' })
  const last = await lastPage(stage)
  t.match(last, { submit: 'Vote', text: /Page (\d+) of \1/ })
  t.notOk(last.fields.some(({ name }) => name === 'c0'))
  t.equal(stage.inbox.received.filter(({ kind }) => kind === 'submit').length, 0)
  await stage.ada.submit(last, { c59: 'not-yet' })
  t.match(stage.inbox.received.at(-1), {
    kind: 'submit',
    fields: { c0: 'met', 'c0-words': 'Yes', c59: 'not-yet', c30: '' },
  })
  t.match(stage.ada.modal(), { text: /All counted/ })
})

t.test('a fault on an earlier page leads back to it, with everything as it was', async (t) => {
  const stage = await listenStage(t)
  const fields = Array.from({ length: 100 }, (_, index) => ({
    name: `f${index}`,
    label: `Field ${index}`,
    kind: 'line' as const,
  }))
  const form = { ...aForm, fields }
  await stage.ada.submit(await anOpenForm(stage, form), { f0: 'wrong' })
  const last = await lastPage(stage)
  stage.inbox.answer = (interaction) => {
    const typed = interaction.kind === 'submit' ? interaction.fields : {}
    const filled = fields.map((field) => ({ ...field, value: typed[field.name] ?? '' }))
    return { form: { ...form, fields: filled }, problem: 'Not so.', field: 'f0' }
  }
  await stage.ada.submit(last, { f99: 'kept' })
  const back = await openModal(stage, 'Your vote')
  t.match(back, { text: /Not so/, submit: 'Next' })
  t.match(back.fields.find(({ name }) => name === 'f0')?.value, ['wrong'])
})

t.test(
  'a channel without the bot says how to invite it, when somebody wants to propose there',
  async (t) => {
    const stage = await listenStage(t)
    stage.team.channel('C2', { name: 'secret', members: ['U1'], isPrivate: true, bot: false })
    t.match(await stage.ada.command('C2', 'propose'), { body: { text: /\/invite @Cordée/ } })
    t.match(await stage.ada.command('C2', 'mine'), { body: { text: 'Counted.' } })
    stage.slack.fail('conversations.info', {
      error: 'missing_scope',
      facts: { needed: 'groups:read' },
    })
    t.match(await stage.ada.command('C1', 'propose'), { body: { text: /groups:read/ } })
  },
)

t.test('a bot is nobody', async (t) => {
  const stage = await listenStage(t)
  const bot = stage.team.user('U9', { name: 'Robot', isBot: true })
  stage.team.channel('C1', { members: ['U1', 'U9'] })
  t.match(await bot.command('C1', 'help'), { status: 200 })
  t.strictSame(stage.inbox.received, [])
})

t.test('Slack out of reach is told where people are not known yet', async (t) => {
  const stage = await listenStage(t)
  t.match(await stage.ada.command('C1', 'help'), { body: { text: 'Counted.' } })
  stage.slack.fail('users.info', { status: 503, times: Infinity })
  const zoe = stage.team.user('U3', { name: 'Zoé' })
  stage.team.channel('C1', { members: ['U1', 'U3'] })
  const ack = await zoe.command('C1', 'help')
  t.match(ack, { status: 200 })
  t.match(await stage.ada.command('C1', 'help'), { body: { text: 'Counted.' } }, 'others go on')
})

t.test(
  'files come with the form, once each; one that cannot be had is named, and nothing is lost',
  async (t) => {
    const stage = await listenStage(t)
    const field = { name: 'files', label: 'Files', kind: 'file' } as const
    const form: Form = { ...aForm, name: 'propose', fields: [...aForm.fields, field] }
    stage.team.user('U1', { name: 'Ada', isAdmin: true })
    const modal = await anOpenForm(stage, form)
    stage.inbox.answer = () => ({ message: { text: 'Proposed.' } })
    const given = {
      choice: 'met',
      files: [{ name: 'proof.txt', type: 'text/plain', bytes: Buffer.from('I was there') }],
    }
    stage.slack.fail('download', { status: 500 })
    const ack = await stage.ada.submit(modal, given)
    t.match(ack.body, { response_action: 'errors', errors: { files: String } })
    t.equal(stage.inbox.received.filter(({ kind }) => kind === 'submit').length, 0)
    await stage.ada.submit(modal, given)
    const sent = stage.inbox.received.at(-1)
    const id = sent?.kind === 'submit' ? sent.fields['files'] : ''
    t.match(id, /^[\w-]+$/)
    t.match(stage.ada.modal(), { text: /Proposed/ })
  },
)

t.test('no vote is opened whose card could not be written; all else goes on', async (t) => {
  const stage = await listenStage(t)
  stage.team.user('U1', { name: 'Ada', isAdmin: true })
  for (const scope of ['chat:write', 'im:write']) {
    stage.team.grantScopes(usualScopes.filter((one) => one !== scope))
    await stage.adapter.stop()
    await stage.adapter.start(stage.inbox)
    const told = async (text: string) => JSON.stringify((await stage.ada.command('C1', text)).body)
    await stage.ada.command('C1', 'propose')
    await until(() => stage.ada.ephemerals().some(({ text }) => text.includes(scope)))
    t.match(await told('settings'), /Counted/, scope)
    t.match(await told('status'), /Counted/, scope)
  }
  t.strictSame(
    stage.inbox.received.filter((one) => one.kind === 'command' && one.text === 'propose'),
    [],
  )
  stage.team.grantScopes(usualScopes)
  t.match((await stage.ada.command('C1', 'propose')).body, { text: 'Counted.' }, 'once it is given')
})

t.test('who is in no group hears how the bot comes into the channel', async (t) => {
  const stage = await listenStage(t)
  stage.team.channel('C9', { name: 'projet', members: ['U1'], bot: false })
  stage.inbox.answer = ({ language }) => refusal(language, { code: 'no-group-here' })
  t.match((await stage.ada.command('C9', 'status')).body, { text: /\/invite @/ })
  t.match((await stage.ada.command('C1', 'status')).body, { text: /no group here/ })
})

t.test('where Slack does not list user groups, settings are told that it failed', async (t) => {
  const stage = await listenStage(t)
  stage.slack.fail('usergroups.list', { status: 500, times: 3 })
  const failure: unknown = await stage.adapter
    .sources('slack:T1/C1')
    .catch((error: unknown) => error)
  t.match(failure, { trouble: 'chat-unreachable' })
  t.ok(failure instanceof ChatFailure)
})

t.test(
  'links to public pages are shown in short, and changes of a channel reach its group',
  async (t) => {
    const url = 'https://badges.example.org/awards/1'
    const stage = await listenStage(t, {
      book: (stored) => ({
        ...stored,
        showcase: { ...stored.showcase, preview: async () => ({ text: 'An award' }) },
      }),
    })
    await stage.ada.command('C1', 'propose')
    const before = await stage.book.roster.group('slack:T1', 'slack:T1/C1')
    t.match(before, { name: 'atelier' })
    const calls = stage.slack.calls('conversations.members').length
    const zoe = stage.team.user('U3', { name: 'Zoé' })
    t.match(await zoe.joins('C1'), { status: 200 })
    await until(() => stage.slack.calls('conversations.members').length > calls)
    t.match(await stage.ada.postLink('C1', url), { status: 200 })
    t.match(await stage.ada.postLink('C1', `${stage.base}/awards/1`), { status: 200 })
    await until(() => stage.ada.unfurls().length > 0)
    t.match(stage.ada.unfurls(), [{ url: `${stage.base}/awards/1` }])
  },
)

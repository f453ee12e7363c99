import type { Test } from 'tap'
import type {
  Button,
  ChatAdapter,
  Fields,
  Form,
  Inbox,
  Interaction,
  Language,
  Member,
  Message,
  Ref,
  Reply,
  Said,
} from '#src/chat/contract.ts'

/** The platform's side of the conversation: what a test of an adapter must arrange. */
export interface Stage {
  readonly adapter: ChatAdapter
  readonly workspace: Ref
  readonly channel: Ref
  /** Who acts, and who else is in the channel. */
  readonly person: Member
  readonly neighbour: Member
  /** A reference as the platform makes them, to a message that was deleted. */
  readonly gone: Ref
  /** The platform tells when a message is written again with the same key. */
  readonly knowsKeys: boolean
  /** The channel as that person sees it, private messages included. */
  readonly seenBy: (person: Member) => Promise<ReadonlyMap<Ref, Shown>>
  /** The person does something, by the platform's own wire format, and gets the answer that it brings. */
  readonly press: (message: Ref, action: string) => Promise<Reply>
  readonly command: (text: string) => Promise<Reply>
  readonly submit: (form: string, fields: Fields) => Promise<Reply>
}

/** A message as it stands before its reader, whatever the platform's own format. */
export interface Shown {
  /** All there is to read, in its order, without markup. */
  readonly text: string
  readonly buttons: readonly Button[]
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[]
}

/** Sets a stage whose reader reads that language. */
export type SetStage = (t: Test, language: Language) => Promise<Stage>

/** What the service relies on. The test of every adapter calls this and adds its own. */
export function testChatAdapter(t: Test, setStage: SetStage): void {
  testSpeaking(t, setStage)
  testPrivacy(t, setStage)
  testListening(t, setStage)
  testStopping(t, setStage)
}

function testSpeaking(t: Test, setStage: SetStage): void {
  for (const language of ['fr', 'en'] as const)
    t.test(`a message is shown with its parts and buttons to who reads ${language}`, async (t) => {
      const { adapter, channel, person, seenBy } = await setStage(t, language)
      const ref = await adapter.post(channel, aCard, { key: 'card' })
      t.ok(ref.startsWith(`${adapter.platform}:`))
      const shown = (await seenBy(person)).get(ref)
      let from = 0
      for (const words of wordsOf(aCard[language])) {
        const at = shown?.text.indexOf(words, from) ?? -1
        t.ok(at >= from, `${words} stands in its place`)
        from = Math.max(from, at)
      }
      t.strictSame(shown?.buttons.map(withoutLook), aCard[language].buttons?.map(withoutLook))
    })

  t.test('text that looks like markup, mentions or code comes back literally', async (t) => {
    const { adapter, channel, person, seenBy } = await setStage(t, 'en')
    const hostile = [
      '<!channel> <@U1> @everyone <@&1> <#C1>',
      '*x* _y_ ~z~ `code` **b** __u__ ||s|| ~~s~~ > quote # title',
      '<http://e.example|click> [click](http://e.example)',
      '<img src=x onerror=alert(1)> &lt;b&gt; &amp; &#39;',
      '{{x}} ${x} %s \\n \'"` \\ /',
      '«\u00A0é\u00A0» \u{1F9D7}\u200D\u2640\uFE0F العربية',
    ]
    for (const [index, text] of hostile.entries()) {
      const message: Message = { text, parts: [{ kind: 'text', text }] }
      const said = { fr: message, en: message }
      const ref = await adapter.post(channel, said, { key: `hostile ${index}` })
      const shown = (await seenBy(person)).get(ref)
      t.ok(shown?.text.includes(text), text)
    }
  })

  t.test('an updated message replaces the first', async (t) => {
    const { adapter, channel, person, seenBy } = await setStage(t, 'en')
    const ref = await adapter.post(channel, aCard, { key: 'card' })
    await adapter.update(ref, say('Closed.'))
    const seen = await seenBy(person)
    t.equal(seen.size, 1)
    t.match(seen.get(ref), { text: /Closed\./, buttons: [] })
    t.notMatch(seen.get(ref)?.text, aCard.en.text)
  })

  t.test('updating a message that is gone is no error', async (t) => {
    const { adapter, gone, person, seenBy } = await setStage(t, 'en')
    await t.resolves(adapter.update(gone, say('x')))
    t.equal((await seenBy(person)).size, 0)
  })

  t.test(
    'a message written again with the same key is one message, where this shows',
    async (t) => {
      const { adapter, channel, person, knowsKeys, seenBy } = await setStage(t, 'en')
      const write = (key: string) => adapter.post(channel, say('Once.'), { key })
      const refs = [await write('a'), await write('a'), await write('b')]
      t.equal(new Set(refs).size, knowsKeys ? 2 : 3)
      t.equal((await seenBy(person)).size, knowsKeys ? 2 : 3)
    },
  )

  t.test('messages stand in the order they were written', async (t) => {
    const { adapter, channel, person, seenBy } = await setStage(t, 'en')
    const refs: Ref[] = []
    for (const key of ['1', '2', '3']) refs.push(await adapter.post(channel, say(key), { key }))
    await adapter.update(refs[0] ?? 'x:', say('1, changed'))
    t.strictSame([...(await seenBy(person)).keys()], refs)
  })

  t.test('the members of a channel are the people in it, by name', async (t) => {
    const { adapter, channel, person, neighbour } = await setStage(t, 'en')
    const members = await adapter.members(channel)
    for (const one of [person, neighbour])
      t.strictSame(
        members.filter(({ ref }) => ref === one.ref),
        [one],
      )
  })
}

function testPrivacy(t: Test, setStage: SetStage): void {
  t.test('a private message is seen by its member alone, and so is its update', async (t) => {
    const { adapter, channel, person, neighbour, seenBy } = await setStage(t, 'en')
    const ref = await adapter.tell(person.ref, channel, say('For you alone.'), { key: 'told' })
    t.match((await seenBy(person)).get(ref), { text: /For you alone\./ })
    t.equal((await seenBy(neighbour)).size, 0)
    await adapter.update(ref, say('Still for you.'))
    t.match((await seenBy(person)).get(ref), { text: /Still for you\./ })
    t.equal((await seenBy(neighbour)).size, 0)
  })

  t.test('the same key for two members is two messages', async (t) => {
    const { adapter, channel, person, neighbour, seenBy } = await setStage(t, 'en')
    for (const one of [person, neighbour])
      await adapter.tell(one.ref, channel, say(`For ${one.name}.`), { key: 'told' })
    for (const one of [person, neighbour])
      t.strictSame(
        [...(await seenBy(one)).values()].map(({ text }) => text.trim()),
        [`For ${one.name}.`],
      )
  })

  t.test('a private message carries its file unchanged', async (t) => {
    const { adapter, channel, person, seenBy } = await setStage(t, 'en')
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => (index * 31) % 256)
    const file = { name: 'badge.png', type: 'image/png', bytes, alternative: 'The badge.' }
    const message: Message = { text: 'Well done.', files: [file] }
    const said = { fr: message, en: message }
    const ref = await adapter.tell(person.ref, channel, said, { key: 'told' })
    const files = (await seenBy(person)).get(ref)?.files ?? []
    t.strictSame(
      files.map(({ name, bytes: shown }) => [name, Buffer.compare(shown, bytes)]),
      [['badge.png', 0]],
    )
  })
}

function testListening(t: Test, setStage: SetStage): void {
  t.test('a press reaches the inbox, and its answer who pressed', async (t) => {
    const stage = await setStage(t, 'en')
    const { inbox, received } = anInbox({ message: { text: 'Counted.' } })
    await stage.adapter.start(inbox)
    const ref = await stage.adapter.post(stage.channel, aCard, { key: 'card' })
    t.match(await stage.press(ref, 'vote:1'), { message: { text: 'Counted.' } })
    t.match(received, [{ kind: 'press', action: 'vote:1', message: ref, ...byPerson(stage) }])
    t.equal(received.length, 1)
    const seen = [...(await stage.seenBy(stage.neighbour)).values()]
    t.notOk(
      seen.some(({ text }) => text.includes('Counted.')),
      'nobody else sees the answer',
    )
  })

  t.test('a command reaches the inbox, and the form that answers it opens', async (t) => {
    const stage = await setStage(t, 'en')
    const { inbox, received } = anInbox({ form: aForm })
    await stage.adapter.start(inbox)
    t.match(await stage.command('propose Écouter'), {
      form: {
        name: aForm.name,
        title: aForm.title,
        fields: aForm.fields.map(({ name, label }) => ({ name, label })),
      },
    })
    t.match(received, [{ kind: 'command', text: 'propose Écouter', ...byPerson(stage) }])
  })

  t.test('a form that is sent reaches the inbox with all that was filled in', async (t) => {
    const stage = await setStage(t, 'en')
    const { inbox, received } = anInbox({ form: aForm }, { message: { text: 'Saved.' } })
    await stage.adapter.start(inbox)
    await stage.command('propose')
    const words = 'First line\nSecond <b>line</b> & é'
    const fields = { choice: 'met', words, also: 'sign\ntell' }
    t.match(await stage.submit(aForm.name, fields), { message: { text: 'Saved.' } })
    t.match(received.at(-1), { kind: 'submit', form: aForm.name, ...byPerson(stage) })
    const last = received.at(-1)
    t.strictSame(last?.kind === 'submit' && { ...last.fields }, fields)
  })

  t.test('a form that is not accepted comes back with what is wrong', async (t) => {
    const stage = await setStage(t, 'en')
    const { inbox } = anInbox({ form: aForm }, { form: aForm, problem: 'Say why.' })
    await stage.adapter.start(inbox)
    await stage.command('propose')
    const answer = await stage.submit(aForm.name, { choice: 'met', words: '' })
    t.match(answer, { form: { name: aForm.name }, problem: 'Say why.' })
  })

  t.test('each thing that is done has an id of its own', async (t) => {
    const stage = await setStage(t, 'en')
    const { inbox, received } = anInbox({ message: { text: 'Counted.' } })
    await stage.adapter.start(inbox)
    const ref = await stage.adapter.post(stage.channel, aCard, { key: 'card' })
    for (let press = 0; press < 3; press++) await stage.press(ref, 'vote:1')
    const ids = received.map(({ id }) => id)
    t.equal(new Set(ids).size, 3)
    t.notOk(ids.includes(''))
  })
}

function testStopping(t: Test, setStage: SetStage): void {
  t.test(
    'stopping waits for the answer under way; afterwards nothing is handed over',
    async (t) => {
      const stage = await setStage(t, 'en')
      const begun = Promise.withResolvers<void>()
      const end = Promise.withResolvers<void>()
      const order: string[] = []
      await stage.adapter.start({
        async receive() {
          begun.resolve()
          await end.promise
          order.push('answered')
          return { message: { text: 'Counted.' } }
        },
        suggest: async () => [],
      })
      const ref = await stage.adapter.post(stage.channel, aCard, { key: 'card' })
      const pressing = stage.press(ref, 'vote:1')
      await begun.promise
      const stopping = stage.adapter.stop().then(() => order.push('stopped'))
      end.resolve()
      t.match(await pressing, { message: { text: 'Counted.' } })
      await stopping
      t.strictSame(order, ['answered', 'stopped'])
      // The platform may refuse it, or keep it for later.
      await stage.press(ref, 'vote:1').catch(() => undefined)
      t.equal(order.length, 2)
    },
  )
}

/** An inbox that keeps what it received and gives these answers, the last one for ever. */
function anInbox(...answers: readonly [Reply, ...Reply[]]) {
  const received: Interaction[] = []
  const inbox: Inbox = {
    async receive(interaction) {
      received.push(interaction)
      return answers[received.length - 1] ?? answers.at(-1) ?? answers[0]
    },
    suggest: async () => [],
  }
  return { inbox, received }
}

function byPerson({ person, workspace, channel }: Stage) {
  return { id: String, by: person, workspace, channel, language: 'en' }
}

function say(text: string): Said {
  return { fr: { text }, en: { text } }
}

function withoutLook(button: Button) {
  const { label } = button
  return 'action' in button ? { label, action: button.action } : { label, url: button.url }
}

/** What a reader must find, in its order. */
function wordsOf({ parts = [] }: Message): string[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'heading':
      case 'text':
        return [part.text]
      case 'list':
        return part.items
      case 'facts':
        // An instant is shown in its reader's own words.
        return part.facts.flatMap(([label, value]) =>
          typeof value === 'string' ? [label, value] : [label],
        )
      case 'image':
        return [part.alternative]
      case 'progress':
        return [part.label]
    }
  })
}

const aForm: Form = {
  name: 'ballot:1',
  title: 'Your vote',
  intro: 'One answer for each criterion.',
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
    {
      name: 'also',
      label: 'And besides',
      kind: 'choices',
      choices: [
        { value: 'sign', label: 'I sign it' },
        { value: 'tell', label: 'Tell me more' },
      ],
    },
  ],
}

/** A message with every kind of part and button. */
export const aCard: Said = {
  fr: aMessage({
    heading: 'Vote pour le badge «\u00A0Écouter\u00A0»',
    text: 'Ada est proposée par Léa.',
    items: ['Écoute sans couper', 'Reformule'],
    labels: ['Quorum', 'Clôture'],
    alternative: 'Une oreille dans un cercle bleu',
    progress: '2 bulletins sur 9',
    buttons: ['Voter', 'Retirer', 'Voir'],
  }),
  en: aMessage({
    heading: 'Vote for the badge “Listening”',
    text: 'Léa proposes Ada.',
    items: ['Listens to the end', 'Says it again in other words'],
    labels: ['Quorum needed', 'Closes'],
    alternative: 'An ear in a blue circle',
    progress: '2 ballots of 9',
    buttons: ['Cast', 'Withdraw', 'Look'],
  }),
}

function aMessage(words: {
  readonly heading: string
  readonly text: string
  readonly items: readonly string[]
  readonly labels: readonly [string, string]
  readonly alternative: string
  readonly progress: string
  readonly buttons: readonly [string, string, string]
}): Message {
  const [quorum, closing] = words.labels
  const [vote, withdraw, look] = words.buttons
  return {
    text: `${words.heading}. ${words.text}`,
    parts: [
      { kind: 'heading', text: words.heading },
      { kind: 'text', text: words.text },
      { kind: 'list', items: words.items },
      {
        kind: 'facts',
        facts: [
          [quorum, '5 / 9'],
          [closing, { at: Date.UTC(2026, 0, 8, 9) }],
        ],
      },
      {
        kind: 'image',
        url: 'https://badges.example.org/achievements/1.png',
        alternative: words.alternative,
      },
      { kind: 'progress', value: 2, max: 9, mark: 5, label: words.progress },
    ],
    buttons: [
      { label: vote, action: 'vote:1', look: 'primary' },
      { label: withdraw, action: 'withdraw:1', look: 'danger' },
      { label: look, url: 'https://badges.example.org/records/1' },
    ],
  }
}

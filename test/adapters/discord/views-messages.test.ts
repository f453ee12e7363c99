import * as fc from 'fast-check'
import t from 'tap'
import { filesOf } from '#adapters/discord/views/files-of.ts'
import { literal } from '#adapters/discord/views/literal.ts'
import { markOf } from '#adapters/discord/views/mark.ts'
import { messageBody } from '#adapters/discord/views/message-body.ts'
import { progressBar } from '#src/chat/adapting/progress-bar.ts'
import { withButton } from '#adapters/discord/views/with-button.ts'
import { ownButton } from '#adapters/discord/views/button-rows.ts'
import type { Attachment, Message } from '#src/chat/contract.ts'
import { anyMessage, anyText } from '#test/adapters/slack/any-message.ts'
import { readScreen, shown, thingsIn } from './read-components.ts'
import { baseUrl, guild, hostile, languages, someCards } from './some-screens.ts'
import { messageProblems } from './view-rules.ts'

const french = { language: 'fr', guild } as const
const english = { language: 'en', guild } as const

const aCard: Message = {
  text: 'Badge “Team spirit” for Ada? 3 people have voted out of 9.',
  parts: [
    { kind: 'heading', text: 'Badge “Team spirit” for Ada?' },
    { kind: 'image', url: `${baseUrl}/a/1.png`, alternative: 'A rope and a peak' },
    { kind: 'text', text: 'Proposed by Ben: she held the rope.' },
    { kind: 'list', items: ['Ties knots', '2. Waits for others'] },
    { kind: 'progress', value: 3, max: 9, mark: 5, label: '3 of 9 have voted; quorum: 5' },
    {
      kind: 'facts',
      facts: [
        ['Closes', { at: Date.UTC(2026, 0, 8, 9) }],
        ['Rule', 'Two thirds'],
      ],
    },
  ],
  buttons: [
    { label: 'Vote', action: 'vote:p1', look: 'primary' },
    { label: 'Object', action: 'veto:p1', look: 'danger' },
    { label: 'Record', url: `${baseUrl}/records/p1` },
  ],
}

void t.test('a card has its picture beside its title, and its buttons at the end', async (t) => {
  const body = messageBody(aCard, english)
  t.match(body.components, [
    {
      type: 17,
      accent_color: 0x1c7ed6,
      components: [
        { type: 9, accessory: { type: 11, description: 'A rope and a peak' } },
        { type: 10 },
        { type: 10 },
        { type: 10 },
        { type: 1, components: [{ style: 1 }, { style: 4 }, { style: 5 }] },
      ],
    },
  ])
  t.equal(
    shown(readScreen(body)),
    [
      '### Badge “Team spirit” for Ada?',
      'Proposed by Ben: she held the rope.',
      'A rope and a peak',
      '• Ties knots',
      '2. Waits for others',
      '3 of 9 have voted; quorum: 5',
      '`███░░░│░░░░`',
      '**Closes**: <t:1767862800:f> (<t:1767862800:R>)',
      '**Rule**: Two thirds',
      'Vote',
      'Object',
      'Record',
    ].join('\n'),
  )
  t.strictSame(messageProblems(body), [])
})

void t.test('how a vote ended is the colour of its card', async (t) => {
  const colours = (['good', 'calm', 'bad'] as const).map((tone) => {
    const [container] = messageBody({ ...aCard, tone }, english).components
    return container && 'accent_color' in container ? container.accent_color : undefined
  })
  t.strictSame(colours, [0x2f9e44, 0x868e96, 0xc92a2a])
})

void t.test('a few words stand by themselves, in private where they are meant so', async (t) => {
  const body = messageBody({ text: 'Vote enregistré.' }, { ...french, ephemeral: true })
  t.strictSame(body, {
    flags: 32_768 | 64,
    components: [{ type: 10, content: 'Vote enregistré.' }],
    allowed_mentions: { parse: [] },
  })
})

void t.test('a posted message carries the mark of its key', async (t) => {
  const { components } = messageBody({ text: 'x' }, { ...french, key: 'card:p1' })
  t.match(components, [{ type: 17, id: markOf('card:p1') }])
  t.equal(markOf('card:p1'), markOf('card:p1'))
  t.not(markOf('card:p1'), markOf('card:p2'))
  fc.assert(
    fc.property(fc.string(), (key) => {
      const mark = markOf(key)
      return Number.isInteger(mark) && mark > 1000 && mark <= 0x7f_ff_ff_ff
    }),
  )
})

void t.test('a message calls those whom it names for that, and nobody else', async (t) => {
  const calling = [`discord:${guild}/42`, '43', 'discord:1/nobody', `discord:${guild}/42`]
  const body = messageBody({ text: 'Bravo <@44> @everyone !' }, { ...french, calling })
  t.strictSame(body.allowed_mentions, { parse: [], users: ['42', '43'] })
  t.equal(shown(readScreen(body)), '<@42> <@43>\nBravo <@44> @everyone !')
  t.match(readScreen(body), '\\<\\@44\\> \\@everyone')
})

void t.test('nothing that people wrote is ever markup', async (t) => {
  for (const text of [
    hostile,
    '- a\n# b\n> c\n1. d\n-# e',
    'https://e.example/a_b',
    '<https://x.example>',
  ]) {
    const markdown = literal(text)
    t.equal(shown(markdown), text)
    t.notMatch(
      markdown.replaceAll(/\\[^0-9A-Za-z\s]/g, ''),
      /[*_~`|<>[\]@#]|:\/\/|^\s*[-+]|^\s*\d+[.)]/m,
    )
  }
})

void t.test(
  'an address can be opened where people gave it to be, and says where it leads',
  async (t) => {
    const text =
      'Voir https://example.org/a_b?c=*d*. Et http://exаmple.org/ (https://a@b.example/x)'
    t.equal(
      literal(text, [text]),
      'Voir <https://example.org/a_b?c=*d*>. Et <http://xn--exmple-4nf.org/> (https\\://a\\@b.example/x)',
    )
    t.equal(literal(text, ['https://example.org/other']), literal(text))
  },
)

void t.test(
  'marks that turn the direction of text do not reach what stands beside it',
  async (t) => {
    t.equal(readScreen(messageBody({ text: 'a\u202Ebc\u2066d عربي' }, english)), 'abcd عربي')
  },
)

void t.test('the bar passes the mark of the quorum only once it is reached', async (t) => {
  t.strictSame(
    [0, 1, 5, 6, 11, 12].map((value) => progressBar({ value, max: 12, mark: 6 }, 10)),
    ['░░░░░│░░░░░', '█░░░░│░░░░░', '████░│░░░░░', '█████│░░░░░', '█████│████░', '█████│█████'],
  )
  t.equal(progressBar({ value: 0, max: 0, mark: 0 }, 10), '░'.repeat(10))
})

void t.test('a picture is shown from where everybody reaches it, or from its copy', async (t) => {
  const local: Message = {
    text: 'x',
    parts: [
      { kind: 'heading', text: 'Badge' },
      { kind: 'image', url: 'http://127.0.0.1:3000/a.png', alternative: 'A rope' },
    ],
  }
  t.notMatch(readScreen(messageBody(local, english)), 'A rope')
  const copied = messageBody(local, { ...english, picture: () => 'attachment://badge.png' })
  t.match(JSON.stringify(copied), 'attachment://badge.png')
  t.strictSame(messageProblems(copied), ['attachment://badge.png is not uploaded'])
  t.strictSame(messageProblems(copied, ['badge.png']), [])
})

void t.test(
  'a file is shown and can be kept, under a name that Discord leaves as it is',
  async (t) => {
    const message: Message = {
      text: 'Bravo !',
      files: [file('Travail d’équipe.png'), file('Travail d’équipe.png'), file('..', 'text/plain')],
    }
    const files = filesOf(message)
    t.strictSame(
      files.map(({ name, contentType, description }) => [name, contentType, description]),
      [
        ['Travail-d-equipe.png', 'image/png', 'Badge'],
        ['1-Travail-d-equipe.png', 'image/png', 'Badge'],
        ['file', 'text/plain', 'Badge'],
      ],
    )
    const body = messageBody(message, french)
    t.strictSame(
      messageProblems(
        body,
        files.map(({ name }) => name),
      ),
      [],
    )
    t.equal(thingsIn(body).filter(({ type }) => type === 13).length, 3)
  },
)

void t.test('a button that Discord could refuse for its address is written out', async (t) => {
  const body = messageBody(
    {
      text: 'x',
      buttons: [
        { label: 'Procès-verbal', url: 'http://localhost:3000/records/p1' },
        { label: 'Rien', url: 'javascript:alert(1)' },
        { label: 'Trop long', url: `https://example.org/${'x'.repeat(600)}` },
        { label: 'Encore', action: 'vote:p1' },
        { label: 'Encore', action: 'vote:p1' },
      ],
    },
    french,
  )
  t.equal(readScreen(body), 'x\nProcès-verbal\u00A0: <http://localhost:3000/records/p1>\nEncore')
  t.strictSame(messageProblems(body), [])
})

void t.test('one more button stands in the last row, or in a row of its own', async (t) => {
  const more = ownButton('Ajouter un mot…', { verb: 'o', guild, draft: 'd', page: 1 })
  for (const count of [0, 1, 4, 5, 6, 20])
    for (const text of [{ text: 'x' }, { ...aCard }]) {
      const buttons = Array.from({ length: count }, (_, index) => ({
        label: `B${index}`,
        action: `vote:${index}`,
      }))
      const body = withButton(messageBody({ ...text, buttons }, french), more)
      t.strictSame(messageProblems(body), [])
      t.match(readScreen(body), /Ajouter un mot…$/)
    }
})

void t.test('every card of the service is taken by Discord, in both languages', async (t) => {
  for (const language of languages)
    for (const message of someCards(language)) {
      const body = messageBody(message, { language, guild, key: 'card:p1' })
      t.strictSame(messageProblems(body), [])
      const read = shown(readScreen(body))
      t.match(read, language === 'fr' ? /sur 12 ont voté/ : /of 12 have voted/)
      t.match(read, language === 'fr' ? /Procès-verbal/ : /Record/)
      t.match(read, /<t:1793869200:R>/)
    }
})

void t.test(
  'a card with too many criteria keeps its verdict, its deadline and says what is left out',
  async (t) => {
    const [long] = someCards('fr').slice(-1)
    if (!long) throw new Error('There are no cards.')
    const read = shown(readScreen(messageBody(long, french)))
    t.match(read, /\d+ lignes ne tiennent pas dans ce message/)
    t.match(read, 'Refusé par la personne qui forme')
  },
)

void t.test('any message fits, in both languages', async () => {
  fc.assert(
    fc.property(
      anyMessage,
      fc.constantFrom(...languages),
      fc.constantFrom(undefined, 'card:p1'),
      fc.boolean(),
      (message, language, key, ephemeral) => {
        const body = messageBody(message, {
          language,
          guild,
          key,
          ephemeral,
          picture: (url) => (url.startsWith('https:') ? url : undefined),
          calling: ['1', '2'],
        })
        const problems = messageProblems(body)
        if (problems.length > 0) throw new Error(problems.join('\n'))
      },
    ),
    { numRuns: 300 },
  )
})

void t.test('any text is shown as it was written', async () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const markdown = literal(text)
      return shown(markdown) === literalOnce(text)
    }),
    { numRuns: 300 },
  )
})

function literalOnce(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g, '')
}

function file(name: string, type = 'image/png'): Attachment {
  return { name, type, bytes: new Uint8Array([1]), alternative: 'Badge' }
}

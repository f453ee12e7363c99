import * as fc from 'fast-check'
import t from 'tap'
import type { KnownBlock } from '@slack/types'
import { formView } from '#adapters/slack/blocks/form-view.ts'
import { jsonLength } from '#adapters/slack/blocks/json-length.ts'
import { limits } from '#adapters/slack/blocks/limits.ts'
import { linkButtons } from '#adapters/slack/blocks/link-buttons.ts'
import {
  messageBlocks,
  type MessageLook,
  plainText,
} from '#adapters/slack/blocks/message-blocks.ts'
import { homeView, messageView, waitingView } from '#adapters/slack/blocks/message-view.ts'
import { unfurlBlocks } from '#adapters/slack/blocks/unfurl-blocks.ts'
import type { Message, Part } from '#src/chat/contract.ts'
import { blockProblems, viewProblems } from '#test/kit/fake-slack/block-limits.ts'
import { anyMessage } from './any-message.ts'
import { readBlocks, readWholeView, spokenLabels } from './read-blocks.ts'

const french = { language: 'fr' } as const
const english = { language: 'en' } as const
const channel = 'slack:T1/C1'

const aCard: Message = {
  text: 'Badge “Team spirit” for Ada? 3 people have voted out of 9.',
  parts: [
    { kind: 'heading', text: 'Badge “Team spirit” for Ada?' },
    {
      kind: 'image',
      url: 'https://badges.example.org/a/1.png',
      alternative: 'A rope and a peak',
    },
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
    { label: 'Object', action: 'end:veto:p1', look: 'danger' },
    { label: 'Record', url: 'https://badges.example.org/records/p1' },
  ],
}

void t.test('a message is its parts in their order, then its buttons', async (t) => {
  const blocks = messageBlocks(aCard, english)
  t.strictSame(
    blocks.map(({ type }) => type),
    ['header', 'image', 'section', 'section', 'section', 'section', 'actions'],
  )
  t.equal(
    readBlocks(blocks),
    [
      'Badge “Team spirit” for Ada?',
      'A rope and a peak',
      'Proposed by Ben: she held the rope.',
      '• Ties knots',
      '2. Waits for others',
      '3 of 9 have voted; quorum: 5',
      '██░░░│░░░',
      'Closes',
      '8 January 2026 at 09:00 UTC',
      'Rule',
      'Two thirds',
      'Vote',
      'Object',
      'Record',
    ].join('\n'),
  )
  t.strictSame(blockProblems(blocks, 'message'), [])
})

void t.test('an instant is written by Slack in the time zone of each reader', async (t) => {
  const facts: Part = { kind: 'facts', facts: [['Clôture', { at: Date.UTC(2026, 10, 30, 9) }]] }
  const blocks = messageBlocks({ text: 'x', parts: [facts] }, french)
  t.match(blocks, [
    {
      fields: [
        { type: 'plain_text', text: 'Clôture' },
        {
          type: 'mrkdwn',
          text: '<!date^1796029200^{date_long_pretty} {time}|30 novembre 2026 à 09:00 UTC>',
        },
      ],
    },
  ])
})

void t.test('nothing that people wrote is ever markup', async (t) => {
  const hostile = '<!channel> <@U1> *x* &lt;b&gt; & :tada: <http://e.example|click>'
  const message: Message = {
    text: hostile,
    parts: [
      { kind: 'heading', text: hostile },
      { kind: 'text', text: hostile },
      { kind: 'list', items: [hostile] },
      { kind: 'facts', facts: [[hostile, hostile]] },
      { kind: 'progress', value: 1, max: 2, mark: 1, label: hostile },
    ],
    buttons: [{ label: hostile, action: 'x:1' }],
  }
  const blocks = messageBlocks(message, english)
  t.notMatch(JSON.stringify(blocks), /mrkdwn|"emoji":true|<[!@h]/)
  t.equal(readBlocks(blocks).split(hostile).length - 1, 6)
  t.notMatch(plainText(message), /[<>]/)
  t.match(plainText(message), '&amp;lt;b&amp;gt; &amp; :tada:')
})

void t.test(
  'marks that turn the direction of text do not reach what stands beside it',
  async (t) => {
    const blocks = messageBlocks({ text: 'a\u202Ebc\u2066d عربي \u200D' }, english)
    t.equal(readBlocks(blocks), 'abcd عربي \u200D'.trim())
  },
)

void t.test('text beyond 3000 characters goes on in another section, whole', async (t) => {
  const line = 'Somebody who helps & <listens>. '
  const blocks = messageBlocks({ text: line.repeat(150) }, english)
  t.ok(blocks.length > 1)
  t.strictSame(blockProblems(blocks, 'message'), [])
  t.equal(readBlocks(blocks).replaceAll(/\s+/g, ' '), line.repeat(150).trim())
})

void t.test('a heading beyond 150 characters is a section, in full', async (t) => {
  const text = 'n'.repeat(300)
  const [block] = messageBlocks({ text, parts: [{ kind: 'heading', text }] }, english)
  t.match(block, { type: 'section', text: { type: 'plain_text', text } })
})

void t.test(
  'a picture that Slack cannot have is left out, and its own copy is named',
  async (t) => {
    t.match(picturesIn(english), [{ image_url: 'https://badges.example.org/a/1.png' }])
    t.strictSame(picturesIn({ ...english, picture: () => undefined }), [])
    t.match(picturesIn({ ...english, picture: () => ({ slack_file: { id: 'F1' } }) }), [
      { slack_file: { id: 'F1' }, alt_text: 'A rope and a peak' },
    ])
  },
)

void t.test(
  'a card with too many criteria keeps its verdict, its deadline and its buttons',
  async (t) => {
    for (const count of [1, 10, 11, 45, 99]) {
      const items = Array.from(
        { length: count },
        (_, index) => `${index + 1}. ${'Sait écouter '.repeat(23)}`,
      )
      const parts = aCard.parts?.map((part) => (part.kind === 'list' ? { ...part, items } : part))
      const blocks = messageBlocks({ ...aCard, parts: parts ?? [] }, { ...french, revision: '7' })
      t.strictSame(blockProblems(blocks, 'message'), [])
      t.ok(jsonLength(blocks) <= limits.message.json)
      t.match(readBlocks(blocks), /Two thirds[\s\S]*Vote\nObject\nRecord$/)
      t.equal(/(\d+) lignes? ne/.test(readBlocks(blocks)), count > 11)
    }
  },
)

void t.test('block_ids are others at each revision, and none without one', async (t) => {
  t.ok(idsAt().every((id) => id === undefined))
  t.equal(new Set([...idsAt('1'), ...idsAt('2')]).size, 2 * idsAt().length)
})

void t.test(
  'the bar is full when all have voted, and passes the quorum only with it',
  async (t) => {
    t.equal(bar(0, 9, 5), '░░░░░│░░░')
    t.equal(bar(4, 9, 5), '███░░│░░░')
    t.equal(bar(5, 9, 5), '█████│░░░')
    t.equal(bar(8, 9, 5), '█████│██░')
    t.equal(bar(9, 9, 5), '█████│███')
    t.equal(bar(99, 100, 100), '███████░│')
    t.equal(bar(100, 100, 100), '████████│')
    t.equal(bar(1, 1000, 500), '█░░░│░░░░')
    t.equal(bar(0, 0, 0), '░░░░░░░░')
  },
)

void t.test('who hears a button alone hears what it is about', async (t) => {
  t.strictSame(spokenLabels(messageBlocks(aCard, english)), [
    'Vote: Badge “Team spirit” for Ada?',
    'Object: Badge “Team spirit” for Ada?',
    'Record: Badge “Team spirit” for Ada?',
  ])
  const twice = { text: 'x', buttons: [vote('a'), vote('b')] }
  t.strictSame(spokenLabels(messageBlocks(twice, french)), ['Vote\u00A0: 1', 'Vote\u00A0: 2'])
})

void t.test('an address that people wrote can be opened, and shows whose it is', async (t) => {
  const written = 'See https://example.org/a?b=1&c=2, and http://xn--e1awd7f.example/x).'
  const parts = [{ kind: 'text', text: `Ada: ${written}`, links: [written] }] as const
  const buttons = messageBlocks({ text: written, parts }, english).flatMap((block) =>
    block.type === 'actions' ? block.elements : [],
  )
  t.match(buttons, [
    {
      text: { text: 'Open example.org' },
      url: 'https://example.org/a?b=1&c=2',
      action_id: 'open:0',
    },
    { text: { text: 'Open xn--e1awd7f.example' }, url: 'http://xn--e1awd7f.example/x' },
  ])
  const look = { label: 'Look', url: 'https://example.org/a?b=1&c=2' }
  const own = { text: written, parts, buttons: [look] }
  t.equal(spokenLabels(messageBlocks(own, english)).length, 1)
})

void t.test(
  'no button comes of an address where nobody was to write one, as in a name',
  async (t) => {
    const name = 'https://example.com/free-badges'
    const parts: Part[] = [
      { kind: 'heading', text: `Badge for ${name}?` },
      { kind: 'text', text: `Proposed by ${name}: She listens.`, links: ['She listens.'] },
      { kind: 'text', text: name },
    ]
    t.strictSame(spokenLabels(messageBlocks({ text: name, parts }, english)), [])
    t.strictSame(spokenLabels(messageBlocks({ text: name }, english)), [])
    const form = { name: 'f', title: 'Vote', intro: `For ${name}`, submit: 'Vote', fields: [] }
    t.notMatch(JSON.stringify(formView(form, { ...english, channel })), '"url"')
    t.match(JSON.stringify(formView({ ...form, links: [name] }, { ...english, channel })), '"url"')
  },
)

void t.test('forty thousand dots are as quickly read as other text', async (t) => {
  const links = [`https://example.org/${'.'.repeat(40_000)}a${'.'.repeat(40_000)}`]
  const began = performance.now()
  linkButtons(links, 'en')
  t.ok(performance.now() - began < 500)
})

void t.test(
  'a window, the home page and what stands below a link show the same message',
  async (t) => {
    const view = messageView(aCard, {
      ...english,
      title: 'A title that is far too long to stand',
      channel,
    })
    t.strictSame(viewProblems(view), [])
    t.match(readWholeView(view), /^A title that is far too…\nBadge “Team[\s\S]*Close$/)
    const home = homeView(aCard, french)
    t.strictSame(viewProblems(home), [])
    t.equal(readBlocks(home.blocks), readBlocks(messageBlocks(aCard, french)))
    const below = unfurlBlocks(aCard, english)
    t.strictSame(blockProblems(below, 'message'), [])
    t.strictSame(spokenLabels(below), ['Record: Badge “Team spirit” for Ada?'])
    for (const language of ['fr', 'en'] as const)
      t.strictSame(viewProblems(waitingView(language)), [])
  },
)

void t.test('any message renders within the limits, its buttons with it', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anyMessage, (message) => {
        const blocks = messageBlocks(message, { ...english, revision: '12' })
        const views = [messageView(message, { ...french, channel }), homeView(message, english)]
        const problems = [
          ...blockProblems(blocks, 'message'),
          ...blockProblems(unfurlBlocks(message, french), 'message'),
          ...views.flatMap(viewProblems),
        ]
        if (problems.length > 0) throw new Error(problems.join('\n'))
        const pressed = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))
        const actions = pressed.flatMap((one) => ('value' in one ? [one.value] : []))
        const own = (message.buttons ?? []).flatMap((one) => ('action' in one ? [one.action] : []))
        return (
          JSON.stringify(actions) === JSON.stringify(own) &&
          blocks.length > 0 &&
          jsonLength(blocks) <= limits.message.json &&
          plainText(message).length <= 4000 &&
          views.every((view) => Buffer.byteLength(JSON.stringify(view)) <= limits.view.bytes)
        )
      }),
      { numRuns: 60 },
    ),
  )
})

function vote(id: string) {
  return { label: 'Vote', action: `vote:${id}` } as const
}

function bar(value: number, max: number, mark: number): string {
  const part: Part = { kind: 'progress', value, max, mark, label: 'x' }
  return readBlocks(messageBlocks({ text: 'x', parts: [part] }, english)).slice(2)
}

function picturesIn(look: MessageLook): readonly KnownBlock[] {
  return messageBlocks(aCard, look).filter(({ type }) => type === 'image')
}

function idsAt(revision?: string): readonly (string | undefined)[] {
  const look = revision === undefined ? english : { ...english, revision }
  return messageBlocks(aCard, look).map(({ block_id }) => block_id)
}

import t from 'tap'
import { blockProblems, type Surface, viewProblems } from './block-limits.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const marked = (text: string) => ({ type: 'mrkdwn', text })
const times = (count: number, one: unknown) => Array.from({ length: count }, () => one)
const long = (length: number) => 'x'.repeat(length)
const choice = (value: string) => ({ text: plain(value), value })
const choices = (count: number) => Array.from({ length: count }, (_, index) => choice(`v${index}`))
const section = { type: 'section', text: plain('x') }
const button = { type: 'button', action_id: 'a', text: plain('Press') }
const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...more,
})
const radio = (options: unknown, more: object = {}) =>
  input({ type: 'radio_buttons', options, ...more })
const line = (more: object = {}) => input({ type: 'plain_text_input', ...more })
const image = { type: 'image', alt_text: 'x', image_url: 'https://e.example/x.png' }
const row = (length: number) => Array.from({ length }, () => ({ type: 'raw_text', text: 'x' }))
const confirm = { title: plain('x'), text: plain('x'), confirm: plain('x'), deny: plain('x') }
const modal = (blocks: readonly unknown[], more: object = {}) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Send'),
  blocks,
  ...more,
})

/** A thing at its limit, and the same just beyond. */
const edges: readonly [name: string, surface: Surface, at: unknown, beyond: unknown][] = [
  ['blocks of a message', 'message', times(50, section), times(51, section)],
  ['blocks of a modal', 'modal', times(100, section), times(101, section)],
  ['blocks of a home', 'home', times(100, section), times(101, section)],
  [
    'section text',
    'message',
    [{ type: 'section', text: marked(long(3000)) }],
    [{ type: 'section', text: marked(long(3001)) }],
  ],
  ['empty section', 'message', [section], [{ type: 'section', text: plain('') }]],
  [
    'section without text or fields',
    'message',
    [{ type: 'section', fields: [plain('x')] }],
    [{ type: 'section' }],
  ],
  [
    'section fields',
    'message',
    [{ type: 'section', fields: times(10, plain('x')) }],
    [{ type: 'section', fields: times(11, plain('x')) }],
  ],
  [
    'a section field',
    'message',
    [{ type: 'section', fields: [plain(long(2000))] }],
    [{ type: 'section', fields: [plain(long(2001))] }],
  ],
  [
    'header',
    'message',
    [{ type: 'header', text: plain(long(150)) }],
    [{ type: 'header', text: plain(long(151)) }],
  ],
  [
    'header with markup',
    'message',
    [{ type: 'header', text: plain('x') }],
    [{ type: 'header', text: marked('x') }],
  ],
  [
    'context elements',
    'message',
    [{ type: 'context', elements: times(10, plain('x')) }],
    [{ type: 'context', elements: times(11, plain('x')) }],
  ],
  [
    'context with a button',
    'message',
    [{ type: 'context', elements: [image] }],
    [{ type: 'context', elements: [button] }],
  ],
  [
    'actions elements',
    'message',
    [
      {
        type: 'actions',
        elements: Array.from({ length: 25 }, (_, i) => ({ ...button, action_id: `a${i}` })),
      },
    ],
    [
      {
        type: 'actions',
        elements: Array.from({ length: 26 }, (_, i) => ({ ...button, action_id: `a${i}` })),
      },
    ],
  ],
  [
    'actions of a block named twice',
    'message',
    [{ type: 'actions', elements: [button, { ...button, action_id: 'b' }] }],
    [{ type: 'actions', elements: [button, button] }],
  ],
  [
    'actions with an input of words',
    'message',
    [{ type: 'actions', elements: [button] }],
    [{ type: 'actions', elements: [{ type: 'plain_text_input', action_id: 'a' }] }],
  ],
  [
    'button text',
    'message',
    [{ type: 'actions', elements: [{ ...button, text: plain(long(75)) }] }],
    [{ type: 'actions', elements: [{ ...button, text: plain(long(76)) }] }],
  ],
  [
    'button value',
    'message',
    [{ type: 'actions', elements: [{ ...button, value: long(2000) }] }],
    [{ type: 'actions', elements: [{ ...button, value: long(2001) }] }],
  ],
  [
    'button url',
    'message',
    [{ type: 'actions', elements: [{ ...button, url: `https://e.example/${long(2982)}` }] }],
    [{ type: 'actions', elements: [{ ...button, url: `https://e.example/${long(2983)}` }] }],
  ],
  [
    'button url that is none',
    'message',
    [{ type: 'actions', elements: [{ ...button, url: 'https://e.example' }] }],
    [{ type: 'actions', elements: [{ ...button, url: 'nowhere' }] }],
  ],
  [
    'button look',
    'message',
    [{ type: 'actions', elements: [{ ...button, style: 'danger' }] }],
    [{ type: 'actions', elements: [{ ...button, style: 'blue' }] }],
  ],
  [
    'accessibility label',
    'message',
    [{ type: 'actions', elements: [{ ...button, accessibility_label: long(75) }] }],
    [{ type: 'actions', elements: [{ ...button, accessibility_label: long(76) }] }],
  ],
  [
    'action_id',
    'message',
    [{ type: 'actions', elements: [{ ...button, action_id: long(255) }] }],
    [{ type: 'actions', elements: [{ ...button, action_id: long(256) }] }],
  ],
  [
    'confirm title',
    'message',
    [
      {
        type: 'actions',
        elements: [{ ...button, confirm: { ...confirm, title: plain(long(100)) } }],
      },
    ],
    [
      {
        type: 'actions',
        elements: [{ ...button, confirm: { ...confirm, title: plain(long(101)) } }],
      },
    ],
  ],
  [
    'confirm text',
    'message',
    [
      {
        type: 'actions',
        elements: [{ ...button, confirm: { ...confirm, text: plain(long(300)) } }],
      },
    ],
    [
      {
        type: 'actions',
        elements: [{ ...button, confirm: { ...confirm, text: plain(long(301)) } }],
      },
    ],
  ],
  [
    'confirm button',
    'message',
    [
      {
        type: 'actions',
        elements: [{ ...button, confirm: { ...confirm, deny: plain(long(30)) } }],
      },
    ],
    [
      {
        type: 'actions',
        elements: [{ ...button, confirm: { ...confirm, deny: plain(long(31)) } }],
      },
    ],
  ],
  [
    'block_id',
    'message',
    [{ ...section, block_id: long(255) }],
    [{ ...section, block_id: long(256) }],
  ],
  [
    'blocks named twice',
    'message',
    [
      { ...section, block_id: 'a' },
      { ...section, block_id: 'b' },
    ],
    [
      { ...section, block_id: 'a' },
      { ...section, block_id: 'a' },
    ],
  ],
  ['radio options', 'modal', [radio(choices(10))], [radio(choices(11))]],
  ['no radio options', 'modal', [radio(choices(1))], [radio([])]],
  [
    'option text',
    'modal',
    [radio([{ text: plain(long(75)), value: 'v' }])],
    [radio([{ text: plain(long(76)), value: 'v' }])],
  ],
  [
    'option value',
    'modal',
    [radio([{ text: plain('x'), value: long(75) }])],
    [radio([{ text: plain('x'), value: long(76) }])],
  ],
  [
    'option description',
    'modal',
    [radio([{ ...choice('v'), description: plain(long(75)) }])],
    [radio([{ ...choice('v'), description: plain(long(76)) }])],
  ],
  ['options of the same value', 'modal', [radio(choices(2))], [radio([choice('v'), choice('v')])]],
  [
    'initial option',
    'modal',
    [radio(choices(2), { initial_option: choice('v1') })],
    [radio(choices(2), { initial_option: choice('v2') })],
  ],
  [
    'checkboxes',
    'modal',
    [input({ type: 'checkboxes', options: choices(10) })],
    [input({ type: 'checkboxes', options: choices(11) })],
  ],
  [
    'initial checkboxes',
    'modal',
    [input({ type: 'checkboxes', options: choices(2), initial_options: [choice('v0')] })],
    [input({ type: 'checkboxes', options: choices(2), initial_options: [] })],
  ],
  [
    'overflow',
    'message',
    [{ type: 'actions', elements: [{ type: 'overflow', options: choices(5) }] }],
    [{ type: 'actions', elements: [{ type: 'overflow', options: choices(6) }] }],
  ],
  [
    'select options',
    'modal',
    [input({ type: 'static_select', options: choices(100) })],
    [input({ type: 'static_select', options: choices(101) })],
  ],
  [
    'option groups',
    'modal',
    [
      input({
        type: 'static_select',
        option_groups: Array.from({ length: 100 }, (_, i) => ({
          label: plain('x'),
          options: [choice(`v${i}`)],
        })),
      }),
    ],
    [
      input({
        type: 'static_select',
        option_groups: Array.from({ length: 101 }, (_, i) => ({
          label: plain('x'),
          options: [choice(`v${i}`)],
        })),
      }),
    ],
  ],
  [
    'options beside groups',
    'modal',
    [input({ type: 'static_select', options: choices(1) })],
    [
      input({
        type: 'static_select',
        options: choices(1),
        option_groups: [{ label: plain('x'), options: choices(1) }],
      }),
    ],
  ],
  [
    'an option with markup in a select',
    'modal',
    [input({ type: 'static_select', options: choices(1) })],
    [input({ type: 'static_select', options: [{ text: marked('x'), value: 'v' }] })],
  ],
  [
    'placeholder',
    'modal',
    [line({ placeholder: plain(long(150)) })],
    [line({ placeholder: plain(long(151)) })],
  ],
  ['length of an input', 'modal', [line({ max_length: 3000 })], [line({ max_length: 3001 })]],
  [
    'initial words',
    'modal',
    [line({ initial_value: 'abc', max_length: 3 })],
    [line({ initial_value: 'abcd', max_length: 3 })],
  ],
  [
    'files',
    'modal',
    [input({ type: 'file_input', max_files: 10 })],
    [input({ type: 'file_input', max_files: 11 })],
  ],
  [
    'input label',
    'modal',
    [{ ...line(), label: plain(long(2000)) }],
    [{ ...line(), label: plain(long(2001)) }],
  ],
  [
    'input hint',
    'modal',
    [{ ...line(), hint: plain(long(2000)) }],
    [{ ...line(), hint: plain(long(2001)) }],
  ],
  ['a button as an input', 'modal', [line()], [input(button)]],
  [
    'focus',
    'modal',
    [line({ focus_on_load: true })],
    [line({ focus_on_load: true }), line({ focus_on_load: true })],
  ],
  [
    'alternative text',
    'message',
    [{ ...image, alt_text: long(2000) }],
    [{ ...image, alt_text: long(2001) }],
  ],
  ['an image without alternative text', 'message', [image], [{ ...image, alt_text: '' }]],
  [
    'an image of two sources',
    'message',
    [{ type: 'image', alt_text: 'x', slack_file: { id: 'F1' } }],
    [{ ...image, slack_file: { id: 'F1' } }],
  ],
  [
    'table rows',
    'message',
    [{ type: 'table', rows: times(100, row(1)) }],
    [{ type: 'table', rows: times(101, row(1)) }],
  ],
  [
    'table cells',
    'message',
    [{ type: 'table', rows: [row(20)] }],
    [{ type: 'table', rows: [row(21)] }],
  ],
  [
    'tables',
    'message',
    [{ type: 'table', rows: [row(1)] }],
    times(2, { type: 'table', rows: [row(1)] }),
  ],
  [
    'card title',
    'home',
    [{ type: 'card', title: marked(long(150)) }],
    [{ type: 'card', title: marked(long(151)) }],
  ],
  [
    'card body',
    'home',
    [{ type: 'card', body: marked(long(200)) }],
    [{ type: 'card', body: marked(long(201)) }],
  ],
  [
    'carousel',
    'home',
    [{ type: 'carousel', elements: times(10, { type: 'card', title: marked('x') }) }],
    [{ type: 'carousel', elements: times(11, { type: 'card', title: marked('x') }) }],
  ],
  [
    'container',
    'message',
    [{ type: 'container', title: plain('x'), child_blocks: times(10, section) }],
    [{ type: 'container', title: plain('x'), child_blocks: times(11, section) }],
  ],
  [
    'markdown',
    'message',
    [{ type: 'markdown', text: long(12_000) }],
    [{ type: 'markdown', text: long(12_001) }],
  ],
]

for (const [name, surface, at, beyond] of edges)
  t.test(`Block Kit ends there: ${name}`, async (t) => {
    t.strictSame(blockProblems(at, surface), [], 'at the limit')
    t.not(blockProblems(beyond, surface).length, 0, 'beyond it')
  })

t.test('a block stands only where Slack shows it', async (t) => {
  const alert = { type: 'alert', text: plain('x'), level: 'error' }
  t.strictSame(blockProblems([alert], 'modal'), [])
  for (const surface of ['message', 'home'] as const)
    t.match(blockProblems([alert], surface), [/unsupported type: alert/])
  const file = input({ type: 'file_input' })
  t.strictSame(blockProblems([file], 'modal'), [])
  t.match(blockProblems([file], 'home'), [/unsupported type: file_input/])
  for (const surface of ['modal', 'home'] as const)
    t.match(blockProblems([{ type: 'table', rows: [row(1)] }], surface), [/unsupported type/])
})

t.test('what Slack does not know is refused, and where it is', async (t) => {
  t.match(blockProblems([section, { type: 'fancy' }], 'message'), [/json-pointer:\/1/])
  t.not(blockProblems([{ ...section, colour: 'red' }], 'message').length, 0)
  t.not(blockProblems('[]', 'message').length, 0)
  t.not(blockProblems([{ type: 'section', text: 'bare words' }], 'message').length, 0)
})

t.test('a view has its own limits', async (t) => {
  t.strictSame(viewProblems(modal([section])), [])
  t.strictSame(viewProblems({ type: 'home', blocks: [] }), [])
  const beyond: readonly [string, object][] = [
    ['title', { title: plain(long(25)) }],
    ['submit', { submit: plain(long(25)) }],
    ['close', { close: plain(long(25)) }],
    ['private_metadata', { private_metadata: long(3001) }],
    ['callback_id', { callback_id: long(256) }],
    ['external_id', { external_id: long(256) }],
    ['an unknown key', { colour: 'red' }],
    ['no title', { title: undefined }],
  ]
  for (const [name, more] of beyond) t.not(viewProblems(modal([section], more)).length, 0, name)
  for (const [name, more] of [
    ['title', { title: plain(long(24)) }],
    ['private_metadata', { private_metadata: long(3000) }],
    ['callback_id', { callback_id: long(255) }],
  ] as const)
    t.strictSame(viewProblems(modal([section], more)), [], name)
  t.match(viewProblems(modal([line()], { submit: undefined })), [/submit/])
  t.not(viewProblems({ type: 'home', title: plain('x'), blocks: [] }).length, 0)
})

import t from 'tap'
import { formView } from '#adapters/slack/blocks/form-view.ts'
import { messageView } from '#adapters/slack/blocks/message-view.ts'
import { readView, readViewMetadata } from '#adapters/slack/blocks/read-view.ts'
import type { Form } from '#src/chat/contract.ts'

const metadata = JSON.stringify({ f: 'ballot:p1', c: 'slack:T1/C1', p: 2, d: 'draft-1' })

function aView(values: unknown, more: object = {}): object {
  return { id: 'V1', type: 'modal', private_metadata: metadata, state: { values }, ...more }
}

void t.test('every element that Slack reports is read, touched or not', async (t) => {
  const view = aView({
    line: { value: { type: 'plain_text_input', value: 'a &amp; b' } },
    empty: { value: { type: 'plain_text_input', value: null } },
    radio: { value: { type: 'radio_buttons', selected_option: option('met') } },
    untouched: { value: { type: 'radio_buttons', selected_option: null } },
    select: { value: { type: 'static_select', selected_option: option('x') } },
    found: { value: { type: 'external_select', selected_option: option('y') } },
    several: {
      value: { type: 'multi_static_select', selected_options: [option('a'), option('b')] },
    },
    ticks: { value: { type: 'checkboxes', selected_options: [] } },
    // As one double reports a list that nobody touched.
    nobody: { value: { type: 'multi_external_select', selected_option: null } },
    noFile: { value: { type: 'file_input', files: null } },
    files: { value: { type: 'file_input', files: [{ id: 'F1', name: 'a.png', size: 3 }] } },
    others: { press: { type: 'button', value: 'not a field' } },
  })
  t.strictSame(readView(view), {
    form: 'ballot:p1',
    channel: 'slack:T1/C1',
    page: 2,
    draftId: 'draft-1',
    fields: {
      line: 'a &amp; b',
      empty: '',
      radio: 'met',
      untouched: '',
      select: 'x',
      found: 'y',
      several: 'a\nb',
      ticks: '',
      nobody: '',
      noFile: '',
      files: '',
    },
    files: { files: [{ id: 'F1', name: 'a.png', size: 3 }] },
  })
})

void t.test('nonsense is refused by its own error', async (t) => {
  const large = Object.fromEntries(
    Array.from({ length: 101 }, (_, index) => [`f${index}`, { value: { type: 'x', value: 'y' } }]),
  )
  for (const view of [
    undefined,
    null,
    'view',
    [],
    {},
    { private_metadata: metadata },
    aView(null),
    aView({ a: 'b' }),
    aView({ a: { value: { type: 'plain_text_input', value: 7 } } }),
    aView({ a: { value: { type: 'plain_text_input', value: 'x'.repeat(12_001) } } }),
    aView({ a: { value: { type: 'file_input', files: [{}] } } }),
    aView({ a: { value: { type: 'radio_buttons', selected_option: { value: 'x'.repeat(76) } } } }),
    aView(large),
    aView({}, { private_metadata: '' }),
    aView({}, { private_metadata: '{' }),
    aView({}, { private_metadata: '[]' }),
    aView({}, { private_metadata: '{"f":"a"}' }),
    aView({}, { private_metadata: '{"f":"a","c":"discord:1"}' }),
    aView({}, { private_metadata: '{"f":"a","c":"slack:T1/C1","p":-1}' }),
    aView({}, { private_metadata: '{"f":"a","c":"slack:T1/C1","x":1}' }),
    aView({}, { private_metadata: JSON.stringify({ f: 'a', c: `slack:${'x'.repeat(3000)}` }) }),
    // A message's view holds no form.
    aView({}, { private_metadata: '{"c":"slack:T1/C1"}' }),
  ])
    t.throws(
      () => readView(view),
      { code: 'slack-unreadable-view' },
      JSON.stringify(view)?.slice(0, 80),
    )
})

void t.test('names that JavaScript keeps for itself are names like others', async (t) => {
  const values: unknown = JSON.parse(
    '{"__proto__":{"value":{"type":"plain_text_input","value":"x"}},"constructor":{"value":{"type":"plain_text_input","value":"y"}}}',
  )
  const { fields } = readView(aView(values))
  t.equal(fields['constructor'], 'y')
  t.equal(Object.getPrototypeOf(fields), Object.prototype)
})

void t.test('a window with a message says in which channel it was opened', async (t) => {
  const view = messageView({ text: 'x' }, { language: 'en', channel: 'slack:T1/C9' })
  t.match(readViewMetadata(view), { channel: 'slack:T1/C9', form: undefined })
  t.equal(readViewMetadata({ private_metadata: 'of another app' }), undefined)
  t.equal(readViewMetadata({}), undefined)
})

void t.test('what Slack cannot carry whole is the program’s mistake', async (t) => {
  const look = { language: 'en', channel: 'slack:T1/C1' } as const
  const choices = [{ value: 'x'.repeat(76), label: 'X' }]
  for (const wrong of [
    form({ name: 'n'.repeat(3000) }),
    form({ fields: [{ name: '', label: 'A', kind: 'line' }] }),
    form({ fields: [{ name: 'n'.repeat(256), label: 'A', kind: 'line' }] }),
    form({ fields: [{ name: 'a', label: 'A', kind: 'choice', choices }] }),
  ])
    t.throws(() => formView(wrong, look), { code: 'slack-unfit' })
})

function option(value: string): object {
  return { text: { type: 'plain_text', text: value }, value }
}

function form(more: Partial<Form>): Form {
  return { name: 'f', title: 'T', submit: 'S', fields: [], ...more }
}

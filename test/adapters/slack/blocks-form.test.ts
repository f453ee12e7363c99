import * as fc from 'fast-check'
import t from 'tap'
import type { InputBlock, ModalView } from '@slack/types'
import { errorsOf } from '#adapters/slack/blocks/errors-of.ts'
import { isAskable } from '#adapters/slack/blocks/field-blocks.ts'
import { formPages, isAskedOn, pagesOf, pageWith } from '#adapters/slack/blocks/form-pages.ts'
import { formView } from '#adapters/slack/blocks/form-view.ts'
import { limits } from '#adapters/slack/blocks/limits.ts'
import { mergePages, readView } from '#adapters/slack/blocks/read-view.ts'
import { suggestionOptions } from '#adapters/slack/blocks/suggestion-options.ts'
import type { Field, FieldChoice, Fields, Form } from '#src/chat/contract.ts'
import { viewProblems } from '#test/kit/fake-slack/block-limits.ts'
import { anyForm } from './any-form.ts'
import { filled } from './fill-view.ts'
import { readWholeView } from './read-blocks.ts'

const channel = 'slack:T1/C1'
const english = { language: 'en', channel } as const
const french = { language: 'fr', channel } as const

const few = choices(3)
const many = choices(11)
const hundreds = choices(101)

function choices(count: number): readonly FieldChoice[] {
  return Array.from({ length: count }, (_, index) => ({
    value: `v${index}`,
    label: `Choice ${index}`,
  }))
}

function aForm(...fields: readonly Field[]): Form {
  return { name: 'try:p1', title: 'Your vote', submit: 'Vote', fields }
}

void t.test('each kind of field becomes the element that suits it', async (t) => {
  t.equal(elementFor({ kind: 'line' }), 'plain_text_input')
  t.equal(elementFor({ kind: 'text' }), 'plain_text_input')
  t.equal(elementFor({ kind: 'options', choices: few }), 'radio_buttons')
  t.equal(elementFor({ kind: 'options', choices: many }), 'static_select')
  t.equal(elementFor({ kind: 'choice', choices: few }), 'static_select')
  t.equal(elementFor({ kind: 'source', choices: few }), 'static_select')
  t.equal(elementFor({ kind: 'choice', choices: few, searched: true }), 'external_select')
  t.equal(elementFor({ kind: 'choice', choices: hundreds }), 'external_select')
  t.equal(elementFor({ kind: 'choices', choices: few }), 'checkboxes')
  t.equal(elementFor({ kind: 'choices', choices: many }), 'multi_static_select')
  t.equal(elementFor({ kind: 'choices', choices: hundreds }), 'multi_external_select')
  t.equal(elementFor({ kind: 'people', choices: few }), 'multi_static_select')
  t.equal(elementFor({ kind: 'people', choices: hundreds }), 'multi_external_select')
  t.equal(elementFor({ kind: 'file' }), 'file_input')
})

void t.test('a form opens with what stands in it, and comes back as it stood', async (t) => {
  const form = aForm(
    { name: 'line', label: 'Line', kind: 'line', value: 'a & b <c>' },
    { name: 'text', label: 'Text', kind: 'text', value: 'one\ntwo' },
    { name: 'options', label: 'Options', kind: 'options', choices: few, value: 'v1' },
    { name: 'choice', label: 'Choice', kind: 'choice', choices: hundreds, value: 'v100' },
    { name: 'choices', label: 'Choices', kind: 'choices', choices: few, value: 'v0\nv2' },
    { name: 'people', label: 'People', kind: 'people', choices: many, value: 'v3\nv10' },
    { name: 'file', label: 'File', kind: 'file', value: 'id1\nid2' },
    { name: 'none', label: 'None', kind: 'options', choices: few },
  )
  const view = formView(form, { ...english, draftId: 'd1' })
  t.strictSame(viewProblems(view), [])
  t.strictSame(readView(filled(view, {})), {
    form: 'try:p1',
    channel,
    page: 0,
    draftId: 'd1',
    fields: {
      line: 'a & b <c>',
      text: 'one\ntwo',
      options: 'v1',
      choice: 'v100',
      choices: 'v0\nv2',
      people: 'v3\nv10',
      file: 'id1\nid2',
      none: '',
    },
    files: {},
  })
})

void t.test('a draft stands before what the form brings, also where it was emptied', async (t) => {
  const form = aForm(
    { name: 'a', label: 'A', kind: 'line', value: 'form' },
    { name: 'b', label: 'B', kind: 'line', value: 'form' },
    { name: 'c', label: 'C', kind: 'line', value: 'form' },
  )
  const view = formView(form, { ...english, draft: { a: 'draft', b: '' } })
  t.strictSame(readView(filled(view, {})).fields, { a: 'draft', b: '', c: 'form' })
})

void t.test('what is required says so, and what is not says it once', async (t) => {
  const form = aForm(
    { name: 'a', label: 'Reason', kind: 'line', required: true },
    { name: 'b', label: 'Lien (facultatif)', kind: 'line' },
  )
  t.match(inputs(formView(form, french)), [
    { optional: false, label: { text: 'Reason' } },
    // Slack adds "(facultatif)" itself.
    { optional: true, label: { text: /^Lien$/ } },
  ])
})

void t.test('settings come last, under a heading', async (t) => {
  const form = aForm(
    { name: 'a', label: 'A setting', kind: 'line', advanced: true },
    { name: 'b', label: 'A question', kind: 'line' },
  )
  const view = formView(form, english)
  t.strictSame(
    view.blocks.map(({ type }) => type),
    ['input', 'divider', 'context', 'input'],
  )
  t.match(readWholeView(view), /A question\nSettings, usually left as they are\nA setting/)
})

void t.test(
  'a problem stands on top of the form, a long title in full below its own',
  async (t) => {
    const form = {
      ...aForm(aQuestion()),
      title: 'A title of more than 24 characters',
      intro: 'Read this.',
    }
    const text = readWholeView(formView(form, { ...english, problem: 'Say <why>.' }))
    t.match(
      text,
      /^A title of more than 24…\nA title of more than 24 characters\n⚠️ Say <why>\.\nRead this\./,
    )
  },
)

void t.test(
  'a label beyond 75 characters goes on below itself, or stands in full above',
  async (t) => {
    const long =
      'Everybody’s word counts: two thirds, and the vote waits until the result is certain'
    const endless = 'n'.repeat(300)
    const field: Field = {
      name: 'f',
      label: 'F',
      kind: 'options',
      choices: [
        { value: 'a', label: long },
        { value: 'b', label: endless },
      ],
      value: 'b',
    }
    const view = formView(aForm(field), english)
    t.strictSame(viewProblems(view), [])
    t.match(view.blocks, [
      { type: 'section', text: { text: `In full:\n2. ${endless}` } },
      {
        element: {
          options: [
            {
              text: { text: 'Everybody’s word counts:' },
              description: { text: 'two thirds, and the vote waits until the result is certain' },
            },
            { text: { text: /^2\. n+…$/ } },
          ],
          initial_option: { value: 'b' },
        },
      },
    ])
  },
)

void t.test('choices stand under their headings', async (t) => {
  const grouped = few.map((choice, index) =>
    index < 2 ? { ...choice, under: 'Team & co' } : choice,
  )
  const form = aForm({ name: 'f', label: 'F', kind: 'choice', choices: grouped, value: 'v2' })
  const view = formView(form, english)
  t.strictSame(viewProblems(view), [])
  t.match(inputs(view)[0]?.element, {
    option_groups: [
      { label: { text: 'Team &amp; co' }, options: [{ value: 'v0' }, { value: 'v1' }] },
      { label: { text: 'Others' }, options: [{ value: 'v2' }] },
    ],
  })
  t.match(suggestionOptions(grouped, 'fr'), { option_groups: [{}, { label: { text: 'Autres' } }] })
  t.equal(JSON.stringify(suggestionOptions(choices(300), 'fr')).match(/"value"/g)?.length, 100)
  t.strictSame(suggestionOptions([], 'fr'), { options: [] })
})

void t.test('a list with nothing in it is said in words', async (t) => {
  const form = aForm({ name: 'f', label: 'People', kind: 'people', choices: [], required: true })
  const view = formView(form, english)
  t.strictSame(viewProblems(view), [])
  t.match(readWholeView(view), 'People\nNothing to choose here for now.')
  t.equal(errorsOf({ form, problem: 'Choose.', field: 'f' }, 0), undefined)
})

void t.test('files handed in before are kept, and say so', async (t) => {
  const form = aForm({ name: 'f', label: 'Files', kind: 'file', required: true, value: 'x1\nx2' })
  const view = formView(form, english)
  t.match(readWholeView(view), '2 files are already attached.')
  t.equal(inputs(view)[0]?.optional, true)
  const read = readView(filled(view, { f: 'F9' }))
  t.equal(read.fields['f'], 'x1\nx2')
  t.match(read.files, { f: [{ id: 'F9', name: 'F9.png', url_private_download: /^https:/ }] })
})

void t.test(
  'a ballot of any length is asked in pages that hold, criteria with their words',
  async (t) => {
    for (const [count, pages] of [
      [1, 1],
      [10, 1],
      [11, 1],
      [40, 1],
      [45, 2],
      [99, 3],
    ] as const) {
      const form = aBallot(count)
      t.equal(pagesOf(form), pages, `${count} criteria`)
      let draft: Fields = {}
      for (let page = 0; page < pages; page++) {
        const view = formView(form, { ...french, page, draft, draftId: 'd1' })
        t.strictSame(viewProblems(view), [])
        t.ok(Buffer.byteLength(JSON.stringify(view)) < limits.view.bytes)
        t.equal(view.submit?.text, page < pages - 1 ? 'Suite' : 'Voter')
        const names = inputs(view).map(({ block_id }) => block_id ?? '')
        t.ok(names.every((name) => !/^c\d+$/.test(name) || names.includes(`${name}-words`)))
        const read = readView(filled(view, Object.fromEntries(names.map((name) => [name, 'met']))))
        t.equal(read.page, page)
        draft = mergePages(draft, read.fields)
      }
      t.strictSame(Object.keys(draft).toSorted(), form.fields.map(({ name }) => name).toSorted())
      const sizes = formPages(form).map(({ length }) => length)
      t.ok(Math.max(...sizes) - Math.min(...sizes) <= 3, `pages of ${sizes.join(', ')} fields`)
    }
  },
)

void t.test('what is wrong stands beside its field, if that is on the page', async (t) => {
  const form = aBallot(99)
  const reply = { form, problem: 'Too long <now>.', field: 'c99-words' }
  const page = pageWith(form, 'c99-words') ?? -1
  t.equal(page, 2)
  t.strictSame(errorsOf(reply, page), { 'c99-words': 'Too long <now>.' })
  t.equal(errorsOf(reply, 0), undefined)
  t.equal(errorsOf({ form, problem: 'No field.' }, 0), undefined)
  t.equal(errorsOf({ form, field: 'c1' }, 0), undefined)
  t.equal(pageWith(form, 'nowhere'), undefined)
  t.notOk(isAskedOn(form, 'c1', 9))
})

void t.test('any form renders within the limits, and gives back what was filled in', async (t) => {
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(anyForm, fc.infiniteStream(fc.nat()), (form, chance) => {
        const answers = new Map(
          form.fields.map((field) => [field.name, anAnswer(field, chance.next().value)]),
        )
        let merged: Fields = {}
        const pages = pagesOf(form)
        for (let page = 0; page < pages; page++) {
          const view = formView(form, { ...english, page, problem: 'x' })
          const problems = viewProblems(view)
          if (problems.length > 0) throw new Error(problems.join('\n'))
          if (Buffer.byteLength(JSON.stringify(view)) > limits.view.bytes)
            throw new Error('The view is too large.')
          const read = readView(filled(view, Object.fromEntries(answers)))
          merged = mergePages(merged, read.fields)
        }
        for (const field of form.fields) {
          const asked = isAskable(field)
          const kept = field.kind === 'file' ? (field.value ?? '') : answers.get(field.name)
          if (merged[field.name] !== (asked ? kept : undefined))
            throw new Error(`${field.name} came back as ${merged[field.name]}`)
        }
      }),
      { numRuns: 25 },
    ),
  )
})

function anAnswer({ kind, choices: all = [] }: Field, chance: number): string {
  const one = all[chance % Math.max(all.length, 1)]?.value ?? ''
  switch (kind) {
    case 'line':
      return `word ${chance}`
    case 'text':
      return chance % 2 ? '' : `line\n${chance}`
    case 'file':
      return chance % 2 ? '' : `F${chance}`
    case 'choice':
    case 'source':
    case 'options':
      return one
    case 'choices':
    case 'people':
      return all
        .slice(0, chance % (all.length + 1))
        .map(({ value }) => value)
        .join('\n')
  }
}

function aBallot(count: number): Form {
  const fields = Array.from({ length: count }, (_, index): readonly Field[] => [
    {
      name: `c${index + 1}`,
      label: `Reformule ce que l’autre vient de dire & vérifie, cas ${index + 1}. `.repeat(4),
      kind: 'options',
      required: true,
      choices: [
        { value: 'met', label: 'Acquis' },
        { value: 'not-yet', label: 'Pas encore' },
        { value: 'abstain', label: 'Je ne peux pas dire' },
      ],
    },
    {
      name: `c${index + 1}-words`,
      label: `Un mot sur le critère ${index + 1} (facultatif)`,
      hint: 'Si c’est « Pas encore » : dites ce qui manque, cela aidera.',
      kind: 'text',
      maxLength: 500,
    },
  ]).flat()
  return { name: 'ballot:p1', title: 'Votre vote', intro: 'Pour Ada.', submit: 'Voter', fields }
}

function elementFor(field: Omit<Field, 'name' | 'label'>): string | undefined {
  const form = aForm({ name: 'f', label: 'F', ...field })
  return inputs(formView(form, english))[0]?.element.type
}

function aQuestion(): Field {
  return { name: 'a', label: 'A', kind: 'line' }
}

function inputs(view: ModalView): readonly InputBlock[] {
  return view.blocks.filter((block): block is InputBlock => block.type === 'input')
}

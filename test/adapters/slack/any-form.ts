import * as fc from 'fast-check'
import type { Field, FieldChoice, Form } from '#src/chat/contract.ts'
import { anyText } from './any-message.ts'

const anyChoices = (most: number): fc.Arbitrary<readonly FieldChoice[]> =>
  fc
    .uniqueArray(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }), {
      maxLength: most,
      size: 'max',
    })
    .chain((values) =>
      fc
        .array(fc.record({ label: anyText, under: fc.option(anyText, { nil: undefined }) }), {
          minLength: values.length,
          maxLength: values.length,
        })
        .map((looks) =>
          values.map((value, index) => ({
            value,
            label: looks[index]?.label ?? '',
            ...(looks[index]?.under === undefined ? {} : { under: looks[index].under }),
          })),
        ),
    )

const flags = fc.record(
  {
    hint: anyText,
    required: fc.boolean(),
    advanced: fc.boolean(),
    onlyIf: fc.record({ field: fc.constantFrom('f0', 'f1'), value: fc.constantFrom('a', 'b') }),
    searched: fc.boolean(),
    maxLength: fc.integer({ min: 1, max: 5000 }),
    value: anyText,
  },
  { requiredKeys: [] },
)

const anyField: fc.Arbitrary<Omit<Field, 'name'>> = fc
  .record({
    kind: fc.constantFrom(
      'line',
      'text',
      'people',
      'choice',
      'options',
      'choices',
      'source',
      'file',
    ),
    label: anyText,
    choices: fc.oneof(
      { arbitrary: anyChoices(12), weight: 4 },
      { arbitrary: anyChoices(130), weight: 1 },
    ),
    more: flags,
  })
  .map(({ kind, label, choices, more }) => {
    // The ids of files travel with the view: they are short.
    const { value, ...rest } = more
    const held = kind === 'file' ? (value === undefined ? {} : { value: 'f1\nf2' }) : { ...more }
    return { kind, label, choices, ...rest, ...held }
  })

export const anyForm: fc.Arbitrary<Form> = fc
  .record({
    title: anyText,
    intro: fc.option(anyText, { nil: undefined }),
    submit: anyText,
    fields: fc.array(anyField, { maxLength: 25, size: 'max' }),
  })
  .map(({ title, intro, submit, fields }) => ({
    name: 'some-form:p1',
    title,
    submit,
    ...(intro === undefined ? {} : { intro }),
    fields: fields.map((field, index) => ({
      ...field,
      name: index % 3 === 1 ? `f${index - 1}-words` : `f${index}`,
    })),
  }))

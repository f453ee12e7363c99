import * as fc from 'fast-check'
import type { Form } from '#src/chat/contract.ts'
import { anyForm as anyOtherForm } from '#test/adapters/slack/any-form.ts'
import { guild } from './some-screens.ts'

/** Any form, with people and groups by their references too. */
export const anyForm: fc.Arbitrary<Form> = fc
  .tuple(
    anyOtherForm,
    fc.constantFrom('some-form:p1', 'ballot:p1', 'settings:g1'),
    fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }),
  )
  .map(([form, name, turns]) => ({
    ...form,
    name,
    fields: form.fields.map((field, index) =>
      turns[index] === true && (field.kind === 'people' || field.kind === 'choice')
        ? {
            ...field,
            kind: field.kind === 'choice' ? ('source' as const) : field.kind,
            value: `discord:${guild}/${index}\ndiscord:9/1\nsomebody`,
          }
        : field,
    ),
  }))

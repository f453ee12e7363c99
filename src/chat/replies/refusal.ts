import type { Refusal } from '#src/app/refusal.ts'
import { sayRefusal } from '#src/texts/say-refusal.ts'
import type { Fields, Form, Language, Reply } from '#src/chat/contract.ts'

/** What is said instead: why not, and what to do next. */
export function refusal(language: Language, refused: Refusal): Reply {
  return { message: { text: sayRefusal(language, refused) }, refused: refused.code }
}

/** The form again, as it was filled in, with what is wrong with it: nothing typed is lost. */
export function formAgain(
  language: Language,
  refused: Refusal,
  { form, fields }: { readonly form: Form; readonly fields: Fields },
): Reply {
  const field = fieldAtFault(refused, { form, fields })
  return {
    form: {
      ...form,
      fields: form.fields.map((field) => {
        // A browser sends nothing for what is not ticked.
        const value = fields[field.name] ?? (field.kind === 'choices' ? '' : undefined)
        return value === undefined ? field : { ...field, value }
      }),
    },
    problem: sayRefusal(language, refused),
    refused: refused.code,
    ...(field === undefined ? {} : { field }),
  }
}

const fieldOf: Partial<Record<Refusal['code'], string>> = {
  'choose-people': 'people',
  'not-an-email': 'address',
  'wrong-code': 'code',
  'choose-one': 'what',
  'badge-for-groups': 'for',
  'unknown-badge': 'achievement',
  'not-a-link': 'link',
  'unknown-rule': 'rule',
  'deadline-out-of-range': 'deadline',
  'reason-missing': 'reason',
  'evidence-refused': 'files',
  'file-refused': 'files',
  'unknown-source': 'source',
}

function fieldAtFault(
  refused: Refusal,
  { form, fields }: { readonly form: Form; readonly fields: Fields },
): string | undefined {
  if (refused.code === 'ballot-incomplete')
    return form.fields.find(({ kind, name }) => kind === 'options' && !fields[name])?.name
  // In every form it is the one field of people.
  if (refused.code === 'unknown-person')
    return form.fields.find(({ kind }) => kind === 'people')?.name
  if ('field' in refused) return form.fields.find(({ label }) => label === refused.field)?.name
  return fieldOf[refused.code]
}

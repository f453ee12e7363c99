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
  return {
    form: {
      ...form,
      fields: form.fields.map((field) => {
        const value = fields[field.name]
        return value === undefined ? field : { ...field, value }
      }),
    },
    problem: sayRefusal(language, refused),
    refused: refused.code,
  }
}

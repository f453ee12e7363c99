import { texts } from '#src/texts/texts.ts'
import type { FieldChoice, Form, Language } from '#src/chat/contract.ts'

/** Choose one of a list, and say why: to withdraw, decide or revoke. */
export function reasonForm(
  language: Language,
  {
    name,
    title,
    intro,
    what,
    choices,
    value,
  }: {
    readonly name: 'end' | 'revoke'
    readonly title: string
    readonly intro: string
    readonly what: string
    readonly choices: readonly FieldChoice[]
    readonly value: string | undefined
  },
): Form {
  const t = texts[language].chat.reasonForm
  return {
    name,
    title,
    intro,
    submit: title,
    fields: [
      {
        name: 'what',
        label: what,
        kind: 'choice',
        required: true,
        choices,
        ...(value ? { value } : {}),
      },
      {
        name: 'reason',
        label: t.reason,
        hint: t.reasonHint,
        kind: 'text',
        required: true,
        maxLength: 255,
      },
    ],
  }
}

import type { Form, Language } from '#src/chat/contract.ts'
import { texts } from '#src/texts/texts.ts'

/** Asks whether a recipient means it: nothing to fill in. */
export function declineForm(
  language: Language,
  { awardId, badge }: { readonly awardId: string; readonly badge: string },
): Form {
  const t = texts[language].chat.decline
  return {
    name: `decline-badge:${awardId}`,
    title: t.title,
    intro: t.intro(badge),
    submit: t.submit,
    fields: [],
  }
}

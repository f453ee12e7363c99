import { texts } from '#src/texts/texts.ts'
import type { Form, Language } from '#src/chat/contract.ts'

/** Asks for the address that badges go to; what is known stands in it. */
export function emailForm(language: Language, address: string | undefined): Form {
  const t = texts[language].chat.email
  return {
    name: 'email',
    title: t.title,
    intro: t.intro,
    submit: t.submit,
    fields: [
      {
        name: 'address',
        label: t.address,
        kind: 'line',
        required: true,
        // RFC 5321 §4.5.3.1.3: 256 octets with its angle brackets.
        maxLength: 254,
        ...(address === undefined ? {} : { value: address }),
      },
    ],
  }
}

/** Asks for the code that a letter brought, which shows that the address is the person's own. */
export function emailCodeForm(language: Language): Form {
  const t = texts[language].chat.email
  return {
    name: 'email-code',
    title: t.codeTitle,
    intro: t.codeIntro,
    submit: t.codeSubmit,
    fields: [{ name: 'code', label: t.code, kind: 'line', required: true, maxLength: 20 }],
  }
}

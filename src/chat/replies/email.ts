import { hasAddress } from '#src/app/addressed.ts'
import type { App } from '#src/app/app.ts'
import { clean } from '#src/app/clean-text.ts'
import { askForCode, confirmEmail } from '#src/app/confirm-email.ts'
import type { Refusal } from '#src/app/refusal.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { emailAction, emailCodeAction } from '#src/chat/actions.ts'
import type { Button, Fields, Reply } from '#src/chat/contract.ts'
import { emailCodeForm, emailForm } from '#src/chat/forms/email-form.ts'
import { formAgain, refusal } from './refusal.ts'

/** `/badge email`: asks for an address. Typed after it, an address has its code sent, and a code is taken at once. */
export function emailReply(app: App, actor: Actor, typed: string): Promise<Reply> | Reply {
  if (typed === '') return openEmail(actor)
  const isCode = /^[\p{Nd}\s-]+$/u.test(typed)
  return isCode
    ? submitCode(app, actor, { code: typed })
    : submitEmail(app, actor, { address: typed })
}

export function openEmail({ language, member }: Actor): Reply {
  return { form: emailForm(language, member.email ?? undefined) }
}

export function openCode({ language }: Actor): Reply {
  return { form: emailCodeForm(language) }
}

/** Has a letter with a code sent to the address that was given. */
export async function submitEmail(app: App, actor: Actor, fields: Fields): Promise<Reply> {
  const { language, member, event } = actor
  const t = texts[language].chat.email
  const again = (refused: Refusal): Reply =>
    formAgain(language, refused, { form: emailForm(language, undefined), fields })
  const address = clean(fields['address'])
  if (address === '') return again({ code: 'field-missing', field: t.address })
  const asked = await askForCode(app, { event, member, address })
  if (!asked.ok)
    return asked.refusal.code === 'not-an-email'
      ? again(asked.refusal)
      : refusal(language, asked.refusal)
  return {
    message: {
      text: t.sent(asked.value.address),
      buttons: [
        { label: t.enterCode, action: emailCodeAction(), look: 'primary' },
        { label: t.otherAddress, action: emailAction() },
      ],
    },
  }
}

/** Takes the code of the letter: the address is the person's from then on. */
export async function submitCode(app: App, actor: Actor, fields: Fields): Promise<Reply> {
  const { language, member, event } = actor
  const t = texts[language].chat.email
  const again = (refused: Refusal): Reply =>
    formAgain(language, refused, { form: emailCodeForm(language), fields })
  const code = clean(fields['code'])
  if (code === '') return again({ code: 'field-missing', field: t.code })
  const confirmed = await confirmEmail(app, { event, member, code })
  if (confirmed.ok) return { message: { text: t.confirmed(confirmed.value.address) } }
  const { refusal: refused } = confirmed
  if (refused.code === 'wrong-code' && refused.left > 0) return again(refused)
  const told = refusal(language, refused)
  const start: Button = { label: t.startAgain, action: emailAction() }
  return 'message' in told ? { ...told, message: { ...told.message, buttons: [start] } } : told
}

/** The way to an address, for whoever has given none, by no account. */
export async function emailButtons(
  app: App,
  { language, member }: Pick<Actor, 'language' | 'member'>,
): Promise<readonly Button[]> {
  if (await hasAddress(app, member)) return []
  return [{ label: texts[language].chat.email.give, action: emailAction() }]
}

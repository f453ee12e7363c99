import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js'
import type { Form, Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { ownButton, type RowButton, rowsOf } from './button-rows.ts'
import { layoutOf } from './form-layout.ts'
import { cutText, literal } from './literal.ts'
import { type Outgoing, outgoing } from './outgoing.ts'

/** A page of a form that is kept, for a button that opens it. */
export interface DraftPage {
  readonly language: Language
  readonly guild: string
  /** Under which the form is kept, with what was filled in. */
  readonly draft: string
  /** The page that the button opens, 0 for the first. */
  readonly page: number
}

/** Between two pages that must be filled in: `page` of `pages` comes next. Those that may be left out do not count. */
export function continueBody(form: Form, at: DraftPage & { readonly pages: number }): Outgoing {
  const t = discordWords(at.language)
  const pages = Math.max(at.page + 1, Math.min(at.pages, layoutOf(form, {}).requiredPages))
  return said(t.goesOn(form.title, pages - at.page), [
    openButton(t.next(at.page + 1, pages), at, 'primary'),
  ])
}

/** What is wrong with a form that was sent, and the way back to it, filled in as it was. */
export function problemBody(problem: string, at: DraftPage): Outgoing {
  const t = discordWords(at.language)
  return said(`⚠️ ${problem}\n${t.nothingLost}`, [openButton(t.mend, at, 'primary')])
}

/** A form that was ready too late to open by itself. */
export function openBody({ title }: Form, at: DraftPage): Outgoing {
  const t = discordWords(at.language)
  return said(t.ready(title), [openButton(t.open, at, 'primary')])
}

/** Leads from the receipt of a form to its page that nobody has to fill in. */
export function wordsButton({
  language,
  ...opens
}: {
  readonly language: Language
  readonly guild: string
  readonly page: number
  /** Opens the form again, as it was sent. */
  readonly action: string
}): RowButton {
  return ownButton(discordWords(language).addWords, { verb: 'w', ...opens })
}

/** Opens a page of a form that is kept. */
export function openButton(
  label: string,
  { guild, draft, page }: DraftPage,
  look?: 'primary',
): RowButton {
  return ownButton(label, { verb: 'o', guild, draft, page }, look)
}

/** A few words and buttons, for one person alone. */
export function said(text: string, buttons: readonly RowButton[]): Outgoing {
  return ephemeral([
    { type: ComponentType.TextDisplay, content: literal(cutText(text, 1900)) || '…' },
    ...rowsOf(buttons),
  ])
}

export function ephemeral(components: APIMessageTopLevelComponent[]): Outgoing {
  return outgoing(components, { ephemeral: true })
}

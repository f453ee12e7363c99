import type { Language } from '#src/chat/contract.ts'
import { discordWords } from '#src/chat/words.ts'
import { ownButton } from '../views/button-rows.ts'
import { messageBody } from '../views/message-body.ts'
import type { Outgoing } from '../views/outgoing.ts'
import { withButton } from '../views/with-button.ts'

/** The message in which people say that they are in the group of a channel, where Discord does not show them. */
export interface RollCall {
  readonly guild: string
  readonly channel: string
  readonly role: { readonly id: string; readonly name: string } | undefined
  readonly joined: number
  /** How many have the role; undefined: not known. */
  readonly of: number | undefined
  readonly key: string
}

export function rollCallBody(
  { guild, channel, role, joined, of, key }: RollCall,
  language: Language,
): Outgoing {
  const { rollCall: t } = discordWords(language)
  const asked = role ? t.askRole(role.name) : t.ask
  const count = of === undefined || of < joined ? t.count(joined) : t.countOf(joined, of)
  const message = {
    text: [t.title, asked, count].join(' '),
    parts: [
      { kind: 'heading', text: t.title },
      { kind: 'text', text: asked },
      { kind: 'text', text: count },
    ],
  } as const
  const carried = { verb: 'j', guild, channel, role: role?.id } as const
  const body = messageBody(message, { language, guild, key })
  return withButton(body, ownButton(t.button, carried, 'primary'))
}

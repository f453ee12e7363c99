import type { APIModalInteractionResponseCallbackData } from 'discord.js'
import type { Language, Message } from '#src/chat/contract.ts'
import { filesOf, type OutgoingFile } from '../views/files-of.ts'
import { messageBody } from '../views/message-body.ts'
import type { Outgoing } from '../views/outgoing.ts'

/** What somebody is shown: a message of their own, perhaps with files, or a modal. */
export type Shown =
  | { readonly body: Outgoing; readonly files?: readonly OutgoingFile[] }
  | {
      readonly modal: APIModalInteractionResponseCallbackData
      /** What opens it, where a modal may not come any more. */
      readonly closed: Outgoing
    }

/** What there is to show, and in what language. */
export interface Told {
  readonly shown: Shown
  readonly language: Language
}

/** A message for one person alone. */
export function shownMessage(
  message: Message,
  { language, guild }: { readonly language: Language; readonly guild: string },
): Shown {
  const files = filesOf(message)
  const body = messageBody(message, { language, guild, ephemeral: true })
  return files.length > 0 ? { body, files } : { body }
}

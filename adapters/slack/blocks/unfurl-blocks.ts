import type { KnownBlock } from '@slack/types'
import type { Language, Message } from '#src/chat/contract.ts'
import { messageBlocks } from './message-blocks.ts'
import type { PictureSource } from './part-blocks.ts'

/** A message as what stands below a link to it. Whoever wrote the link shares it with anybody, so only links are on it. */
export function unfurlBlocks(
  message: Message,
  { language, picture }: { readonly language: Language; readonly picture?: PictureSource },
): KnownBlock[] {
  const buttons = message.buttons?.filter((button) => 'url' in button) ?? []
  return messageBlocks({ ...message, buttons }, { language, ...(picture ? { picture } : {}) })
}

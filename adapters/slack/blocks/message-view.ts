import type { HomeView, ModalView } from '@slack/types'
import type { Language, Message, Ref } from '#src/chat/contract.ts'
import { words } from '#src/chat/words.ts'
import { limits } from './limits.ts'
import { contentBlocks } from './message-blocks.ts'
import type { PictureSource } from './part-blocks.ts'
import { plain } from './plain.ts'
import { writeMetadata } from './view-metadata.ts'

/** A view's share of its 250 kB that its blocks may take. */
const room = { blocks: limits.view.blocks, json: 200_000 } as const

/** A message in a window, with its buttons. */
export function messageView(
  message: Message,
  {
    language,
    title,
    channel,
    picture,
  }: {
    readonly language: Language
    readonly title?: string
    readonly channel: Ref
    readonly picture?: PictureSource
  },
): ModalView {
  const t = words(language)
  return {
    type: 'modal',
    callback_id: 'message',
    private_metadata: writeMetadata({ channel }),
    title: plain(title ?? t.answer, limits.view.title),
    close: plain(t.close, limits.view.title),
    blocks: contentBlocks(message, { language, ...(picture ? { picture } : {}) }, room),
  }
}

/** What stands in a window while the answer is being made. */
export function waitingView(language: Language): ModalView {
  const t = words(language)
  return {
    type: 'modal',
    callback_id: 'waiting',
    title: plain(t.moment, limits.view.title),
    close: plain(t.close, limits.view.title),
    blocks: contentBlocks({ text: t.waiting }, { language }, room),
  }
}

/** A message as the page that Slack gives the app for one person. */
export function homeView(
  message: Message,
  { language, picture }: { readonly language: Language; readonly picture?: PictureSource },
): HomeView {
  return {
    type: 'home',
    callback_id: 'home',
    blocks: contentBlocks(message, { language, ...(picture ? { picture } : {}) }, room),
  }
}

import type { Message, Part } from '#src/chat/contract.ts'
import type { Shown } from './ask.ts'

/** An answer that one person sees carries no files: pictures among them are shown by their addresses, the rest is left to its buttons. */
export function withPictures(shown: Shown): Shown {
  if (!('message' in shown) || !shown.message.files) return shown
  const { files, ...message } = shown.message
  const pictures = files.flatMap(({ type, url, alternative }): readonly Part[] =>
    type.startsWith('image/') && url !== undefined ? [{ kind: 'image', url, alternative }] : [],
  )
  return { ...shown, message: { ...message, parts: [...partsOf(message), ...pictures] } }
}

function partsOf({ text, parts }: Message): readonly Part[] {
  return parts ?? [{ kind: 'text', text }]
}

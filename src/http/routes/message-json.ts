import type { Attachment, Language, Message, Reply } from '#src/chat/contract.ts'
import type { RoomMessage, ShownMessage } from '../room-door.ts'

/** A message as programs get it: files by address instead of by their bytes. */
export type MessageJson = Omit<Message, 'files'> & { readonly files?: readonly FileJson[] }

type FileJson = Omit<Attachment, 'bytes'>

export function messageJson({ files, ...message }: Message): MessageJson {
  if (!files) return message
  return { ...message, files: files.map(withoutBytes) }
}

function withoutBytes({ name, type, alternative, url }: Attachment): FileJson {
  return { name, type, alternative, ...(url === undefined ? {} : { url }) }
}

/** A reply, as in the chat contract. */
export function replyJson(reply: Reply): object {
  return 'message' in reply ? { ...reply, message: messageJson(reply.message) } : reply
}

/** A message of a room in one reader's language. */
export function shownIn(
  language: Language,
  { toMember, said, ...message }: RoomMessage,
): ShownMessage {
  return { ...message, private: toMember !== undefined, message: said[language] }
}

/** A message of a room as programs get it. */
export function shownJson({
  ref,
  private: isPrivate,
  postedAt,
  changedAt,
  message,
}: ShownMessage): object {
  return { ref, private: isPrivate, at: postedAt, changedAt, message: messageJson(message) }
}

import type { Attachment, Message } from '#src/chat/contract.ts'
import { limits } from './limits.ts'
import { cutText } from './literal.ts'

export interface OutgoingFile {
  readonly name: string
  readonly data: Uint8Array
  readonly contentType: string
  readonly description: string
}

/** The files of a message as they are uploaded, under names that Discord leaves as they are. */
export function filesOf({ files = [] }: Pick<Message, 'files'>): readonly OutgoingFile[] {
  const names = new Set<string>()
  return files.slice(0, limits.gallery).map(({ name, type, bytes, alternative }) => {
    const own = safeName(name)
    const unique = names.has(own) ? `${names.size}-${own}` : own
    names.add(unique)
    return {
      name: unique,
      data: bytes,
      contentType: type,
      description: cutText(alternative, limits.alternative) || '…',
    }
  })
}

// Discord replaces what else stands in a name, and then `attachment://name` names nothing.
function safeName(name: Attachment['name']): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '')
  return plain.slice(-80).replace(/^[.-]+/, '') || 'file'
}

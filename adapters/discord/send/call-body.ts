import type { OutgoingFile } from '../views/files-of.ts'
import type { Outgoing } from '../views/outgoing.ts'

/** What goes with a message besides how it looks. */
export interface MessageExtras {
  readonly nonce?: string
  readonly enforce_nonce?: boolean
  readonly message_reference?: {
    readonly message_id: string
    readonly fail_if_not_exists: boolean
  }
  readonly attachments?: readonly KeptAttachment[]
}

/** A file of the message: a new one by its place among those that are sent, one that is there by its id. */
export interface KeptAttachment {
  readonly id: string
  readonly filename?: string
  readonly description?: string
}

/** A message, which never goes without `allowed_mentions`, or anything else. */
export type CallBody = (Outgoing & MessageExtras) | NoMessage | readonly object[]

interface NoMessage {
  readonly [key: string]: unknown
  readonly content?: never
  readonly components?: never
  readonly embeds?: never
}

/** The `attachments` of a message: what stays of those that are there, and what comes. */
export function attachmentsOf(
  files: readonly OutgoingFile[],
  kept: readonly string[] = [],
): readonly KeptAttachment[] {
  return [
    ...kept.map((id) => ({ id })),
    ...files.map(({ name, description }, index) => ({
      id: String(index),
      filename: name,
      description: description.slice(0, 1024),
    })),
  ]
}

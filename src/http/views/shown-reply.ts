import type { Fields, Form, Message } from '#src/chat/contract.ts'

/** The answer to what the reader just did. */
export type ShownReply =
  | { readonly kind: 'message'; readonly message: Message; readonly refused?: string | undefined }
  | ShownForm

/** A form to fill in, or to correct. */
export interface ShownForm {
  readonly kind: 'form'
  readonly form: Form
  readonly problem?: string | undefined
  /** The name of the field that the problem is about. */
  readonly field?: string | undefined
  /** What was filled in, by the name of the field. */
  readonly values?: Fields | undefined
}

/** Where the forms of a room go. */
export interface RoomForms {
  readonly code: string
  /** Gives each form an id, by which a repeated submission is recognised. */
  readonly newId: () => string
}

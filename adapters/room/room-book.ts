import type { Member, Ref, Said } from '#src/chat/contract.ts'

/** Where the room keeps its messages. */
export interface RoomBook {
  /** Writes a message in the room with that code, for everybody or for one member; the same key again changes nothing. */
  add(entry: {
    readonly code: string
    readonly toMember: string | undefined
    readonly said: Said
    readonly key: string
  }): Promise<Ref>
  /** Replaces what a message says; one that is gone is left alone. */
  change(message: Ref, said: Said): Promise<void>
  /** Messages that changed after `since`, as posted; for one member, or all of them. */
  entries(
    room: { readonly workspaceId: string; readonly code: string },
    options: { readonly memberId: string | undefined; readonly since: number },
  ): Promise<readonly RoomEntry[]>
  members(code: string): Promise<readonly Member[]>
}

export interface RoomEntry {
  readonly ref: Ref
  /** The one member who may see it; undefined: everybody in the room. */
  readonly toMember: string | undefined
  readonly said: Said
  readonly postedAt: number
  readonly changedAt: number
}

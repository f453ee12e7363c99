import type { Interaction, Message, Ref, Reply, Said } from '#src/chat/contract.ts'

/** What the web room's pages need of the room; adapters/room is behind it. */
export interface RoomDoor {
  /** Hands over what a member did, and answers what only that member sees. */
  act(interaction: Interaction): Promise<Reply>
  /** What a member may see, in the order it was posted, private messages included. */
  messagesFor(room: RoomPlace, memberId: string, since?: number): Promise<readonly RoomMessage[]>
  /** Everything in a room that changed after `since`, whoever may see it: for those who pass it on. */
  changesSince(room: RoomPlace, since: number): Promise<readonly RoomMessage[]>
}

export interface RoomPlace {
  readonly workspaceId: string
  readonly code: string
}

export interface RoomMessage {
  readonly ref: Ref
  /** The one member who may see it; undefined: everybody in the room. */
  readonly toMember: string | undefined
  readonly said: Said
  readonly postedAt: number
  readonly changedAt: number
}

/** A message as one reader sees it. */
export interface ShownMessage {
  readonly ref: Ref
  readonly private: boolean
  readonly message: Message
  readonly postedAt: number
  readonly changedAt: number
}

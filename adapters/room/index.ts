import type {
  ChatAdapter,
  Inbox,
  Interaction,
  Member,
  Posting,
  Ref,
  Reply,
  Said,
} from '#src/chat/contract.ts'
import type { RoomBook, RoomEntry } from './room-book.ts'

export type { RoomBook, RoomEntry } from './room-book.ts'

/** Where a room is: its house and the code on its door. */
export interface RoomPlace {
  readonly workspaceId: string
  readonly code: string
}

/** The built-in web room: a chat platform that needs no account. Its messages live in a book, its pages in src/http/room. */
export class RoomAdapter implements ChatAdapter {
  readonly platform = 'room'
  readonly #book: RoomBook
  readonly #underWay = new Set<Promise<Reply>>()
  #inbox: Inbox | undefined

  constructor(book: RoomBook) {
    this.#book = book
  }

  async start(inbox: Inbox): Promise<void> {
    this.#inbox = inbox
  }

  async stop(): Promise<void> {
    this.#inbox = undefined
    await Promise.allSettled(this.#underWay)
  }

  async post(channel: Ref, said: Said, { key }: Posting): Promise<Ref> {
    return this.#book.add({ code: codeOf(channel), toMember: undefined, said, key })
  }

  async update(message: Ref, said: Said): Promise<void> {
    await this.#book.change(message, said)
  }

  async tell(member: Ref, channel: Ref, said: Said, { key }: Posting): Promise<Ref> {
    return this.#book.add({ code: codeOf(channel), toMember: memberOf(member), said, key })
  }

  async members(channel: Ref): Promise<readonly Member[]> {
    return this.#book.members(codeOf(channel))
  }

  /** Hands over what a member did. Throws when the room is closed. */
  async act(interaction: Interaction): Promise<Reply> {
    if (!this.#inbox) throw new Error('The room is closed: call start() first.')
    const answer = this.#inbox.receive(interaction)
    this.#underWay.add(answer)
    try {
      return await answer
    } finally {
      this.#underWay.delete(answer)
    }
  }

  async messagesFor(room: RoomPlace, memberId: string, since = 0): Promise<readonly RoomEntry[]> {
    return this.#book.entries(room, { memberId, since })
  }

  async changesSince(room: RoomPlace, since: number): Promise<readonly RoomEntry[]> {
    return this.#book.entries(room, { memberId: undefined, since })
  }
}

// A channel is `room:CODE`, a member `room:MEMBERID`.
function codeOf(channel: Ref): string {
  return channel.slice('room:'.length)
}

function memberOf(member: Ref): string {
  return member.slice('room:'.length)
}

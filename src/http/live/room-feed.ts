import type { Bus } from '#src/app/bus.ts'
import type { Language } from '#src/storage/members.ts'
import type { RoomDoor, RoomMessage, RoomPlace } from '../room-door.ts'
import { coalesced } from './coalesced.ts'
import type { Socket } from './socket.ts'
import { sendTo } from './sockets.ts'

/** Somebody who watches a room. */
export interface Watcher {
  readonly socket: Socket
  readonly memberId: string
  readonly language: Language
  readonly as: 'json' | 'html'
}

export type Frame = (message: RoomMessage, watcher: Pick<Watcher, 'language' | 'as'>) => string

/** Passes on what changes in one room: each change is read once and written once a language, however many watch. */
export class RoomFeed {
  readonly #watchers = new Set<Watcher>()
  readonly #stop: () => void
  #passedOn: number

  constructor({
    place,
    room,
    bus,
    frame,
    since,
    onError,
  }: {
    readonly place: RoomPlace
    readonly room: Pick<RoomDoor, 'changesSince'>
    readonly bus: Bus
    readonly frame: Frame
    readonly since: number
    readonly onError: (error: unknown) => void
  }) {
    this.#passedOn = since
    const pass = async () => {
      const changes = await room.changesSince(place, this.#passedOn)
      for (const change of changes) this.#pass(change, frame)
    }
    this.#stop = bus.subscribe(`room:${place.code}`, coalesced(pass, { gapMs: 50, onError }))
  }

  add(watcher: Watcher): void {
    this.#watchers.add(watcher)
  }

  /** True when nobody watches any more: the feed has ended. */
  remove(watcher: Watcher): boolean {
    this.#watchers.delete(watcher)
    if (this.#watchers.size > 0) return false
    this.#stop()
    return true
  }

  #pass(message: RoomMessage, frame: Frame): void {
    this.#passedOn = Math.max(this.#passedOn, message.changedAt)
    const frames = new Map<string, string>()
    for (const { socket, memberId, language, as } of this.#watchers) {
      if (message.toMember !== undefined && message.toMember !== memberId) continue
      const kind = `${as} ${language}`
      const text = frames.get(kind) ?? frame(message, { language, as })
      frames.set(kind, text)
      sendTo(socket, text)
    }
  }
}

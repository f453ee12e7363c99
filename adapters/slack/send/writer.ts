import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Language, Message, Ref } from '#src/chat/contract.ts'
import { partsOf } from '../refs.ts'
import { callNow } from './call-in-turn.ts'
import { calling } from './calling.ts'
import { Pictures, type PictureParts } from './pictures.ts'
import { type Once, postOnce } from './post-once.ts'
import { type Body, sendFitting } from './send-fitting.ts'
import { markOf } from './sending-mark.ts'
import { SlackTrouble } from './slack-trouble.ts'

export interface WriterParts extends PictureParts {
  readonly book: Pick<ChatBook, 'sendings' | 'roster' | 'showcase'>
}

/** Where a message goes, but for how it is sent. */
export interface Place extends Omit<Once, 'send'> {
  /** Ids of the people whom the message calls. */
  readonly called?: readonly string[]
}

/** Writes and changes one message, in one language. Throws `SlackTrouble`. */
export class Writer {
  readonly #parts: WriterParts
  readonly #pictures: Pictures
  #revisions = 0

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#pictures = new Pictures(parts)
  }

  /** One key is one message. Where nothing can be written under an earlier message, it stands beside it. */
  async write(place: Place, message: Message, language: Language): Promise<Ref> {
    try {
      return await this.#writeOnce(place, message, language)
    } catch (failure) {
      if (place.thread === undefined || !isAbout(threadless, failure)) throw failure
      return this.#writeOnce({ ...place, thread: undefined }, message, language)
    }
  }

  /** Leaves alone what is gone. What may not be changed any more is answered instead, once. */
  async change(ref: Ref, message: Message, language: Language): Promise<void> {
    try {
      await this.#changeIt(ref, message, language)
    } catch (failure) {
      if (isAbout(gone, failure)) return
      if (!isAbout(closed, failure)) throw failure
      await this.#answer(ref, message, language)
    }
  }

  /** Sends it by whatever call, so that it fits. */
  fitting<Sent>(
    team: string,
    { message, language }: { readonly message: Message; readonly language: Language },
    send: (body: Body) => Promise<Sent>,
  ): Promise<Sent> {
    const revision = `${this.#parts.now().toString(36)}.${(this.#revisions++).toString(36)}`
    return sendFitting(this.#pictures, { team, message, language, revision }, send)
  }

  #writeOnce(place: Place, message: Message, language: Language): Promise<Ref> {
    const { called = [], ...once } = place
    const { team, channel } = once
    const call = { team, method: 'chat.postMessage', channel }
    const send: Once['send'] = (args) =>
      this.fitting(team, { message, language }, (body) =>
        callNow(this.#parts, call, { channel, ...args, ...calling(called, body) }),
      )
    return postOnce({ ...this.#parts, sendings: this.#parts.book.sendings }, { ...once, send })
  }

  async #changeIt(ref: Ref, message: Message, language: Language): Promise<void> {
    const { team, id: channel, ts } = partsOf(ref)
    const call = { team, method: 'chat.update', channel }
    await this.#parts.pace.turn(call)
    await this.fitting(team, { message, language }, (body) =>
      callNow(this.#parts, call, { channel, ts, ...body }),
    )
  }

  // The answer stands for the message from then on, and is changed itself for as long as it may be.
  async #answer(ref: Ref, message: Message, language: Language): Promise<void> {
    const { team, id: channel, ts: thread } = partsOf(ref)
    const answer = (await this.#parts.book.sendings.find(ref, markOf(answerKey)))?.message
    if (answer === undefined) {
      const place = { team, channel, destination: ref, key: answerKey, thread }
      await this.write(place, message, language)
      return
    }
    await this.#changeIt(answer, message, language).catch((failure: unknown) => {
      if (!isAbout(gone, failure) && !isAbout(closed, failure)) throw failure
    })
  }
}

const answerKey = 'answer'

const gone = new Set(['message_not_found', 'thread_not_found', 'file_deleted', 'file_is_deleted'])

/** Settings of a workspace may forbid changes after a while, or at all (facts, trap 18). */
const closed = new Set(['edit_window_closed', 'cant_update_message'])

const threadless = new Set([
  'thread_not_found',
  'cannot_reply_to_message',
  'restricted_action_non_threadable_channel',
  'restricted_action_thread_locked',
])

function isAbout(errors: ReadonlySet<string>, failure: unknown): boolean {
  return failure instanceof SlackTrouble && errors.has(failure.error)
}

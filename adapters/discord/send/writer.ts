import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Language, Message, Ref } from '#src/chat/contract.ts'
import { BotRights } from '../people/bot-rights.ts'
import { partsOf } from '../refs.ts'
import { messageBody } from '../views/message-body.ts'
import type { Outgoing } from '../views/outgoing.ts'
import { Bot } from './bot.ts'
import { attachmentsOf, type MessageExtras } from './call-body.ts'
import { chatFailure } from './chat-failure.ts'
import { codes } from './codes.ts'
import { type DiscordApi, DiscordTrouble } from './discord-api.ts'
import type { Pace } from './pace.ts'
import { type Dress, Pictures, type Place, type Shown } from './pictures.ts'
import { postOnce } from './post-once.ts'
import { isBarred, Threads } from './threads.ts'

export interface WriterParts {
  readonly api: Pick<DiscordApi, 'call' | 'hasten'>
  readonly pace: Pace
  readonly book: Pick<ChatBook, 'sendings' | 'roster' | 'showcase'>
  readonly now: () => number
}

/** How a message looks, given the pictures that go with it. */
export interface Look {
  /** What its pictures and files are taken from. */
  readonly message: Shown
  /** Undefined: without any. */
  readonly body: (dress: Dress | undefined) => Outgoing
}

/** Where a message goes. */
export interface Destination {
  readonly guild: string
  readonly channel: string
  /** Where it is kept in the book. */
  readonly ref: Ref
  readonly key: string
  /** A message of the channel under which it goes, and how the thread there is called. */
  readonly under?: { readonly message: string; readonly name: string } | undefined
}

/** Writes and changes one message. Throws `DiscordTrouble`. */
export class Writer {
  readonly #parts: WriterParts
  readonly #pictures: Pictures
  readonly #threads: Threads
  readonly #bot: Bot
  readonly #rights: BotRights

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#pictures = new Pictures({ api: parts.api, showcase: parts.book.showcase })
    this.#threads = new Threads(parts)
    this.#bot = new Bot(parts.api)
    this.#rights = new BotRights({ ...parts, bot: this.#bot })
  }

  /** One key is one message. Where no thread can be, it answers the message in the channel. */
  async write(to: Destination, look: Look): Promise<Ref> {
    const { api, now, book } = this.#parts
    const { guild, channel, under } = to
    const thread = under && (await this.#threads.under(channel, under.message, under.name))
    const channels = thread === undefined ? [channel] : [thread, channel]
    const once = { guild, channels, destination: to.ref, key: to.key }
    return postOnce(
      { api, now, bot: this.#bot, sendings: book.sendings },
      { ...once, send: (nonce) => this.#send(to, { look, thread, nonce }) },
    )
  }

  /** False: it is gone. Throws when Discord asked to leave it alone for a while. */
  async change(ref: Ref, look: Look): Promise<boolean> {
    const { id: channel, message } = partsOf(ref)
    this.#parts.pace.change(message)
    try {
      await this.#replace({ channel, message }, look)
      return true
    } catch (failure) {
      if (!(failure instanceof DiscordTrouble)) throw failure
      if (gone.has(failure.code)) return false
      if (failure.code === codes.oldMessageEdits)
        this.#parts.pace.hold(message, failure.retryAfterMs ?? oldPauseMs)
      throw failure
    }
  }

  async #replace(place: Place, look: Look): Promise<void> {
    const dress = await this.#pictures.redress(place, look.message)
    try {
      await this.#patch(place, look, dress)
    } catch (failure) {
      const isStale = failure instanceof DiscordTrouble && failure.status === 400
      if (!isStale || dress.kept.length === 0) throw failure
      this.#pictures.forget(place.message)
      await this.#patch(place, look, await this.#pictures.redress(place, look.message))
    }
  }

  async #patch({ channel, message }: Place, look: Look, dress: Dress): Promise<void> {
    const attachments = attachmentsOf(dress.files, dress.kept)
    const answer = await this.#parts.api.call('PATCH', `/channels/${channel}/messages/${message}`, {
      body: { ...look.body(dress), attachments },
      files: dress.files,
      patient: true,
    })
    this.#pictures.note(answer)
  }

  /** What a trouble in a channel means to the outbox, with the right that the bot lacks there. */
  async failureIn(ref: Ref, failure: unknown): Promise<unknown> {
    const isLacking = failure instanceof DiscordTrouble && failure.code === codes.missingPermissions
    if (!isLacking) return chatFailure(failure, 'channel')
    const { guild, id } = partsOf(ref)
    const [right] = await this.#rights.missing(guild, id)
    return chatFailure(failure, 'channel', right)
  }

  async #send(
    to: Destination,
    {
      look,
      thread,
      nonce,
    }: {
      readonly look: Look
      readonly thread: string | undefined
      readonly nonce: MessageExtras
    },
  ): Promise<unknown> {
    if (thread === undefined)
      return this.#sendIn(to, to.channel, { look, extras: { ...nonce, ...answering(to) } })
    try {
      return await this.#sendIn(to, thread, { look, extras: nonce })
    } catch (failure) {
      if (!(failure instanceof DiscordTrouble) || !isBarred(failure)) throw failure
      this.#threads.forget(thread)
      return this.#sendIn(to, to.channel, { look, extras: { ...nonce, ...answering(to) } })
    }
  }

  // A message without its pictures is better than none.
  async #sendIn(
    { guild, ref, channel: home }: Destination,
    channel: string,
    { look, extras }: { readonly look: Look; readonly extras: MessageExtras },
  ): Promise<unknown> {
    const dress = await this.#pictures.dress(look.message)
    try {
      return await this.#create(channel, { look, dress, extras })
    } catch (failure) {
      const isPrivate = partsOf(ref).id !== home
      const isTooMuch =
        failure instanceof DiscordTrouble &&
        dress.files.length > 0 &&
        (isTooLarge(failure) ||
          (!isPrivate && (await this.#lacksFiles({ guild, channel }, failure))))
      if (!isTooMuch) throw failure
      return this.#create(channel, { look, dress: undefined, extras })
    }
  }

  async #create(
    channel: string,
    {
      look,
      dress,
      extras,
    }: { readonly look: Look; readonly dress: Dress | undefined; readonly extras: MessageExtras },
  ): Promise<unknown> {
    const answer = await this.#parts.api.call('POST', `/channels/${channel}/messages`, {
      body: { ...look.body(dress), ...extras },
      files: dress?.files ?? [],
      patient: true,
    })
    this.#pictures.note(answer)
    return answer
  }

  async #lacksFiles(
    { guild, channel }: { readonly guild: string; readonly channel: string },
    { code }: DiscordTrouble,
  ): Promise<boolean> {
    if (code !== codes.missingPermissions) return false
    const lacking = await this.#rights.missing(guild, channel)
    return lacking[0] === 'AttachFiles'
  }
}

const oldPauseMs = 60_000

const gone = new Set<number>([codes.unknownMessage, codes.unknownChannel, codes.archived])

function isTooLarge({ status, code }: DiscordTrouble): boolean {
  return status === 413 || code === codes.tooLarge
}

function answering({ under }: Destination): MessageExtras {
  if (!under) return {}
  return { message_reference: { message_id: under.message, fail_if_not_exists: false } }
}

/** How a message of the service looks. */
export function lookOf(
  message: Message,
  look: {
    readonly guild: string
    readonly language: Language
    readonly key?: string
    readonly calling?: readonly string[] | undefined
  },
): Look {
  return {
    message,
    body: (dress) =>
      dress
        ? messageBody(message, { ...look, picture: dress.picture })
        : messageBody({ ...message, files: [] }, { ...look, picture: () => undefined }),
  }
}

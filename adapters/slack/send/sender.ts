import { z } from 'zod'
import {
  ChatFailure,
  type Language,
  type Message,
  type Posting,
  type Ref,
  type Said,
} from '#src/chat/contract.ts'
import { plainText } from '../blocks/message-blocks.ts'
import { messageRef, partsOf, teamRef, thingRef } from '../refs.ts'
import { asFailure } from './chat-failure.ts'
import { Direct } from './direct.ts'
import { markIn, markOf } from './sending-mark.ts'
import { SlackTrouble } from './slack-trouble.ts'
import { uploadOnce } from './upload.ts'
import { Writer, type WriterParts } from './writer.ts'

/** Everything that the service writes in Slack: each message once, within Slack's limits. Throws `ChatFailure`. */
export class Sender {
  readonly #parts: WriterParts
  readonly #writer: Writer
  readonly #direct: Direct

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#writer = new Writer(parts)
    this.#direct = new Direct({ ...parts, sendings: parts.book.sendings })
  }

  /** Writes in a channel, in the language of its workspace. */
  async post(channel: Ref, said: Said, { key, answering, calling }: Posting): Promise<Ref> {
    const { team, id } = partsOf(channel)
    const language = await this.#parts.book.roster.language(teamRef(team))
    const thread = threadOf(channel, answering)
    const called = calledIn(team, calling)
    const place = { team, channel: id, destination: channel, key, thread, called }
    return asFailure('channel', () => this.#writer.write(place, said[language], language))
  }

  /** Replaces a message; one that is gone is left alone, and one that may not be changed any more is answered. */
  async update(message: Ref, said: Said): Promise<void> {
    const { team, id } = partsOf(message)
    const isPrivate = id.startsWith('D')
    const member = isPrivate ? await this.#direct.memberIn(team, id) : undefined
    const language = await this.#languageOf(team, member)
    await asFailure(isPrivate ? 'person' : 'channel', () =>
      this.#writer.change(message, said[language], language),
    )
  }

  /** Writes to one person in their own language: first the files, then the message with its buttons. */
  async tell(member: Ref, said: Said, { key, beside }: Telling): Promise<Ref> {
    const sent = await this.#parts.book.sendings.find(member, markOf(key))
    if (sent?.message !== undefined) return sent.message
    const { team, id: user } = partsOf(member)
    const language = await this.#languageOf(team, member)
    const message = said[language]
    const written = asFailure('person', async () => {
      const channel = await this.#direct.open(team, user)
      const place = { team, channel, destination: member, key }
      await this.#putFiles(place, message)
      const lookFor = { user, text: plainText(message) }
      return this.#writer.write({ ...place, private: lookFor }, message, language)
    })
    return written.catch(async (failure: unknown) => {
      const isNotice = isClosed(failure) && beside !== undefined && !message.files?.length
      const shown = isNotice && (await this.#showBeside(member, beside, { key, message, language }))
      if (shown) return shown
      throw failure
    })
  }

  /** Waits until a card of that channel may be changed; its next `update` then goes at once. */
  async turn(channel: Ref): Promise<void> {
    const { team, id } = partsOf(channel)
    const call = { team, method: 'chat.update', channel: id }
    await asFailure('channel', () => this.#parts.pace.turnAhead(call))
  }

  /** Shows a message to one person in a channel; in private where Slack does not take it there. Not repeated. */
  async ephemeral(member: Ref, channel: Ref, message: Message, language: Language): Promise<void> {
    const { team, id: user } = partsOf(member)
    const send = (method: string, place: Readonly<Record<string, unknown>>) =>
      this.#writer.fitting(team, { message, language }, (body) =>
        this.#parts.api.call(team, method, { ...place, ...body }, { patient: true }),
      )
    await asFailure('person', async () => {
      const { id } = partsOf(channel)
      const isShown =
        /^[CG]/.test(id) && (await taken(send('chat.postEphemeral', { channel: id, user })))
      if (!isShown) await send('chat.postMessage', { channel: await this.#direct.open(team, user) })
    })
  }

  /**
   * Takes note of one of our messages that came back with a press, for Slack's answer to it may have been lost. `metadata`
   * is what Slack's payload has in `message.metadata`.
   */
  async adopt(member: Ref, message: Ref, metadata: unknown): Promise<void> {
    const mark = markIn(metadata)
    if (mark === undefined) return
    const { team, id } = partsOf(message)
    const told = id.startsWith('D')
      ? ((await this.#direct.memberIn(team, id)) ?? member)
      : undefined
    const destination = told ?? thingRef(team, id)
    const { sendings } = this.#parts.book
    const sending = await sendings.find(destination, mark)
    if (sending && sending.message === undefined) await sendings.keep(destination, mark, message)
  }

  /**
   * A trainer who takes nothing in private is shown a notice in the channel that it is about, for their eyes only. Slack does
   * not keep it: what is for a learner had better fail, and be told to the trainer.
   */
  async #showBeside(
    member: Ref,
    beside: Ref,
    notice: { readonly key: string; readonly message: Message; readonly language: Language },
  ): Promise<Ref | undefined> {
    const { team, id: channel } = partsOf(beside)
    const { api, book } = this.#parts
    const person = await book.roster.person(teamRef(team), member)
    if (!/^[CG]/.test(channel) || !person?.isTrainer) return undefined
    const place = { channel, user: partsOf(member).id }
    try {
      const answer = await this.#writer.fitting(team, notice, (body) =>
        api.call(team, 'chat.postEphemeral', { ...place, ...body }, { patient: true }),
      )
      const ref = messageRef(team, channel, shownSchema.parse(answer).message_ts)
      await book.sendings.begin(member, markOf(notice.key))
      await book.sendings.keep(member, markOf(notice.key), ref)
      return ref
    } catch (failure) {
      if (!(failure instanceof SlackTrouble)) throw failure
      return undefined
    }
  }

  async #languageOf(team: string, member: Ref | undefined): Promise<Language> {
    const { roster } = this.#parts.book
    const known = member && (await roster.person(teamRef(team), member))
    return known?.language ?? roster.language(teamRef(team))
  }

  // A workspace that takes no files still gets the message; the letter brings the picture.
  async #putFiles(
    place: {
      readonly team: string
      readonly channel: string
      readonly destination: Ref
      readonly key: string
    },
    { files = [] }: Message,
  ): Promise<void> {
    const parts = { ...this.#parts, sendings: this.#parts.book.sendings }
    for (const [index, file] of files.entries())
      await uploadOnce(parts, place, { file, key: `${place.key}:file:${index}` }).catch(
        (failure: unknown) => {
          if (!(failure instanceof SlackTrouble) || !fileless.has(failure.error)) throw failure
        },
      )
  }
}

interface Telling extends Posting {
  /** The channel that it is about. */
  readonly beside?: Ref
}

const shownSchema = z.object({ message_ts: z.string().min(1) })

function isClosed(failure: unknown): boolean {
  return (
    failure instanceof ChatFailure &&
    (failure.trouble === 'chat-scope' || failure.trouble === 'chat-refused')
  )
}

async function taken(sending: Promise<unknown>): Promise<boolean> {
  try {
    await sending
    return true
  } catch (failure) {
    if (!(failure instanceof SlackTrouble)) throw failure
    return false
  }
}

// Whoever is of another workspace cannot be called there.
function calledIn(team: string, calling: readonly Ref[] = []): readonly string[] {
  return calling
    .map(partsOf)
    .filter((person) => person.team === team)
    .map(({ id }) => id)
}

/** A message of another channel cannot be written under. */
function threadOf(channel: Ref, answering: Ref | undefined): string | undefined {
  if (answering === undefined) return undefined
  const { team, id, ts } = partsOf(answering)
  return ts !== '' && thingRef(team, id) === channel ? ts : undefined
}

const fileless = new Set([
  'missing_scope',
  'no_permission',
  'file_uploads_disabled',
  'file_uploads_except_images_disabled',
  'file_upload_size_restricted',
  'file_type_not_allowed',
  'storage_limit_reached',
])

import type { Language, Message, Posting, Ref, Said } from '#src/chat/contract.ts'
import { plainText } from '../blocks/message-blocks.ts'
import { partsOf, teamRef, thingRef } from '../refs.ts'
import { chatFailure } from './chat-failure.ts'
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
  async post(channel: Ref, said: Said, { key, answering }: Posting): Promise<Ref> {
    const { team, id } = partsOf(channel)
    const language = await this.#parts.book.roster.language(teamRef(team))
    const thread = threadOf(channel, answering)
    const place = { team, channel: id, destination: channel, key, thread }
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
  async tell(member: Ref, said: Said, { key }: Posting): Promise<Ref> {
    const sent = await this.#parts.book.sendings.find(member, markOf(key))
    if (sent?.message !== undefined) return sent.message
    const { team, id: user } = partsOf(member)
    const language = await this.#languageOf(team, member)
    const message = said[language]
    return asFailure('person', async () => {
      const channel = await this.#direct.open(team, user)
      const place = { team, channel, destination: member, key }
      await this.#putFiles(place, message)
      const lookFor = { user, text: plainText(message) }
      return this.#writer.write({ ...place, private: lookFor }, message, language)
    })
  }

  /** Waits until a card of that channel may be changed; its next `update` then goes at once. */
  async turn(channel: Ref): Promise<void> {
    const { team, id } = partsOf(channel)
    const call = { team, method: 'chat.update', channel: id }
    await asFailure('channel', () => this.#parts.pace.turnAhead(call))
  }

  /** Shows a message to one person in a channel; in private where they or the bot are not in it. Not repeated. */
  async ephemeral(member: Ref, channel: Ref, message: Message, language: Language): Promise<void> {
    const { team, id: user } = partsOf(member)
    const send = (method: string, place: Readonly<Record<string, unknown>>) =>
      this.#writer.fitting(team, { message, language }, (body) =>
        this.#parts.api.call(team, method, { ...place, ...body }, { patient: true }),
      )
    await asFailure('person', async () => {
      try {
        await send('chat.postEphemeral', { channel: partsOf(channel).id, user })
      } catch (failure) {
        if (!(failure instanceof SlackTrouble) || !notThere.has(failure.error)) throw failure
        await send('chat.postMessage', { channel: await this.#direct.open(team, user) })
      }
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

/** A message of another channel cannot be written under. */
function threadOf(channel: Ref, answering: Ref | undefined): string | undefined {
  if (answering === undefined) return undefined
  const { team, id, ts } = partsOf(answering)
  return ts !== '' && thingRef(team, id) === channel ? ts : undefined
}

async function asFailure<Done>(
  whom: 'channel' | 'person',
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work()
  } catch (failure) {
    throw chatFailure(failure, whom)
  }
}

const notThere = new Set([
  'user_not_in_channel',
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
  'cannot_reply_to_message',
])

const fileless = new Set([
  'file_uploads_disabled',
  'file_uploads_except_images_disabled',
  'file_upload_size_restricted',
  'file_type_not_allowed',
  'storage_limit_reached',
])

import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Showcase } from '#src/chat/chat-book.ts'
import type { Message } from '#src/chat/contract.ts'
import { idSchema } from '../people/discord-member.ts'
import { filesOf, type OutgoingFile } from '../views/files-of.ts'
import { publicPicture } from '../views/message-body.ts'
import type { PictureSource } from '../views/pieces.ts'
import { type DiscordApi, DiscordTrouble } from './discord-api.ts'

/** What goes with a message so that its pictures and files show. */
export interface Dress {
  readonly picture: PictureSource
  readonly files: readonly OutgoingFile[]
  /** Of a message that is changed: the ids of the files that stay. Those that are not named go. */
  readonly kept: readonly string[]
}

export interface PictureParts {
  readonly api: Pick<DiscordApi, 'call'>
  readonly showcase: Pick<Showcase, 'picture'>
}

/** What of a message is shown by bytes. */
export type Shown = Pick<Message, 'parts' | 'files'>

/** Pictures by their address where Discord can fetch it, else uploaded with the message; files always. */
export class Pictures {
  readonly #parts: PictureParts
  /** What is attached to messages: ids by name. */
  readonly #attached = new Map<string, ReadonlyMap<string, string>>()

  constructor(parts: PictureParts) {
    this.#parts = parts
  }

  /** For a new message. */
  async dress(message: Shown): Promise<Dress> {
    return this.#dress(message, new Map())
  }

  /** For a message that is there: what is attached to it already stays. */
  async redress(place: Place, message: Shown): Promise<Dress> {
    const isPlain = !message.files?.length && uploadedIn(message).length === 0
    if (isPlain) return this.dress(message)
    return this.#dress(message, this.#attached.get(place.message) ?? (await this.#look(place)))
  }

  async #dress(message: Shown, attached: ReadonlyMap<string, string>): Promise<Dress> {
    const files = filesOf(message)
    const names = new Map(uploadedIn(message).map(({ url }) => [url, nameOf(url)]))
    const added: OutgoingFile[] = files.filter(({ name }) => !attached.has(name))
    for (const { url, alternative } of uploadedIn(message)) {
      const name = nameOf(url)
      if (attached.has(name) || added.some((file) => file.name === name)) continue
      const data = await this.#parts.showcase.picture(url)
      if (data) added.push({ name, data, contentType: 'image/png', description: alternative })
      else names.delete(url)
    }
    const kept = [...files.map(({ name }) => name), ...names.values()]
    return {
      picture: (url) => publicPicture(url) ?? attachedAs(names.get(url)),
      files: added,
      kept: [...new Set(kept.flatMap((name) => attached.get(name) ?? []))],
    }
  }

  /** Takes note of what Discord shows of a message. */
  note(answer: unknown): void {
    const seen = messageSchema.safeParse(answer).data
    if (!seen) return
    if (this.#attached.size >= mostRemembered) this.#attached.clear()
    const ids = seen.attachments.map(({ filename, id }) => [filename, id] as const)
    this.#attached.set(seen.id, new Map(ids))
  }

  /** What is remembered of a message may not be so any more: another process changed it. */
  forget(message: string): void {
    this.#attached.delete(message)
  }

  // What may not be looked at is uploaded again.
  async #look({ channel, message }: Place): Promise<ReadonlyMap<string, string>> {
    try {
      this.note(await this.#parts.api.call('GET', `/channels/${channel}/messages/${message}`))
    } catch (failure) {
      if (!(failure instanceof DiscordTrouble) || failure.status !== 403) throw failure
    }
    return this.#attached.get(message) ?? new Map<string, string>()
  }
}

export interface Place {
  readonly channel: string
  readonly message: string
}

const mostRemembered = 2000

/** The pictures that Discord cannot fetch. */
function uploadedIn({ parts = [] }: Shown) {
  return parts
    .filter((part) => part.kind === 'image')
    .filter(({ url }) => publicPicture(url) === undefined)
}

// Another picture has another name, so that what stays is what is meant.
function nameOf(url: string): string {
  return `badge-${createHash('sha256').update(url).digest('hex').slice(0, 8)}.png`
}

function attachedAs(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `attachment://${name}`
}

const messageSchema = z.looseObject({
  id: idSchema,
  attachments: z.array(z.looseObject({ id: idSchema, filename: z.string() })).catch([]),
})

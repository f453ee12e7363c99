import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { Log } from '#src/chat/adapting/log.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type { Message } from '#src/chat/contract.ts'
import { folded } from '#src/chat/folded.ts'
import type { PictureSource } from '../blocks/part-blocks.ts'
import { partsOf, teamRef, thingRef } from '../refs.ts'
import type { Calling } from './call-in-turn.ts'
import { SlackTrouble } from './slack-trouble.ts'
import { completeUpload, uploadBytes } from './upload.ts'

export interface PictureParts extends Calling {
  readonly book: Pick<ChatBook, 'sendings' | 'showcase'>
  readonly baseUrl: () => string
  readonly log: Pick<Log, 'warn'>
  readonly now: () => number
}

/** Pictures in messages: by their address where Slack can fetch it, else uploaded once for each workspace. */
export class Pictures {
  readonly #parts: PictureParts
  /** By workspace and address: the file's id, or that there is none. */
  readonly #known = new Map<
    string,
    { readonly id: Promise<string | undefined>; readonly at: number }
  >()

  /** Workspaces where Slack did not fetch a picture, and until when it is not asked to. */
  readonly #unfetched = new Map<string, number>()

  constructor(parts: PictureParts) {
    this.#parts = parts
  }

  /** What stands for the pictures of a message. A picture that cannot be had is left out, and never holds a message back. */
  async sourceFor(team: string, message: Message): Promise<PictureSource> {
    if (this.#isFetched(team)) return (url) => ({ image_url: url })
    const files = new Map<string, string>()
    for (const { url, alternative } of imagesOf(message)) {
      const id = await this.#file(team, url, alternative)
      if (id !== undefined) files.set(url, id)
    }
    return (url) => {
      const id = files.get(url)
      return id === undefined ? undefined : { slack_file: { id } }
    }
  }

  /**
   * Slack would not show them. Where it could not fetch them, they are uploaded from now on; files that are there for a
   * while may have been deleted, and are uploaded again.
   */
  async doubt(team: string, message: Message): Promise<void> {
    if (this.#isFetched(team)) {
      this.#unfetched.set(team, this.#parts.now() + doubtfulMs)
      return
    }
    for (const { url, alternative } of imagesOf(message)) {
      const bytes = await this.#parts.book.showcase.picture(url)
      if (!bytes) continue
      const sent = await this.#parts.book.sendings.find(teamRef(team), keyOf(bytes))
      const isOld = sent !== undefined && this.#parts.now() - sent.begunAt > doubtfulMs
      if (isOld) void this.#remember(`${team} ${url}`, this.#upload(team, bytes, alternative))
    }
  }

  #isFetched(team: string): boolean {
    if ((this.#unfetched.get(team) ?? 0) > this.#parts.now()) return false
    return isPublic(this.#parts.baseUrl())
  }

  /** One upload however many messages ask at once; looked at again from time to time, for a badge's picture may change. */
  #file(team: string, url: string, alternative: string): Promise<string | undefined> {
    const key = `${team} ${url}`
    const known = this.#known.get(key)
    if (known && this.#parts.now() - known.at < rememberedMs) return known.id
    return this.#remember(key, this.#fileOf(team, url, alternative))
  }

  #remember(key: string, file: Promise<string | undefined>): Promise<string | undefined> {
    const id = file.catch((failure: unknown) => {
      if (!(failure instanceof SlackTrouble)) throw failure
      this.#parts.log.warn({ error: failure.error }, 'a picture was not uploaded')
      return undefined
    })
    if (this.#known.size >= mostRemembered) this.#known.clear()
    this.#known.set(key, { id, at: this.#parts.now() })
    id.catch(() => this.#known.delete(key))
    return id
  }

  async #fileOf(team: string, url: string, alternative: string): Promise<string | undefined> {
    const { showcase, sendings } = this.#parts.book
    const bytes = await showcase.picture(url)
    if (!bytes) return undefined
    const sent = (await sendings.find(teamRef(team), keyOf(bytes)))?.message
    return sent === undefined ? this.#upload(team, bytes, alternative) : partsOf(sent).id
  }

  async #upload(team: string, bytes: Uint8Array, alternative: string): Promise<string> {
    const { sendings } = this.#parts.book
    const [workspace, key] = [teamRef(team), keyOf(bytes)]
    await sendings.begin(workspace, key)
    const id = await uploadBytes(this.#parts, team, {
      name: nameOf(alternative),
      bytes,
      alternative,
    })
    await completeUpload(this.#parts, team, { id, title: alternative.slice(0, 250) })
    await sendings.keep(workspace, key, thingRef(team, id))
    return id
  }
}

const rememberedMs = 10 * 60_000
const doubtfulMs = 60 * 60_000
const mostRemembered = 1000

function keyOf(bytes: Uint8Array): string {
  return `picture:${createHash('sha256').update(bytes).digest('base64url').slice(0, 32)}`
}

// Of a card: the badge itself is given by its own file, with its proof in it.
function nameOf(alternative: string): string {
  const [, name = alternative] = /[«“](.+)[»”]/.exec(alternative) ?? []
  const words = folded(name.replaceAll('œ', 'oe')).replaceAll(/[^a-z0-9]+/g, '-')
  return ['carte', ...words.split('-').filter(Boolean)].join('-').slice(0, 60) + '.png'
}

function imagesOf({ parts = [] }: Message) {
  return parts.filter((part) => part.kind === 'image')
}

/** Slack fetches pictures from the internet: an address within a house, or one without TLS, is none for it. */
function isPublic(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl)
  if (protocol !== 'https:' || !hostname.includes('.') || isIP(hostname) !== 0) return false
  return !/\.(local|localhost|internal|lan|home|test|invalid|home\.arpa)$/.test(hostname)
}

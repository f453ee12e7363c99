import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Command } from './command-rules.ts'
import type { Component, Modal } from './components.ts'
import type { FirstAnswer } from './delivery.ts'

/** Everything that the fake Discord knows. */
export class World {
  readonly now: () => number
  /** The application and its bot user: the same in young applications, not in old ones. */
  readonly applicationId = '1100000000000000001'
  readonly botId = '1100000000000000002'
  readonly token = `${Buffer.from('1100000000000000002').toString('base64url')}.GfAkEd.not-a-real-token`
  readonly keys = generateKeyPairSync('ed25519')
  readonly guilds = new Map<string, Guild>()
  readonly users = new Map<string, User>()
  readonly channels = new Map<string, Channel>()
  readonly interactions = new Map<string, LiveInteraction>()
  readonly attachments = new Map<string, Attachment>()
  readonly nonces = new Map<string, { readonly message: Message; readonly at: number }>()
  /** The modal that stands before each person. */
  readonly modals = new Map<string, OpenModal>()
  /** What is registered for all servers; undefined: never. */
  commands: readonly RegisteredCommand[] | undefined
  /** "Server Members Intent" in the portal. */
  membersSwitch: boolean
  /** No page of members is longer, however many are asked for. */
  pageLength = 1000
  /** Changes of messages older than an hour, by channel: counted once limits are enforced. */
  readonly oldEdits = new Map<string, readonly number[]>()
  limitsOldEdits = false
  /** Where it listens. */
  origin = ''
  #lastId = 0n

  constructor(options: { readonly now: () => number; readonly membersSwitch: boolean }) {
    this.now = options.now
    this.membersSwitch = options.membersSwitch
    this.users.set(this.botId, {
      id: this.botId,
      name: 'Cordée',
      locale: 'en-US',
      isBot: true,
      closed: false,
    })
  }

  /** An id that holds its time; later ones are greater. */
  snowflake(): string {
    const next = BigInt(this.now() - epoch) << 22n
    this.#lastId = next > this.#lastId ? next : this.#lastId + 1n
    return this.#lastId.toString()
  }

  /** In hex, as the portal shows it. */
  get publicKey(): string {
    return this.keys.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex')
  }

  secret(): string {
    return randomBytes(24).toString('base64url')
  }

  /** The person's private conversation with the bot, opened where there is none. */
  dmWith(user: User): Channel {
    const found = [...this.channels.values()].find(({ recipientId }) => recipientId === user.id)
    if (found) return found
    const dm: Channel = {
      id: this.snowflake(),
      type: 1,
      guildId: undefined,
      parentId: undefined,
      recipientId: user.id,
      name: '',
      overwrites: [],
      messages: [],
    }
    this.channels.set(dm.id, dm)
    return dm
  }

  /** Keeps a file and makes its address, which is signed and ends after a day. */
  attach(file: Omit<Attachment, 'id' | 'url'>): Attachment {
    const id = this.snowflake()
    const expires = Math.floor(this.now() / 1000 + 86_400).toString(16)
    const folder = file.ephemeral ? 'ephemeral-attachments' : 'attachments'
    const path = `${folder}/${this.applicationId}/${id}/${encodeURIComponent(file.filename)}`
    const url = `${this.origin}/${path}?ex=${expires}&hm=${randomBytes(16).toString('hex')}&`
    const attachment = { ...file, id, url }
    this.attachments.set(id, attachment)
    return attachment
  }
}

/** 2015-01-01: where the time in ids begins. */
export const epoch = 1_420_070_400_000

/** When that was made. */
export function timeOf(id: string): number {
  return Number(BigInt(id) >> 22n) + epoch
}

export interface User {
  readonly id: string
  name: string
  locale: string
  isBot: boolean
  /** Takes no private messages. */
  closed: boolean
}

export interface Guild {
  readonly id: string
  name: string
  locale: string
  ownerId: string
  readonly roles: Map<string, Role>
  readonly members: Map<string, GuildMember>
}

export interface Role {
  readonly id: string
  name: string
  permissions: bigint
  /** Of one bot. */
  readonly managed: boolean
}

export interface GuildMember {
  readonly userId: string
  nick: string | undefined
  roles: readonly string[]
  /** Has not yet accepted the server's rules. */
  pending: boolean
}

export interface Overwrite {
  readonly id: string
  /** 0: a role; 1: a member. */
  readonly type: 0 | 1
  allow: bigint
  deny: bigint
}

export interface Channel {
  readonly id: string
  /** 0: text; 1: private; 11: public thread. */
  readonly type: 0 | 1 | 11
  readonly guildId: string | undefined
  /** Of a thread. */
  readonly parentId: string | undefined
  /** The other side of a private conversation with the bot. */
  readonly recipientId: string | undefined
  name: string
  overwrites: Overwrite[]
  readonly messages: Message[]
}

export interface Message {
  readonly id: string
  readonly channelId: string
  readonly authorId: string
  content: string
  components: readonly Component[]
  flags: number
  attachments: readonly Attachment[]
  readonly nonce: string | undefined
  readonly replyTo: string | undefined
  /** Who is notified of it. */
  readonly pings: readonly string[]
  /** Seen by that person alone. */
  readonly onlyFor: string | undefined
  /** A deferred answer that has not come yet. */
  loading: boolean
  editedAt: number | undefined
}

export interface Attachment {
  readonly id: string
  readonly filename: string
  readonly type: string
  readonly bytes: Uint8Array
  readonly description: string | undefined
  readonly ephemeral: boolean
  readonly url: string
}

export interface OpenModal {
  readonly interaction: LiveInteraction
  readonly modal: Modal
}

export interface RegisteredCommand extends Command {
  readonly id: string
  readonly version: string
}

/** Something that somebody did, while it may be answered. */
export interface LiveInteraction {
  readonly id: string
  readonly token: string
  /** 2: command; 3: component; 4: autocomplete; 5: modal. */
  readonly type: 2 | 3 | 4 | 5
  readonly userId: string
  readonly channelId: string
  /** The message whose component was used, or from which the modal came. */
  readonly source: Message | undefined
  readonly at: number
  /** Three seconds are over. */
  dead: boolean
  answered: boolean
  /** `@original`. */
  original: Message | undefined
  readonly first: (answer: Pick<FirstAnswer, 'type' | 'body' | 'trouble'>) => void
}

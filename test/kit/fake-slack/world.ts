import { randomBytes } from 'node:crypto'
import type { Block } from './blocks.ts'

/** Everything that the fake Slack knows. */
export class World {
  readonly now: () => number
  readonly appId = 'A0CORDEE'
  readonly clientId = '111.222'
  readonly clientSecret = 'client-secret-of-the-fake'
  readonly appToken = 'xapp-1-A0CORDEE-fake'
  readonly teams = new Map<string, Team>()
  readonly grants = new Map<string, Grant>()
  readonly codes = new Map<string, Code>()
  readonly files = new Map<string, SlackFile>()
  readonly views = new Map<string, View>()
  readonly triggers = new Map<string, Trigger>()
  readonly responses = new Map<string, ResponseUrl>()
  /** Where it listens. */
  origin = ''
  /** No page of a channel's members is longer, however many are asked for. */
  pageLength = 1000
  /** Tokens last twelve hours and come with a refresh token. */
  readonly rotation: boolean
  readonly scopes: readonly string[]
  #lastTs = 0
  #lastId = 0

  constructor(options: { now: () => number; rotation: boolean; scopes: readonly string[] }) {
    this.now = options.now
    this.rotation = options.rotation
    this.scopes = options.scopes
  }

  /** A timestamp that no other message has; later ones are greater. */
  ts(): string {
    this.#lastTs = Math.max(this.#lastTs + 1, this.now() * 1000)
    const seconds = Math.floor(this.#lastTs / 1_000_000)
    return `${seconds}.${String(this.#lastTs % 1_000_000).padStart(6, '0')}`
  }

  id(kind: string): string {
    return `${kind}${String(++this.#lastId).padStart(8, '0')}`
  }

  hash(): string {
    return `${Math.floor(this.now() / 1000)}.${randomBytes(4).toString('hex')}`
  }

  /** Good for one modal within three seconds. */
  trigger(teamId: string, userId: string): string {
    const id = `${++this.#lastId}.${Math.floor(this.now())}.${randomBytes(16).toString('hex')}`
    this.triggers.set(id, { teamId, userId, at: this.now(), used: false })
    return id
  }

  /** An address that takes five answers within half an hour. */
  responseUrl(about: Omit<ResponseUrl, 'at' | 'uses'>): string {
    const id = `${about.teamId}/${++this.#lastId}/${randomBytes(12).toString('hex')}`
    this.responses.set(id, { ...about, at: this.now(), uses: 0 })
    return `${this.origin}/response/${id}`
  }

  /** A token for the bot of a team. */
  grant(teamId: string, scopes: readonly string[] = this.scopes): Grant {
    const name = randomBytes(12).toString('hex')
    const grant: Grant = {
      token: this.rotation ? `xoxe.xoxb-1-${name}` : `xoxb-${teamId}-${name}`,
      teamId,
      scopes: [...scopes],
      expiresAt: this.rotation ? this.now() + 12 * 3_600_000 : undefined,
      refreshToken: this.rotation ? `xoxe-1-${randomBytes(12).toString('hex')}` : undefined,
      revoked: false,
    }
    this.grants.set(grant.token, grant)
    return grant
  }

  channel(teamId: string, id: string): Channel | undefined {
    return this.teams.get(teamId)?.channels.get(id)
  }
}

export interface Team {
  readonly id: string
  readonly name: string
  readonly domain: string
  readonly enterpriseId: string | undefined
  readonly bot: { readonly userId: string; readonly botId: string }
  readonly users: Map<string, User>
  readonly channels: Map<string, Channel>
  readonly userGroups: Map<string, UserGroup>
  /** What each person sees alone. */
  readonly ephemerals: Ephemeral[]
  /** The modals that are open before each person, the topmost last. */
  readonly stacks: Map<string, View[]>
  readonly homes: Map<string, View>
  readonly unfurls: Unfurl[]
  /** The token that the app was installed with at first. */
  token: string
}

export interface User {
  readonly id: string
  name: string
  email: string | undefined
  locale: string
  isAdmin: boolean
  isOwner: boolean
  isBot: boolean
  deleted: boolean
  restricted: boolean
  /** Of another organisation: seen in a shared channel only. */
  stranger: boolean
  teamId: string
  /** Takes no private messages from the app: the error that Slack gives. */
  refusesDms: string | undefined
}

export interface Channel {
  readonly id: string
  name: string
  isPrivate: boolean
  /** The other side of a private conversation with the bot. */
  readonly im: string | undefined
  isArchived: boolean
  readonly members: Set<string>
  readonly messages: Message[]
}

export interface Message {
  readonly ts: string
  readonly user: string
  readonly botId: string | undefined
  readonly threadTs: string | undefined
  text: string
  blocks: readonly Block[]
  metadata: unknown
  readonly files: readonly SlackFile[]
  edited: boolean
}

export interface Ephemeral extends Message {
  readonly userId: string
  readonly channelId: string
}

export interface UserGroup {
  readonly id: string
  readonly handle: string
  readonly name: string
  members: readonly string[]
  disabled: boolean
}

export interface SlackFile {
  readonly id: string
  readonly teamId: string
  readonly name: string
  readonly userId: string
  readonly altText: string | undefined
  readonly length: number
  title: string
  type: string
  bytes: Uint8Array | undefined
  completed: boolean
  readonly shares: { readonly channel: string; readonly ts: string }[]
}

export interface View {
  readonly id: string
  readonly teamId: string
  readonly userId: string
  readonly rootId: string
  readonly previousId: string | undefined
  hash: string
  /** As the app sent it. */
  content: ViewContent
  /** What was filled in by hand: by block and action. */
  readonly typed: Map<string, unknown>
  errors: Readonly<Record<string, string>>
  open: boolean
}

export interface ViewContent {
  readonly type: 'modal' | 'home'
  readonly title?: { readonly type: string; readonly text: string } | undefined
  readonly submit?: { readonly type: string; readonly text: string } | undefined
  readonly close?: { readonly type: string; readonly text: string } | undefined
  readonly blocks: readonly Block[]
  readonly private_metadata?: string | undefined
  readonly callback_id?: string | undefined
  readonly external_id?: string | undefined
  readonly clear_on_close?: boolean | undefined
  readonly notify_on_close?: boolean | undefined
}

export interface Trigger {
  readonly teamId: string
  readonly userId: string
  readonly at: number
  used: boolean
}

export interface ResponseUrl {
  readonly teamId: string
  readonly userId: string
  readonly channelId: string
  /** The message that the person acted on. */
  readonly message: string | undefined
  readonly at: number
  uses: number
}

export interface Grant {
  readonly token: string
  readonly teamId: string
  scopes: readonly string[]
  expiresAt: number | undefined
  readonly refreshToken: string | undefined
  revoked: boolean
}

export interface Code {
  readonly teamId: string
  readonly userId: string
  readonly scopes: readonly string[]
  readonly redirectUri: string | undefined
  readonly at: number
}

export interface Unfurl {
  readonly channelId: string | undefined
  readonly ts: string | undefined
  readonly unfurlId: string | undefined
  readonly url: string
  readonly blocks: readonly Block[]
}

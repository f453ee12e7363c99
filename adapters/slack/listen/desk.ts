import type { UnderWay } from '#src/chat/adapting/under-way.ts'
import type { ChatBook, KnownPerson } from '#src/chat/chat-book.ts'
import type { Inbox, Language, Message, Ref } from '#src/chat/contract.ts'
import type { refusal } from '#src/chat/replies/refusal.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import type { Downloaded } from '../send/download.ts'
import type { SlackApi } from '../send/slack-api.ts'
import type { Tokens } from '../admission/tokens.ts'

/** What all that listens to Slack works with. */
export interface Desk {
  /** Throws once the adapter has stopped. */
  readonly inbox: () => Inbox
  readonly book: Pick<ChatBook, 'drafts' | 'files' | 'roster' | 'sendings' | 'showcase'>
  readonly api: Pick<SlackApi, 'call'>
  readonly tokens: Tokens
  readonly people: { person(team: string, user: string): Promise<KnownPerson | undefined> }
  readonly channels: {
    here(team: string, channel: string, how: { readonly fresh: boolean }): Promise<'ok' | Refused>
    onEvent(team: string, event: unknown): Promise<void>
  }
  /** Answers through the address that came with a command or a press. */
  readonly respond: (url: string, body: Readonly<Record<string, unknown>>) => Promise<void>
  /** Tells one person without such an address: in the channel where it came about, else in private. */
  readonly whisper: (
    member: Ref,
    channel: Ref,
    message: Message,
    language: Language,
  ) => Promise<void>
  readonly download: (
    team: string,
    file: { readonly url: string; readonly size: number | undefined },
    maxBytes: number,
  ) => Promise<Downloaded>
  readonly publishHome: (member: Ref, message: Message, language: Language) => Promise<void>
  readonly unfurl: (team: string, event: unknown, language: Language) => Promise<void>
  /** One of our messages came back with a press: Slack's answer to it may have been lost. */
  readonly adopt: (member: Ref, message: Ref, metadata: unknown) => Promise<void>
  /** What is spoken until it is known what a workspace and its people read. */
  readonly language: Language
  /** Where a workspace installs the app; undefined: it is of one workspace. */
  readonly installAddress: () => string | undefined
  readonly underWay: UnderWay
  readonly log: Log
  readonly now: () => number
  /** How long an answer is waited for before Slack, which waits three seconds, hears that it is coming. */
  readonly quickMs: number
}

/** Why not, as the service's texts know it. */
export type Refused = Parameters<typeof refusal>[1]
